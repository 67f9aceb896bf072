package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const targetPartition = "TARGET"

func targetKey(s heed.TargetState) store.Key {
	return store.Key{Partition: targetPartition, Sort: s.Target + "#" + s.Group}
}

// targetKept is how long a state is remembered that nobody asks for any more.
const targetKept = 2 * heed.MaxTargetDays * 24 * time.Hour

// TargetStates reads how metrics stood against their targets, also against those
// that were asked of them until lately.
func (r *Records) TargetStates(ctx context.Context) ([]Row[heed.TargetState], error) {
	var all []Row[heed.TargetState]
	for row, err := range rows[heed.TargetState](ctx, r.db, store.Query{Partition: targetPartition}) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// PutTargetState writes how a metric stands against its target.
func PutTargetState(row Row[heed.TargetState]) store.Op {
	return store.Put(store.Item{Key: targetKey(row.Value), Data: encode(row.Value), Expires: row.Value.At.Add(targetKept)}).IfVersion(row.Version)
}
