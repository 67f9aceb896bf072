package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// heardPartition holds, per family of signals, the newest day on which any
// account said something: the proof that a source is alive while one account is silent.
const heardPartition = "HEARD"

type heardDoc struct {
	Day heed.Day `json:"day"`
}

// Heard reads the newest day of every family.
func (r *Records) Heard(ctx context.Context) (map[string]Row[heed.Day], error) {
	all := map[string]Row[heed.Day]{}
	for it, err := range r.db.Query(ctx, store.Query{Partition: heardPartition}) {
		if err != nil {
			return nil, err
		}
		row, err := rowOf[heardDoc](it)
		if err != nil {
			return nil, err
		}
		all[it.Sort] = Row[heed.Day]{Value: row.Value.Day, Version: row.Version}
	}
	return all, nil
}

// PutHeard writes the newest day of a family back.
func PutHeard(family string, row Row[heed.Day]) store.Op {
	key := store.Key{Partition: heardPartition, Sort: family}
	return store.Put(store.Item{Key: key, Data: encode(heardDoc{row.Value})}).IfVersion(row.Version)
}
