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
	answered := func(s heed.Stored, received string) heed.Stored {
		s.ReceivedAt = on(received, "", "").ReceivedAt
		return s
	}
	for name, leak := range map[string][]heed.Stored{
		"a ticket about the cancellation":             {on("2025-10-12", "ticket.opened", `{"ticket":"t-9","priority":"urgent","reason":"offboarding"}`)},
		"automatic renewal switched off by notice":    {on("2025-10-10", "contract.changed", `{"contract":"k","auto_renew":false}`)},
		"a reason given at the end":                   {on("2026-01-03", "contract.changed", `{"contract":"k","reason":"price","outcome":"lost"}`)},
		"a refund":                                    {on("2025-12-20", "payment.failed", `{"invoice":"i-1","days":40}`)},
		"the manager's view written down afterwards":  {answered(on("2025-07-01", "pulse.reported", `{"score":1}`), "2025-11-01")},
		"an answer that replaces an earlier one":      {on("2025-10-20", "feedback.nps", `{"score":0,"contact":"u-1","survey":"2025"}`)},
		"a retraction":                                {on("2025-10-20", "signal.retracted", `{"source":"test","id":"2025-05-02feedback.nps"}`)},
		"a stage set when they left":                  {on("2025-10-11", "account.updated", `{"phase":"retention","tags":["churned"]}`)},
		"usage that stops because the contract stops": {on("2026-01-10", "usage.reported", `{"metric":"active_users","value":0,"mode":"add"}`)},
		"a champion who left with the contract":       {on("2025-12-01", "contact.left", `{"contact":"u-1"}`)},
		"a ticket's opening that came in late":        {answered(on("2025-06-25", "ticket.opened", `{"ticket":"t-8","priority":"urgent"}`), "2025-10-15")},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(examples(t, life), examples(t, append(slices.Clone(life), leak...))); diff != "" {
				t.Errorf("it changed what is learned (-without +with):\n%s", diff)
			}
		})
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
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	past := judgement.NewPast(records.New(storetest.NewModel(), key), "acme", signals, nil)
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
