package console

import (
	"context"
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// counted reads the counters by day and group.
func (c *Console) counted(ctx context.Context, q question) ([]records.Rollup, error) {
	switch {
	case q.account != "":
		return c.countedOfAccount(ctx, q)
	case q.by == byAccount:
		return c.countedByAccount(ctx, q)
	case q.by == "":
		return c.rec.Rollups(ctx, records.Everything, q.from, q.to)
	}
	return c.rec.Rollups(ctx, q.by, q.from, q.to)
}

func (c *Console) countedOfAccount(ctx context.Context, q question) ([]records.Rollup, error) {
	row, err := c.find(ctx, q.account)
	if err != nil {
		return nil, err
	}
	if !row.Value.Exists() {
		return nil, noAccount(q.account)
	}
	days, err := c.rec.AccountDays(ctx, row.Value.ID, q.from, q.to)
	if err != nil {
		return nil, err
	}
	all := make([]records.Rollup, len(days))
	for i, d := range days {
		all[i] = records.Rollup{Day: d.Day, Groups: split(d.Counts, q.by)}
	}
	return all, nil
}

// split groups an account's counters by a dimension of the cells.
func split(counts heed.Counts, by string) map[string]heed.Counts {
	groups := map[string]heed.Counts{}
	for cell, n := range counts {
		group := map[string]string{"phase": cell.Phase, "touchpoint": cell.Touchpoint, "channel": cell.Channel}[by]
		merge(groups, group, heed.Counts{cell: n})
	}
	return groups
}

func merge(groups map[string]heed.Counts, group string, counts heed.Counts) {
	if groups[group] == nil {
		groups[group] = heed.Counts{}
	}
	groups[group].Merge(counts)
}

func (c *Console) countedByAccount(ctx context.Context, q question) ([]records.Rollup, error) {
	var all []records.Rollup
	for d := q.from; d < q.to; d = d.Add(1) {
		accounts, err := c.rec.Day(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("reading the counters of %s: %w", d, err)
		}
		day := records.Rollup{Day: d, Groups: map[string]heed.Counts{}}
		for _, a := range accounts {
			day.Groups[a.Account] = a.Counts
		}
		all = append(all, day)
	}
	return all, nil
}
