package measure

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

// counted reads the counters by day and group.
func (m *Measure) counted(ctx context.Context, q Question) ([]records.Rollup, error) {
	switch {
	case q.Account != nil:
		return m.countedOfAccount(ctx, q)
	case q.By == ByAccount:
		return m.countedByAccount(ctx, q)
	case q.By == "":
		return m.rec.Rollups(ctx, records.Everything, q.From, q.To)
	}
	return m.rec.Rollups(ctx, q.By, q.From, q.To)
}

func (m *Measure) countedOfAccount(ctx context.Context, q Question) ([]records.Rollup, error) {
	days, err := m.rec.AccountDays(ctx, q.Account.ID, q.From, q.To)
	if err != nil {
		return nil, err
	}
	all := make([]records.Rollup, len(days))
	for i, d := range days {
		all[i] = records.Rollup{Day: d.Day, Groups: split(d.Counts, q.By)}
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

func (m *Measure) countedByAccount(ctx context.Context, q Question) ([]records.Rollup, error) {
	var all []records.Rollup
	for d := q.From; d < q.To; d = d.Add(1) {
		accounts, err := m.rec.Day(ctx, d)
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

// counterSeries adds the days up to points and scores them.
func (q Question) counterSeries(days []records.Rollup) ([]Series, error) {
	if q.By == "" {
		return []Series{{Group: map[string]string{}, Points: q.counterPoints(days, "")}}, nil
	}
	groups := q.answered(days)
	if n := len(groups) * len(q.spans); n > maxAllPoints {
		return nil, tooManyPoints(n, maxAllPoints)
	}
	all := make([]Series, len(groups))
	for i, group := range groups {
		all[i] = Series{Group: map[string]string{q.By: group}, Points: q.counterPoints(days, group)}
	}
	return all, nil
}

// answered lists the groups that have answers, in order.
func (q Question) answered(days []records.Rollup) []string {
	whole := added(days)
	maps.DeleteFunc(whole, func(_ string, counts heed.Counts) bool { return metric.Compute(q.Metric, counts).N == 0 })
	return slices.Sorted(maps.Keys(whole))
}

// added are the days of each group put together.
func added(days []records.Rollup) map[string]heed.Counts {
	whole := map[string]heed.Counts{}
	for _, day := range days {
		for group, counts := range day.Groups {
			merge(whole, group, counts)
		}
	}
	return whole
}

// counterPoints are a group's scores, one for each span. Days come in order.
func (q Question) counterPoints(days []records.Rollup, group string) []Point {
	points := make([]Point, len(q.spans))
	for i, span := range q.spans {
		p := Point{From: heed.DayOf(span.From), To: heed.DayOf(span.To)}
		counts := heed.Counts{}
		for ; len(days) > 0 && days[0].Day < p.To; days = days[1:] {
			counts.Merge(days[0].Groups[group])
		}
		p.Score = metric.Compute(q.Metric, counts)
		points[i] = p
	}
	return points
}
