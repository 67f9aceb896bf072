package demo

import (
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
		examples, err := judgement.Examples(judgement.NewPast(names, heed.Account{ID: a.ID}, a.stored(), nil, nil), ref, set, now)
		if err != nil {
			return nil, err
		}
		all = append(all, examples...)
	}
	return all, nil
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
