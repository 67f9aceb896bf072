package judgement

import (
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// Leads are how many days before a decision an account is looked at: several
// looks at one renewal teach more than one.
var Leads = []int{90, 60, 30}

// windowLead is the one look at a monthly or evergreen contract: what came of the
// next 90 days.
const windowLead = 90

// Examples are what an account's past teaches until now: for every term that was
// decided, what was known of the account at each lead before, as long as the
// contract was what its risk was about and the matter was not settled.
func Examples(p Past, ref risk.Reference, set heed.Settings, now time.Time) ([]heed.Example, error) {
	var all []heed.Example
	for _, o := range risk.Outcomes(p.Contracts(now), now) {
		if !o.Decided() {
			continue
		}
		for _, lead := range leadsOf(o) {
			e, ok, err := p.example(o, lead, ref, set)
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

func leadsOf(o risk.Outcome) []int {
	if o.Kind == heed.TargetWindow {
		return []int{windowLead}
	}
	return Leads
}

// example is one look; false when there was nothing to learn from.
func (p Past) example(o risk.Outcome, lead int, ref risk.Reference, set heed.Settings) (heed.Example, bool, error) {
	day := o.Decision.Add(-lead)
	at := day.Time()
	s, err := p.Snapshot(ref, at)
	if err != nil || len(s.Contracts) == 0 {
		return heed.Example{}, false, err
	}
	target, measured, settled := risk.Measure(s, set, at)
	if settled || target.Contract != o.Contract || target.Kind != o.Kind {
		return heed.Example{}, false, nil
	}
	return heed.Example{
		Account: p.account, Contract: o.Contract, Kind: o.Kind, AsOf: day, End: o.End, LeadDays: lead, Lost: o.Lost(), Factors: measured,
		Touched: p.touched(sinceLook(at, lead), o.Decision.Time()),
	}, true, nil
}

// sinceLook is when the look before one was; the first look is the beginning.
func sinceLook(at time.Time, lead int) time.Time {
	if i := slices.Index(Leads, lead); i > 0 {
		return at.AddDate(0, 0, lead-Leads[i-1])
	}
	return at
}

// touched reports whether the customer took part in anything between two moments,
// however late that was written down.
func (p Past) touched(from, to time.Time) bool {
	all := p.standing(func(*heard) bool { return true })
	return slices.ContainsFunc(all, func(s *heard) bool { return s.twoWay && s.Time.After(from) && s.Time.Before(to) })
}
