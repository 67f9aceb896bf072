package records

import (
	"context"
	"iter"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func lessonsKey(account string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: "~L"}
}

func lessonsPartition(shard string) string { return "LEARN#" + shard }

// Lessons reads what one account's past teaches; not found when nothing was
// decided yet.
func (r *Records) Lessons(ctx context.Context, account string) (Row[heed.Lessons], error) {
	return get[heed.Lessons](ctx, r.db, lessonsKey(account))
}

// PutLessons writes what one account's past teaches.
func PutLessons(row Row[heed.Lessons]) store.Op {
	account := row.Value.Account
	by := store.Key{Partition: lessonsPartition(shardOf(account, shards)), Sort: account}
	return store.Put(store.Item{Key: lessonsKey(account), By: by, Data: encode(row.Value)}).IfVersion(row.Version)
}

// DropLessons removes what an account's past taught.
func DropLessons(row Row[heed.Lessons]) store.Op {
	return store.Delete(lessonsKey(row.Value.Account)).IfVersion(row.Version)
}

// AllLessons walks what every account's past teaches, in one order, from the
// second order.
func (r *Records) AllLessons(ctx context.Context) iter.Seq2[heed.Lessons, error] {
	return func(yield func(heed.Lessons, error) bool) {
		for i := range shards {
			for row, err := range rows[heed.Lessons](ctx, r.db, store.Query{Partition: lessonsPartition(itoa(i)), By: true}) {
				if !yield(row.Value, err) || err != nil {
					return
				}
			}
		}
	}
}
