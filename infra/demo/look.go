package demo

import (
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/secret"
)

// Looks are the examples that the accounts' signals make, as if each had arrived
// when it happened: what a deployment would have learned from until now.
func Looks(accounts []Account, now time.Time) ([]heed.Example, error) {
	box, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		return nil, err
	}
	names, set, ref := records.New(nil, box), heed.DefaultSettings(), risk.Reference{MedianTenureDays: 900}
	var all []heed.Example
	for _, a := range accounts {
		signals := a.stored()
		usage, err := usageOf(signals)
		if err != nil {
			return nil, err
		}
		examples, err := judgement.Examples(judgement.NewPast(names, heed.Account{ID: a.ID}, signals, usage, nil), ref, set, now)
		if err != nil {
			return nil, err
		}
		all = append(all, a.Teaching(examples)...)
	}
	return all, nil
}

// Teaching are the examples at which there was something to look at: a month of use.
func (a Account) Teaching(examples []heed.Example) []heed.Example {
	known := heed.DayOf(a.Begins.AddDate(0, 0, 28))
	return slices.DeleteFunc(examples, func(e heed.Example) bool { return !a.Begins.IsZero() && e.AsOf < known })
}

func (a Account) stored() []heed.Stored {
	signals := make([]heed.Stored, len(a.Signals))
	for i, s := range a.Signals {
		signals[i] = heed.Stored{Account: a.ID, Signal: heed.Signal{
			ID: s.ID, Source: s.Source, Type: s.Type, Time: s.Time, Subject: s.Subject, Data: s.Data, ReceivedAt: s.Time,
		}}
	}
	return signals
}

// usageOf are the days whose state a report set, as they are stored.
func usageOf(signals []heed.Stored) (days []heed.UsageDay, err error) {
	for _, s := range signals {
		if s.Type != heed.UsageReported {
			continue
		}
		u, err := heed.UsageOf(s.Signal)
		if err != nil {
			return nil, err
		}
		if u.Mode == heed.UsageSet {
			days = append(days, u.Reported(s.Signal))
		}
	}
	return days, nil
}
