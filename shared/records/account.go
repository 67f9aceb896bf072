package records

import (
	"context"
	"strings"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const headSort = "HEAD"

func accountPartition(id string) string { return "A#" + id }

func headKey(id string) store.Key { return store.Key{Partition: accountPartition(id), Sort: headSort} }

func portfolioPartition(shard string) string { return "PORT#" + shard }

// Account reads an account's head, tombstones included.
func (r *Records) Account(ctx context.Context, id string) (Row[heed.Account], error) {
	return get[heed.Account](ctx, r.db, headKey(id))
}

// PutAccount writes a head back. A tombstone leaves the portfolio.
func PutAccount(row Row[heed.Account]) store.Op {
	it := store.Item{Key: headKey(row.Value.ID), Data: encode(row.Value)}
	if row.Value.Exists() {
		it.By = store.Key{Partition: portfolioPartition(shardOf(row.Value.ID, shards)), Sort: row.Value.ID}
	}
	return store.Put(it).IfVersion(row.Version)
}

// Portfolio lists every account, by shard and id, from the second order: good
// for lists and sweeps, never for decisions.
func (r *Records) Portfolio(ctx context.Context) ([]heed.Account, error) {
	parts := make([][]heed.Account, shards)
	errs := make([]error, shards)
	var wait sync.WaitGroup
	for i := range shards {
		wait.Go(func() {
			q := store.Query{Partition: portfolioPartition(itoa(i)), By: true}
			parts[i], errs[i] = collect[heed.Account](ctx, r.db, q)
		})
	}
	wait.Wait()
	var all []heed.Account
	for i := range shards {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all = append(all, parts[i]...)
	}
	return all, nil
}

// ErasablePage lists up to limit rows of an account's partition besides its
// head, and the days among them whose roll-ups are to be folded again.
func (r *Records) ErasablePage(ctx context.Context, account string, limit int) (keys []store.Key, days []heed.Day, err error) {
	for it, err := range r.db.Query(ctx, store.Query{Partition: accountPartition(account), Limit: limit + 1}) {
		if err != nil {
			return nil, nil, err
		}
		if it.Sort == headSort || len(keys) == limit {
			continue
		}
		keys = append(keys, it.Key)
		if day, ok := strings.CutPrefix(it.Sort, "C#"); ok {
			days = append(days, heed.Day(day))
		}
	}
	return keys, days, nil
}
