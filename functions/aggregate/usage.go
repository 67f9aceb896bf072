package aggregate

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// use takes a usage report in: the state of a day, or something to add to it.
func (l *ledger) use(s heed.Stored) error {
	u, err := heed.UsageOf(s.Signal)
	if err != nil {
		return unreadable(err)
	}
	key := records.UsageKey(l.account, s.Day(), u.Metric, u.Product)
	row, err := l.usageRow(key)
	if err != nil {
		return err
	}
	before := row.Value
	row.Value.Day, row.Value.Metric, row.Value.Product = s.Day(), u.Metric, u.Product
	if u.Mode == heed.UsageAdd {
		row.Value.Added += heed.Thousandths(u.Value)
	} else {
		row.Value = row.Value.WithSet(s.Stamp(), u.Value)
	}
	if row.Value != before {
		l.usage[key] = row
		l.states++
	}
	return nil
}

func (l *ledger) usageRow(key store.Key) (records.Row[heed.UsageDay], error) {
	if row, ok := l.usage[key]; ok {
		return row, nil
	}
	return l.rows.Usage(key)
}

// atOnce are the usage metrics of which today's value is judged. Of all others
// the model looks at full days only.
var atOnce = map[string]bool{heed.SeatsUsed: true, heed.SeatsTotal: true, heed.DecisionMakerLogins: true}

// waits reports whether judging can wait for the daily sweep, because no judgement
// of today would differ: the signal says who was asked, or is a newer state of a
// usage that was reported today already. A state that is not newer does not wait, for
// it may be a repeat whose touch was lost.
func (l *ledger) waits(s heed.Stored) bool {
	if !l.head.Value.Card.JudgedAt.IsZero() && heed.Family(s.Type) == "survey" {
		return true
	}
	if s.Type != heed.UsageReported || s.Day() != heed.DayOf(l.now) {
		return false
	}
	u, err := heed.UsageOf(s.Signal)
	if err != nil || u.Mode != heed.UsageSet || atOnce[u.Metric] {
		return false
	}
	row, err := l.usageRow(records.UsageKey(l.account, s.Day(), u.Metric, u.Product))
	return err == nil && !row.Value.Stamp.Time.IsZero() && s.Stamp().Compare(row.Value.Stamp) > 0
}
