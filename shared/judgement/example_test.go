package judgement_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// life is an account whose contract of 2025 was given notice on 10 October and
// ended with the year: decided, so, on 10 October.
var life = []heed.Stored{
	on("2024-12-20", "contract.signed", `{"contract":"k","start_date":"2025-01-01","renewal_date":"2025-12-31","term_months":12,"auto_renew":true,"notice_days":30}`),
	on("2025-01-05", "contact.joined", `{"contact":"u-1","role":"champion"}`),
	on("2025-05-02", "feedback.nps", `{"score":9,"contact":"u-1","survey":"2025"}`),
	on("2025-06-01", "engagement.logged", `{"kind":"call","direction":"both"}`),
	on("2025-06-20", "ticket.opened", `{"ticket":"t-1","priority":"urgent"}`),
	on("2025-10-10", "contract.cancel_noticed", `{"contract":"k"}`),
	on("2025-12-31", "contract.ended", `{"contract":"k"}`),
}

func TestExamplesLookBackFromTheDecision(t *testing.T) {
	var got []string
	for _, e := range examples(t, life) {
		got = append(got, fmt.Sprintf("%s %d days before: lost %v, %d factors", e.AsOf, e.LeadDays, e.Lost, len(e.Factors)))
	}
	want := []string{
		"2025-07-12 90 days before: lost true, 8 factors",
		"2025-08-11 60 days before: lost true, 9 factors",
		"2025-09-10 30 days before: lost true, 9 factors",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsUndecidedTeachesNothing(t *testing.T) {
	open := slices.DeleteFunc(slices.Clone(life), func(s heed.Stored) bool { return s.Day() > "2025-10-01" })
	for name, signals := range map[string][]heed.Stored{
		"still open":           {on("2026-01-01", "contract.signed", `{"contract":"k","renewal_date":"2026-12-31"}`)},
		"nobody said":          {on("2024-01-01", "contract.signed", `{"contract":"k","renewal_date":"2024-12-31"}`)},
		"known for a day only": {on("2025-12-30", "contract.signed", `{"contract":"k","renewal_date":"2025-12-31"}`), on("2025-12-31", "contract.ended", `{"contract":"k"}`)},
	} {
		if got := examples(t, signals); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, e := range examples(t, open) {
		if e.Lost {
			t.Errorf("nobody gave notice, and yet it is lost: %+v", e)
		}
	}
}

// Every way in which the future is known to seep into such tables: added to the
// account's life, none of it may change what is learned from it.
func TestNothingLeaksBack(t *testing.T) {
	for name, leak := range map[string][]heed.Stored{
		"a ticket about the cancellation":             {on("2025-10-12", "ticket.opened", `{"ticket":"t-9","priority":"urgent","reason":"offboarding"}`)},
		"automatic renewal switched off by notice":    {on("2025-10-10", "contract.changed", `{"contract":"k","auto_renew":false}`)},
		"a reason given at the end":                   {on("2026-01-03", "contract.changed", `{"contract":"k","reason":"price","outcome":"lost"}`)},
		"a reason given with the notice":              {on("2025-10-10", "contract.cancel_noticed", `{"contract":"k","reason":"price"}`)},
		"a refund":                                    {on("2025-12-20", "payment.failed", `{"invoice":"i-1","days":40}`)},
		"a refund of an invoice from before":          {heard(on("2025-08-20", "payment.failed", `{"invoice":"i-2","days":40}`), "2025-12-20")},
		"the manager's view written down afterwards":  {heard(on("2025-07-01", "pulse.reported", `{"score":1}`), "2025-11-01")},
		"the manager's view changed afterwards":       {on("2025-10-11", "pulse.reported", `{"score":1}`)},
		"an answer that replaces an earlier one":      {on("2025-10-20", "feedback.nps", `{"score":0,"contact":"u-1","survey":"2025"}`)},
		"an earlier answer that was heard of later":   {heard(on("2025-05-03", "feedback.nps", `{"score":0,"contact":"u-1","survey":"2025"}`), "2025-10-20")},
		"a retraction":                                {on("2025-10-20", "signal.retracted", `{"source":"test","id":"2025-05-02feedback.nps"}`)},
		"a stage set when they left":                  {on("2025-10-11", "account.updated", `{"phase":"retention","tags":["churned"]}`)},
		"ARR set to nothing when they left":           {on("2025-12-31", "contract.changed", `{"contract":"k","arr":{"amount":0,"currency":"EUR"}}`)},
		"usage that stops because the contract stops": {on("2026-01-10", "usage.reported", `{"metric":"active_users","value":0,"mode":"add"}`)},
		"a champion who left with the contract":       {on("2025-12-01", "contact.left", `{"contact":"u-1"}`)},
		"a champion's leaving dated back":             {heard(on("2025-06-01", "contact.left", `{"contact":"u-1"}`), "2025-11-20")},
		"a ticket's opening that came in late":        {heard(on("2025-06-25", "ticket.opened", `{"ticket":"t-8","priority":"urgent"}`), "2025-10-15")},
		"a milestone missed afterwards":               {on("2025-12-01", "milestone.missed", `{"milestone":"go-live","due_date":"2025-03-01"}`)},
		"a survey sent to those who leave":            {on("2025-12-01", "feedback.csat", `{"score":1,"touchpoint":"offboarding"}`)},
		"another contract, signed afterwards":         {on("2026-06-01", "contract.signed", `{"contract":"k2","start_date":"2026-06-01","renewal_date":"2027-05-31"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(examples(t, life), examples(t, append(slices.Clone(life), leak...))); diff != "" {
				t.Errorf("it changed what is learned (-without +with):\n%s", diff)
			}
		})
	}
}

// heard is a signal that came in later than what it says happened.
func heard(s heed.Stored, received string) heed.Stored {
	s.ReceivedAt = on(received, "", "").ReceivedAt
	return s
}

// Switched off months before the notice, automatic renewal is a sign and no leak:
// what is kept out is only what the notice itself wrote.
func TestWhatWasKnownIsLearnedFrom(t *testing.T) {
	early := append(slices.Clone(life), on("2025-06-01", "contract.changed", `{"contract":"k","auto_renew":false}`))
	if cmp.Equal(examples(t, life), examples(t, early)) {
		t.Error("it was known four months before, and nothing is learned from it")
	}
}

// The usage of days that were set again after the decision is not known: their last
// report came too late.
func TestUsageSetAfterwardsDoesNotLeak(t *testing.T) {
	var asItWas, rewritten []heed.UsageDay
	for i := range 200 {
		day := heed.Day("2025-03-01").Add(i)
		u := heed.UsageDay{Day: day, Metric: "active_users", Set: 40, Stamp: heed.Stamp{Time: day.Time(), Source: "test", ID: "u"}}
		asItWas = append(asItWas, u)
		if i > 150 {
			u.Set, u.Stamp.Time = 0, heed.Day("2026-01-02").Time()
		}
		rewritten = append(rewritten, u)
	}
	was, now := examplesOf(t, life, asItWas), examplesOf(t, life, rewritten)
	for i := range now {
		for _, m := range now[i].Factors {
			if m.Factor == "usage_trend" && m.Effect > 0 {
				t.Errorf("%s: usage that was wiped out afterwards raises the risk by %.2f; as it was there is %+v", now[i].AsOf, m.Effect, was[i])
			}
		}
	}
}

// Nor is the usage of days that were only told of once it was over, however old they
// are; but for history that was imported.
func TestUsageHeardOfAfterwardsDoesNotLeak(t *testing.T) {
	told := func(imported bool) (days []heed.UsageDay) {
		for i := range 200 {
			report := on(string(heed.Day("2025-03-01").Add(i)), heed.UsageReported, `{"metric":"active_users","value":40}`).Signal
			report.ReceivedAt, report.Imported = heed.Day("2026-01-02").Time(), imported
			u, err := heed.UsageOf(report)
			if err != nil {
				t.Fatal(err)
			}
			days = append(days, u.Reported(report))
		}
		return days
	}
	was := examples(t, life)
	if diff := cmp.Diff(was, examplesOf(t, life, told(false))); diff != "" {
		t.Errorf("it changed what is learned (-without +with):\n%s", diff)
	}
	if cmp.Equal(was, examplesOf(t, life, told(true))) {
		t.Error("history was imported, and nothing is learned from it")
	}
}

// What people write into a profile over the API is known from then on, and no sooner.
func TestAProfileIsKnownOnceItIsWritten(t *testing.T) {
	written := func(day heed.Day) heed.Account {
		a, err := heed.Account{ID: "acme"}.WithFact(heed.Fact{
			Stamp: heed.Stamp{Time: day.Time(), Source: "heed"}, Type: heed.AccountUpdated, Data: []byte(`{"customer_since":"2019-01-01"}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	unwritten := examples(t, life)
	if diff := cmp.Diff(unwritten, examplesFor(t, written("2025-10-11"), life, nil)); diff != "" {
		t.Errorf("it changed what is learned (-without +with):\n%s", diff)
	}
	if cmp.Equal(unwritten, examplesFor(t, written("2025-06-01"), life, nil)) {
		t.Error("it was known four months before, and nothing is learned from it")
	}
}

// Who took part in something between a look and the decision may have been helped.
func TestWhoTookPartIsTouched(t *testing.T) {
	call := on("2025-08-20", "engagement.logged", `{"kind":"call","direction":"both"}`)
	for name, c := range map[string]struct {
		said []heed.Stored
		want []bool // at 90, 60 and 30 days
	}{
		"nobody called":              {nil, []bool{false, false, false}},
		"a call":                     {[]heed.Stored{call}, []bool{true, true, true}},
		"a call written down late":   {[]heed.Stored{heard(call, "2026-01-10")}, []bool{true, true, true}},
		"a call before the last two": {[]heed.Stored{on("2025-08-05", "engagement.logged", `{"kind":"call","direction":"both"}`)}, []bool{true, true, false}},
		"mail that nobody answered":  {[]heed.Stored{on("2025-08-20", "engagement.logged", `{"kind":"email","direction":"outbound"}`)}, []bool{false, false, false}},
		"a call that never was":      {[]heed.Stored{call, on("2025-09-01", "signal.retracted", `{"source":"test","id":"2025-08-20engagement.logged"}`)}, []bool{false, false, false}},
		"a call after the decision":  {[]heed.Stored{on("2025-10-20", "engagement.logged", `{"kind":"call","direction":"both"}`)}, []bool{false, false, false}},
	} {
		var got []bool
		for _, e := range examples(t, append(slices.Clone(life), c.said...)) {
			got = append(got, e.Touched)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// An objective that is written off with the customer, or measured afterwards, was not
// known to be lost before.
func TestObjectivesDoNotLeakBack(t *testing.T) {
	members := map[string]json.RawMessage{
		"title": []byte(`"x"`), "target": []byte("100"), "start": []byte(`"2025-01-01"`), "due": []byte(`"2025-12-31"`), "current": []byte("60"), "measured_on": []byte(`"2025-06-01"`),
	}
	said := func(facts heed.Facts, day heed.Day) heed.Facts {
		facts, _ = facts.Pursued("o", members, heed.Stamp{Time: day.Time()})
		return facts
	}
	known := said(nil, "2025-06-01")
	was := examplesWith(t, life, nil, known)
	members["status"], members["current"], members["measured_on"] = []byte(`"missed"`), []byte("0"), []byte(`"2025-06-02"`)
	if diff := cmp.Diff(was, examplesWith(t, life, nil, said(known, "2025-10-11"))); diff != "" {
		t.Errorf("it changed what is learned (-without +with):\n%s", diff)
	}
	if cmp.Equal(was, examplesWith(t, life, nil, said(known, "2025-06-02"))) {
		t.Error("it was known four months before, and nothing is learned from it")
	}
}

func TestImportedHistoryCountsFromWhenItHappened(t *testing.T) {
	imported := slices.Clone(life)
	for i := range imported {
		imported[i].Imported, imported[i].ReceivedAt = true, now
	}
	if diff := cmp.Diff(examples(t, life), examples(t, imported)); diff != "" {
		t.Errorf("(-live +imported):\n%s", diff)
	}
}

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func examples(t *testing.T, signals []heed.Stored) []heed.Example {
	t.Helper()
	return examplesOf(t, signals, nil)
}

func examplesOf(t *testing.T, signals []heed.Stored, usage []heed.UsageDay) []heed.Example {
	t.Helper()
	return examplesWith(t, signals, usage)
}

func examplesWith(t *testing.T, signals []heed.Stored, usage []heed.UsageDay, objectives ...heed.Facts) []heed.Example {
	t.Helper()
	return examplesFor(t, heed.Account{ID: "acme"}, signals, usage, objectives...)
}

func examplesFor(t *testing.T, account heed.Account, signals []heed.Stored, usage []heed.UsageDay, objectives ...heed.Facts) []heed.Example {
	t.Helper()
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	past := judgement.NewPast(records.New(storetest.NewModel(), key), account, signals, usage, objectives)
	all, err := judgement.Examples(past, risk.Reference{MedianTenureDays: 400}, heed.DefaultSettings(), now)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func on(day, kind, data string) heed.Stored {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return heed.Stored{Account: "acme", Signal: heed.Signal{
		ID: day + kind, Source: "test", Type: kind, Time: at.Add(9 * time.Hour), Subject: "acme", Data: json.RawMessage(data), ReceivedAt: at.Add(9 * time.Hour),
	}}
}
