package risk

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// with changes a copy of a contract.
func with(c heed.Contract, change func(*heed.Contract)) heed.Contract {
	change(&c)
	return c
}

func TestTarget(t *testing.T) {
	auto := func(c *heed.Contract) { c.AutoRenew, c.NoticeDays = true, 90 }
	noticed := func(c *heed.Contract) { c.NoticedAt = daysAgo(10) }
	for name, c := range map[string]struct {
		contracts []heed.Contract
		profile   heed.Profile
		want      heed.Target
		missing   string // why the renewal date is missing
	}{
		"nothing known": {want: heed.Target{Kind: "assumed", Date: dayAgo(-365), Days: 365}, missing: "no_source"},
		"customer since, the next anniversary": {
			profile: heed.Profile{CustomerSince: "2024-12-01"},
			want:    heed.Target{Kind: "assumed", Date: "2026-12-01", Days: 11}, missing: "no_source",
		},
		"the profile's renewal date": {
			profile: heed.Profile{RenewalDate: dayAgo(-30)},
			want:    heed.Target{Kind: "renewal", Date: dayAgo(-30), DecisionDate: dayAgo(-30), Days: 30},
		},
		"one contract": {
			contracts: []heed.Contract{term("k", 10, 60)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"due today": {
			contracts: []heed.Contract{term("k", 10, 0)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(0), DecisionDate: dayAgo(0), Days: 0},
		},
		"the most ARR": {
			contracts: []heed.Contract{term("small", 10, 20), term("big", 20, 60)},
			want:      heed.Target{Contract: "big", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"the most ARR in the settings' currency": {
			contracts: []heed.Contract{
				term("euro", 10, 60),
				with(term("yen", 0, 60), func(c *heed.Contract) { c.ARR = &heed.Money{Amount: 100_000, Currency: "JPY"} }),
			},
			want: heed.Target{Contract: "euro", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"a tie: the earlier decision": {
			contracts: []heed.Contract{term("late", 10, 60), with(term("auto", 10, 100), auto)},
			want:      heed.Target{Contract: "auto", Kind: "renewal", Date: dayAgo(-100), DecisionDate: dayAgo(-10), Days: 10},
		},
		"notice is due before the end": {
			contracts: []heed.Contract{with(term("k", 10, 120), auto)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-120), DecisionDate: dayAgo(-30), Days: 30},
		},
		"renews by itself, decision past: the next term": {
			contracts: []heed.Contract{with(term("k", 10, 60), auto)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: "2028-01-19", DecisionDate: "2027-10-21", Days: 335},
		},
		"renews by itself, years ago": {
			contracts: []heed.Contract{with(term("k", 10, -1000), auto)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: "2027-02-24", DecisionDate: "2026-11-26", Days: 6},
		},
		"overdue": {
			contracts: []heed.Contract{term("k", 10, -30)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(30), DecisionDate: dayAgo(30), Days: -30},
		},
		"overdue for too long: unknown": {
			contracts: []heed.Contract{term("k", 10, -31)},
			want:      heed.Target{Contract: "k", Kind: "assumed", Date: "2027-10-20", Days: 334}, missing: "stale",
		},
		"notice keeps the end": {
			contracts: []heed.Contract{with(with(term("k", 10, 60), auto), noticed)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"notice on a contract that renewed itself for years": {
			contracts: []heed.Contract{with(with(term("k", 10, -1000), auto), noticed)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: "2027-02-24", DecisionDate: "2026-11-26", Days: 6},
		},
		"evergreen": {
			contracts: []heed.Contract{with(term("k", 10, 60), func(c *heed.Contract) { c.TermMonths = new(0) })},
			want:      heed.Target{Contract: "k", Kind: "window", Date: dayAgo(-90), Days: 90},
		},
		"monthly": {
			contracts: []heed.Contract{with(term("k", 10, 9), func(c *heed.Contract) { c.TermMonths = new(1) })},
			want:      heed.Target{Contract: "k", Kind: "window", Date: dayAgo(-90), Days: 90},
		},
		"evergreen under notice": {
			contracts: []heed.Contract{{ID: "k", TermMonths: new(0), NoticeDays: 30, NoticedAt: daysAgo(10)}},
			want:      heed.Target{Contract: "k", Kind: "window", Date: dayAgo(-20), DecisionDate: dayAgo(-20), Days: 20},
		},
		"several years": {
			contracts: []heed.Contract{with(term("k", 10, 400), func(c *heed.Contract) { c.TermMonths = new(36) })},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-400), DecisionDate: dayAgo(-400), Days: 400},
		},
		"a contract without a date": {
			contracts: []heed.Contract{{ID: "k", StartDate: "2025-01-15"}},
			want:      heed.Target{Contract: "k", Kind: "assumed", Date: "2027-01-15", Days: 56}, missing: "no_source",
		},
		"a contract without a date, the profile's": {
			contracts: []heed.Contract{{ID: "k"}}, profile: heed.Profile{RenewalDate: dayAgo(-7)},
			want: heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-7), DecisionDate: dayAgo(-7), Days: 7},
		},
		"a trial gives way": {
			contracts: []heed.Contract{{ID: "t", Trial: true, ARR: euros(99), RenewalDate: dayAgo(-9)}, term("k", 10, 60)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"only a trial": {
			contracts: []heed.Contract{{ID: "t", Trial: true, StartDate: dayAgo(5), RenewalDate: dayAgo(-9)}},
			want:      heed.Target{Contract: "t", Kind: "window", Date: dayAgo(-90), Days: 90},
		},
		"ended contracts are no target": {
			contracts: []heed.Contract{with(term("old", 99, 60), func(c *heed.Contract) { c.EndedAt = daysAgo(1) }), term("k", 10, 60)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"half under notice: the risk is about the rest": {
			contracts: []heed.Contract{with(term("gone", 60, 60), noticed), term("k", 40, 90)},
			want:      heed.Target{Contract: "k", Kind: "renewal", Date: dayAgo(-90), DecisionDate: dayAgo(-90), Days: 90},
		},
		"a successor waits for its start": {
			contracts: []heed.Contract{
				term("old", 10, 60),
				with(term("new", 20, 425), func(c *heed.Contract) { c.Renews, c.StartDate = "old", dayAgo(-61) }),
			},
			want: heed.Target{Contract: "old", Kind: "renewal", Date: dayAgo(-60), DecisionDate: dayAgo(-60), Days: 60},
		},
		"a successor that began": {
			contracts: []heed.Contract{
				term("old", 10, 60),
				with(term("new", 5, 425), func(c *heed.Contract) { c.Renews, c.StartDate = "old", dayAgo(1) }),
			},
			want: heed.Target{Contract: "new", Kind: "renewal", Date: dayAgo(-425), DecisionDate: dayAgo(-425), Days: 425},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Snapshot{Account: heed.Account{Profile: c.profile}, Contracts: c.contracts}
			r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
			if r.Target != c.want {
				t.Errorf("target = %+v, want %+v", r.Target, c.want)
			}
			if why := whyMissing(r, "renewal_date"); why != c.missing {
				t.Errorf("renewal date missing: %q, want %q", why, c.missing)
			}
		})
	}
}

func whyMissing(r heed.Risk, factor string) string {
	for _, m := range r.Missing {
		if m.Factor == factor {
			return m.Why
		}
	}
	return ""
}

func TestStatusAndSums(t *testing.T) {
	noticed := func(c *heed.Contract) { c.NoticedAt = daysAgo(10) }
	ended := func(c *heed.Contract) { c.EndedAt = daysAgo(3) }
	dollars := func(c *heed.Contract) { c.ARR = &heed.Money{Amount: 1_000, Currency: "USD"} }
	for name, c := range map[string]struct {
		contracts []heed.Contract
		profile   heed.Profile
		status    heed.Status
		arr       int64 // in euros; −1 for none
		source    heed.ARRSource
		noticed   int64 // in euros
		unrated   int
	}{
		"nothing known":  {status: heed.Active, arr: -1, source: heed.ARRUnknown},
		"profile":        {profile: heed.Profile{ARR: euros(70)}, status: heed.Active, arr: 70, source: heed.ARRFromProfile},
		"contracts":      {contracts: []heed.Contract{term("a", 10, 9), term("b", 20, 9)}, profile: heed.Profile{ARR: euros(70)}, status: heed.Active, arr: 30, source: heed.ARRFromContracts},
		"without sums":   {contracts: []heed.Contract{{ID: "k"}}, profile: heed.Profile{ARR: euros(70)}, status: heed.Active, arr: 70, source: heed.ARRFromProfile},
		"trial":          {contracts: []heed.Contract{{ID: "t", Trial: true, ARR: euros(9)}}, status: heed.Trial, arr: -1, source: heed.ARRUnknown},
		"all noticed":    {contracts: []heed.Contract{with(term("a", 10, 9), noticed)}, status: heed.Notice, arr: 10, source: heed.ARRFromContracts, noticed: 10},
		"80 % noticed":   {contracts: []heed.Contract{with(term("a", 80, 9), noticed), term("b", 20, 9)}, status: heed.Notice, arr: 100, source: heed.ARRFromContracts, noticed: 80},
		"less noticed":   {contracts: []heed.Contract{with(term("a", 79, 9), noticed), term("b", 21, 9)}, status: heed.Active, arr: 100, source: heed.ARRFromContracts, noticed: 79},
		"ended":          {contracts: []heed.Contract{with(term("a", 10, 9), ended)}, profile: heed.Profile{ARR: euros(70)}, status: heed.Churned, arr: 0, source: heed.ARRFromContracts},
		"notice ran out": {contracts: []heed.Contract{with(term("a", 10, -5), noticed)}, status: heed.Churned, arr: 0, source: heed.ARRFromContracts},
		"no rate":        {contracts: []heed.Contract{term("a", 10, 9), with(term("b", 0, 9), dollars), with(term("c", 0, 9), dollars)}, status: heed.Active, arr: 10, source: heed.ARRFromContracts, unrated: 1},
		"no rate at all": {contracts: []heed.Contract{with(term("b", 0, 9), dollars)}, status: heed.Active, arr: -1, source: heed.ARRFromContracts, unrated: 1},
		"succession counts once": {contracts: []heed.Contract{
			term("old", 10, 60),
			with(term("new", 20, 425), func(c *heed.Contract) { c.Renews, c.StartDate = "old", dayAgo(-61) }),
		}, status: heed.Active, arr: 10, source: heed.ARRFromContracts},
	} {
		t.Run(name, func(t *testing.T) {
			s := Snapshot{Account: heed.Account{Profile: c.profile}, Contracts: c.contracts}
			set := heed.DefaultSettings()
			r := Assess(s, Prior(.10), set, now)
			card := Fold(s, set, now).Card(r)
			if card.Status != c.status || card.ARRSource != c.source || len(card.Unrated) != c.unrated || len(r.Unrated) != c.unrated {
				t.Errorf("status %q, source %q, unrated %v; want %q, %q, %d", card.Status, card.ARRSource, card.Unrated, c.status, c.source, c.unrated)
			}
			if got := inEuros(card.ARR); got != c.arr {
				t.Errorf("ARR = %d, want %d", got, c.arr)
			}
			want := -100.
			if c.arr >= 0 {
				want = 100 * (float64(c.noticed) + r.Probability*float64(c.arr-c.noticed))
			}
			if got := float64(inCents(r.ExpectedLoss)); got < want-1 || got > want+1 {
				t.Errorf("expected loss = %v, want %v", got, want)
			}
		})
	}
}

func inCents(m *heed.Money) int64 {
	if m == nil {
		return -100
	}
	return m.Amount
}

func inEuros(m *heed.Money) int64 { return inCents(m) / 100 }
