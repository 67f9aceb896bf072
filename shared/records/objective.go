package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func objectiveKey(account, id string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: objectiveSort + id}
}

// Objective reads what was said of one objective of an account.
func (r *Records) Objective(ctx context.Context, account, id string) (Row[heed.Facts], error) {
	return get[heed.Facts](ctx, r.db, objectiveKey(account, id))
}

// Objectives reads what was said of every objective of an account, in the order of their ids.
func (r *Records) Objectives(ctx context.Context, account string) ([]heed.Facts, error) {
	return collect[heed.Facts](ctx, r.db, prefixed(accountPartition(account), objectiveSort))
}

// PutObjective writes what was said of an objective; without any of it the objective goes.
func PutObjective(account, id string, row Row[heed.Facts]) store.Op {
	return PutFacts(objectiveKey(account, id), row)
}
