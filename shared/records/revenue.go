package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Both stand apart, because metrics of one need not read the other.
func revenueKey(account string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: "~V"}
}

func monthsKey(account string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: "~W"}
}

const (
	revenueListing = "REV#"
	monthsListing  = "REVM#"
)

func listing(name, account string) store.Key {
	return store.Key{Partition: name + shardOf(account, shards), Sort: account}
}

// Revenue reads what one account pays and paid; not found before a contract was known.
func (r *Records) Revenue(ctx context.Context, account string) (Row[heed.Revenue], error) {
	return get[heed.Revenue](ctx, r.db, revenueKey(account))
}

// PutRevenue writes what one account pays and paid.
func PutRevenue(row Row[heed.Revenue]) store.Op {
	account := row.Value.Account
	return store.Put(store.Item{Key: revenueKey(account), By: listing(revenueListing, account), Data: encode(row.Value)}).IfVersion(row.Version)
}

// Months reads one account's tickets and seats by month; not found before any were
// known.
func (r *Records) Months(ctx context.Context, account string) (Row[heed.Months], error) {
	return get[heed.Months](ctx, r.db, monthsKey(account))
}

// PutMonths writes one account's tickets and seats by month.
func PutMonths(row Row[heed.Months]) store.Op {
	account := row.Value.Account
	return store.Put(store.Item{Key: monthsKey(account), By: listing(monthsListing, account), Data: encode(row.Value)}).IfVersion(row.Version)
}

// AllRevenue reads what every account pays and paid, from the second order. Some of
// the accounts may be gone.
func (r *Records) AllRevenue(ctx context.Context) ([]heed.Revenue, error) {
	return collectShards[heed.Revenue](ctx, r, revenueListing)
}

// AllMonths reads every account's tickets and seats by month, from the second order.
// Some of the accounts may be gone.
func (r *Records) AllMonths(ctx context.Context) ([]heed.Months, error) {
	return collectShards[heed.Months](ctx, r, monthsListing)
}

func collectShards[T any](ctx context.Context, r *Records, name string) ([]T, error) {
	return sharded(func(shard int) ([]T, error) {
		return collect[T](ctx, r.db, store.Query{Partition: name + itoa(shard), By: true})
	})
}
