package console

import (
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

// series are the points of one group. Group is empty when nothing is grouped;
// the value of answers that say nothing of the dimension is "".
type series struct {
	Group  map[string]string `json:"group"`
	Points []point           `json:"points"`
}

type point struct {
	From heed.Day `json:"from"`
	To   heed.Day `json:"to"`
	metric.Score
}

// series adds the days up to points and scores them.
func (q question) series(days []records.Rollup) ([]series, error) {
	if q.by == "" {
		return []series{{Group: map[string]string{}, Points: q.points(days, "")}}, nil
	}
	groups := q.answered(days)
	if n := len(groups) * len(q.spans); n > maxAllPoints {
		return nil, tooManyPoints(n, maxAllPoints)
	}
	all := make([]series, len(groups))
	for i, group := range groups {
		all[i] = series{Group: map[string]string{q.by: group}, Points: q.points(days, group)}
	}
	return all, nil
}

// answered lists the groups that have answers, in order.
func (q question) answered(days []records.Rollup) []string {
	whole := map[string]heed.Counts{}
	for _, day := range days {
		for group, counts := range day.Groups {
			merge(whole, group, counts)
		}
	}
	maps.DeleteFunc(whole, func(_ string, counts heed.Counts) bool { return metric.Compute(q.name, counts).N == 0 })
	return slices.Sorted(maps.Keys(whole))
}

// points are a group's scores, one for each span. Days come in order.
func (q question) points(days []records.Rollup, group string) []point {
	points := make([]point, len(q.spans))
	for i, span := range q.spans {
		p := point{From: heed.DayOf(span.From), To: heed.DayOf(span.To)}
		counts := heed.Counts{}
		for ; len(days) > 0 && days[0].Day < p.To; days = days[1:] {
			counts.Merge(days[0].Groups[group])
		}
		p.Score = metric.Compute(q.name, counts)
		points[i] = p
	}
	return points
}
