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
		row.Value = row.Value.WithSet(u.Reported(s.Signal))
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
