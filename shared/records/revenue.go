package records

import (
	"context"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func revenueKey(account string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: "~V"}
}

func revenuePartition(shard string) string { return "REV#" + shard }

// Revenue reads what one account pays and paid; not found before a contract, a
// ticket or seats were known.
func (r *Records) Revenue(ctx context.Context, account string) (Row[heed.Revenue], error) {
	return get[heed.Revenue](ctx, r.db, revenueKey(account))
}

// PutRevenue writes what one account pays and paid.
func PutRevenue(row Row[heed.Revenue]) store.Op {
	account := row.Value.Account
	by := store.Key{Partition: revenuePartition(shardOf(account, shards)), Sort: account}
	return store.Put(store.Item{Key: revenueKey(account), By: by, Data: encode(row.Value)}).IfVersion(row.Version)
}

// AllRevenue reads what every account pays and paid, from the second order. Some of
// the accounts may be gone.
func (r *Records) AllRevenue(ctx context.Context) ([]heed.Revenue, error) {
	parts := make([][]heed.Revenue, shards)
	errs := make([]error, shards)
	var wait sync.WaitGroup
	for i := range shards {
		wait.Go(func() {
			parts[i], errs[i] = collect[heed.Revenue](ctx, r.db, store.Query{Partition: revenuePartition(itoa(i)), By: true})
		})
	}
	wait.Wait()
	var all []heed.Revenue
	for i := range shards {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all = append(all, parts[i]...)
	}
	return all, nil
}
