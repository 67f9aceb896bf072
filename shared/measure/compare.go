package measure

import (
	"context"
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// Compared is one group before and after.
type Compared struct {
	Group map[string]string `json:"group"`
	metric.Comparison
}

// Compare answers two questions that differ in their stretch only, and says whether
// the difference is more than chance would make. Groups that have data in neither
// stretch are left out.
func (m *Measure) Compare(ctx context.Context, before, after Question) ([]Compared, error) {
	if before.about.Source == metric.FromCounters {
		return m.compareCounters(ctx, before, after)
	}
	groups, err := m.customers(ctx, before)
	if err != nil {
		return nil, err
	}
	all := map[string]metric.Comparison{}
	for group, customers := range groups {
		all[group] = metric.CompareCustomers(before.Metric, customers, before.whole(), after.whole(), before.Basis)
	}
	return before.compared(all), nil
}

// CheckPair checks two questions, and refuses what cannot be compared.
func CheckPair(before, after *Question) error {
	if err := metric.Comparable(before.Metric); err != nil {
		return heed.RefuseField("metric", "enum", "%v", err)
	}
	for _, q := range []*Question{before, after} {
		if err := q.Check(); err != nil {
			return err
		}
	}
	if after.From < before.To {
		return heed.RefuseField("after_from", "range", "after must not begin before the first stretch ends: what both hold would be compared with itself")
	}
	return nil
}

func (q Question) whole() metric.Stretch { return metric.Stretch{From: q.From, To: q.To} }

func (m *Measure) compareCounters(ctx context.Context, before, after Question) ([]Compared, error) {
	earlier, err := m.counted(ctx, before)
	if err != nil {
		return nil, err
	}
	later, err := m.counted(ctx, after)
	if err != nil {
		return nil, err
	}
	from, to, all := added(earlier), added(later), map[string]metric.Comparison{}
	if before.By == "" {
		all[""] = metric.CompareCounts(before.Metric, from[""], to[""]) // also without data
	}
	for _, groups := range []map[string]heed.Counts{from, to} {
		for group := range groups {
			all[group] = metric.CompareCounts(before.Metric, from[group], to[group])
		}
	}
	return before.compared(all), nil
}

func (q Question) compared(groups map[string]metric.Comparison) []Compared {
	all := []Compared{}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		c := groups[group]
		switch {
		case q.By == "":
			all = append(all, Compared{map[string]string{}, c})
		case c.Before.N > 0 || c.After.N > 0:
			all = append(all, Compared{map[string]string{q.By: group}, c})
		}
	}
	return all
}
