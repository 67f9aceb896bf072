package risk

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// The base alone moved since a card was written: the band follows at once, up
// and down, but for those a decisive fact holds and those about to leave theirs.
func TestShifted(t *testing.T) {
	set, lately := heed.DefaultSettings(), now.Add(-time.Hour)
	for name, c := range map[string]struct {
		was, is float64 // the probability then, and what the offset gives under the new base
		kind    string
		before  heed.Band
		below   time.Time
		want    heed.Band
	}{
		"the base rises over a line":           {was: .28, is: .32, before: heed.Medium, want: heed.High},
		"over several":                         {was: .14, is: .56, before: heed.Low, want: heed.Critical},
		"it rises below the next line":         {was: .16, is: .29, before: heed.Medium, want: heed.Medium},
		"it falls within the hysteresis":       {was: .31, is: .23, before: heed.High, want: heed.High},
		"to the exit line":                     {was: .31, is: .22, before: heed.High, want: heed.High},
		"it falls below the exit line":         {was: .31, is: .21, before: heed.High, want: heed.Medium},
		"below several":                        {was: .56, is: .05, before: heed.Critical, want: heed.Low},
		"who was leaving goes on waiting":      {was: .20, is: .15, before: heed.High, below: lately, want: heed.High},
		"low stays low":                        {was: .09, is: .05, before: heed.Low, want: heed.Low},
		"a window has lines of its own":        {was: .05, is: .13, kind: heed.TargetWindow, before: heed.Low, want: heed.High},
		"notice does not move with the base":   {was: floor, is: .10, before: heed.Critical, want: heed.Critical},
		"nor does a renewal":                   {was: ceiling, is: .80, before: heed.Low, want: heed.Low},
		"an account that was never judged":     {was: .10, is: .40, want: heed.High},
		"one never judged, and below all else": {was: .10, is: .05, want: heed.Low},
	} {
		t.Run(name, func(t *testing.T) {
			const offset = .4
			base := logit(c.is) - offset + 1e-12 // on the line rather than a hair below
			m := Model{Base: base, WindowBase: 9}
			if c.kind == heed.TargetWindow {
				m = Model{Base: 9, WindowBase: base}
			}
			card := heed.Card{TargetKind: c.kind, Band: c.before, Probability: c.was, Offset: offset, BelowSince: c.below}
			if got := Shifted(card, m, set, now); got != c.want {
				t.Errorf("Shifted = %q, want %q", got, c.want)
			}
		})
	}
}

func TestDetractor(t *testing.T) {
	for name, c := range map[string]struct {
		metric   string
		feedback heed.Feedback
		en, de   string
	}{
		"the least that can be said": {
			heed.MetricNPS,
			heed.Feedback{Score: 0},
			"Somebody gave 0 on 0-10 for NPS.", "Jemand gab 0 auf 0-10 für NPS.",
		},
		"all that can be said": {
			heed.MetricNPS,
			heed.Feedback{Score: 1, Role: "decision_maker", Touchpoint: "support"},
			"A decision maker gave 1 on 0-10 for NPS at the touchpoint support.", "Ein Entscheider gab 1 auf 0-10 für NPS am Kontaktpunkt support.",
		},
		"satisfaction": {
			heed.MetricCSAT,
			heed.Feedback{Score: 2, Scale: "1-5", Role: "user"},
			"A user gave 2 on 1-5 for satisfaction (CSAT).", "Ein Anwender gab 2 auf 1-5 für Zufriedenheit (CSAT).",
		},
		"ease": {
			heed.MetricCES,
			heed.Feedback{Score: 1, Scale: "1-7", Role: "champion", Touchpoint: "onboarding"},
			"The champion gave 1 on 1-7 for ease (CES) at the touchpoint onboarding.",
			"Der wichtigste Fürsprecher gab 1 auf 1-7 für Einfachheit (CES) am Kontaktpunkt onboarding.",
		},
		"never what was written": {
			heed.MetricNPS,
			heed.Feedback{Score: 3, Comment: "secret", Contact: "u-1"},
			"Somebody gave 3 on 0-10 for NPS.", "Jemand gab 3 auf 0-10 für NPS.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, next := Detractor(c.metric, c.feedback)
			if text.EN != c.en || text.DE != c.de {
				t.Errorf("Detractor says\n%s\n%s", text.EN, text.DE)
			}
			if next.Play != "call_detractor" || next.DueDays != 2 {
				t.Errorf("and asks for %s in %d days", next.Play, next.DueDays)
			}
		})
	}
}

func TestRenewal(t *testing.T) {
	for name, c := range map[string]struct {
		target   heed.Target
		en, de   string
		nextPlay string
	}{
		"ahead": {
			heed.Target{Contract: "k-1", Days: 60},
			"The decision on contract k-1 is due in 60 days.", "Die Entscheidung über den Vertrag k-1 steht in 60 Tagen an.", "prepare_renewal",
		},
		"tomorrow": {
			heed.Target{Contract: "k-1", Days: 1},
			"The decision on contract k-1 is due tomorrow.", "Die Entscheidung über den Vertrag k-1 steht morgen an.", "prepare_renewal",
		},
		"today": {
			heed.Target{Contract: "k-1"},
			"The decision on contract k-1 is due today.", "Die Entscheidung über den Vertrag k-1 steht heute an.", "prepare_renewal",
		},
		"overdue by one": {
			heed.Target{Contract: "k-1", Days: -1},
			"The decision on contract k-1 is 1 day overdue and no outcome is known.",
			"Die Entscheidung über den Vertrag k-1 ist seit 1 Tag überfällig, ein Ergebnis ist nicht bekannt.", "settle_renewal",
		},
		"overdue": {
			heed.Target{Contract: "k-1", Days: -12},
			"The decision on contract k-1 is 12 days overdue and no outcome is known.",
			"Die Entscheidung über den Vertrag k-1 ist seit 12 Tagen überfällig, ein Ergebnis ist nicht bekannt.", "settle_renewal",
		},
		"a date of the profile": {
			heed.Target{Days: 30},
			"The decision is due in 30 days.", "Die Entscheidung steht in 30 Tagen an.", "prepare_renewal",
		},
		"braces are no placeholders": {
			heed.Target{Contract: "{9}", Days: 30},
			"The decision on contract {9} is due in 30 days.", "Die Entscheidung über den Vertrag {9} steht in 30 Tagen an.", "prepare_renewal",
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, next := Renewal(c.target)
			if text.EN != c.en || text.DE != c.de || next.Play != c.nextPlay {
				t.Errorf("Renewal says\n%s\n%s\nand asks for %s", text.EN, text.DE, next.Play)
			}
		})
	}
}

// When the sweep first tells the portfolio's median, tenure moves every account:
// that is no change of this one, and not its reason.
func TestTenureIsNoReasonOfAChange(t *testing.T) {
	set, now := heed.DefaultSettings(), time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := Snapshot{
		Account:   heed.Account{ID: "acme", Profile: heed.Profile{CustomerSince: "2026-01-01"}},
		Contracts: []heed.Contract{{ID: "c1", SignedAt: now.AddDate(0, -10, 0), RenewalDate: "2027-06-30", DowngradedAt: now.AddDate(0, -1, 0)}},
		Previous:  NewPrevious(&heed.Previous{Factors: map[string]float64{"downgrade": .5}}),
	}
	before := Assess(s, Prior(.1), set, now)
	s.Reference.MedianTenureDays = 3000
	after := Assess(s, Prior(.1), set, now)
	if after.Probability <= before.Probability || after.Reason != before.Reason {
		t.Errorf("the reason went from %q to %q, %.3f to %.3f", before.Reason.EN, after.Reason.EN, before.Probability, after.Probability)
	}
}
