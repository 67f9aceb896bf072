package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Dimensions are what metrics can be grouped by, besides everything together.
var Dimensions = []string{"segment", "plan", "region", "industry", "owner", "phase", "touchpoint", "channel"}

// Everything is the dimension of one group with an empty name.
const Everything = "all"

// Rollup is one day's counters of one dimension, by group.
type Rollup struct {
	Day    heed.Day
	Groups map[string]heed.Counts
}

type rollupDoc struct {
	Groups map[string]map[string]int64 `json:"groups"`
}

func rollupKey(dimension string, d heed.Day) store.Key {
	return store.Key{Partition: "R#" + dimension, Sort: string(d)}
}

// PutRollup sets a day's roll-up of a dimension.
func PutRollup(dimension string, row Row[Rollup]) store.Op {
	doc := rollupDoc{Groups: make(map[string]map[string]int64, len(row.Value.Groups))}
	for group, counts := range row.Value.Groups {
		cells := make(map[string]int64, len(counts))
		for cell, n := range counts {
			cells[cell.String()] = n
		}
		doc.Groups[group] = cells
	}
	return store.Put(store.Item{Key: rollupKey(dimension, row.Value.Day), Data: encode(doc)}).IfVersion(row.Version)
}

// DayRollups reads one day's roll-ups of all dimensions, Everything included.
func (r *Records) DayRollups(ctx context.Context, d heed.Day) (map[string]Row[Rollup], error) {
	keys := []store.Key{rollupKey(Everything, d)}
	for _, dimension := range Dimensions {
		keys = append(keys, rollupKey(dimension, d))
	}
	items, err := r.db.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	found := make(map[string]Row[Rollup], len(items))
	for _, it := range items {
		row, err := rollupOf(it)
		if err != nil {
			return nil, err
		}
		found[it.Partition[len("R#"):]] = row
	}
	return found, nil
}

// Rollups reads a dimension's roll-ups of the days in [from, to).
func (r *Records) Rollups(ctx context.Context, dimension string, from, to heed.Day) ([]Rollup, error) {
	var all []Rollup
	for it, err := range r.db.Query(ctx, store.Query{Partition: "R#" + dimension, From: string(from), To: string(to)}) {
		if err != nil {
			return nil, err
		}
		row, err := rollupOf(it)
		if err != nil {
			return nil, err
		}
		all = append(all, row.Value)
	}
	return all, nil
}

func rollupOf(it store.Item) (Row[Rollup], error) {
	row := Row[Rollup]{Value: Rollup{Day: heed.Day(it.Sort)}, Version: it.Version}
	var doc rollupDoc
	if err := decode(it, &doc); err != nil {
		return row, err
	}
	row.Value.Groups = make(map[string]heed.Counts, len(doc.Groups))
	for group, cells := range doc.Groups {
		counts := make(heed.Counts, len(cells))
		for name, n := range cells {
			cell, err := heed.ParseCell(name)
			if err != nil {
				return row, err
			}
			counts[cell] = n
		}
		row.Value.Groups[group] = counts
	}
	return row, nil
}
