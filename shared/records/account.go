package records

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const (
	headSort       = "HEAD"
	historyCounter = "history"
)

func accountPartition(id string) string { return "A#" + id }

func headKey(id string) store.Key { return store.Key{Partition: accountPartition(id), Sort: headSort} }

func portfolioPartition(shard string) string { return "PORT#" + shard }

// Account reads an account's head, tombstones included.
func (r *Records) Account(ctx context.Context, id string) (Row[heed.Account], error) {
	items, err := r.db.Get(ctx, headKey(id))
	if err != nil || len(items) == 0 {
		return Row[heed.Account]{}, err
	}
	return headOf(items[0])
}

// Accounts reads the heads of accounts, by id; those that are not there are left out.
func (r *Records) Accounts(ctx context.Context, ids ...string) (map[string]heed.Account, error) {
	items, err := r.db.Get(ctx, keysOf(ids, headKey)...)
	accounts := make(map[string]heed.Account, len(items))
	for _, it := range items {
		row, wrong := headOf(it)
		err = errors.Join(err, wrong)
		accounts[row.Value.ID] = row.Value
	}
	return accounts, err
}

// keysOf are the keys of what is named, each once: no table reads one twice.
func keysOf(names []string, key func(string) store.Key) []store.Key {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	keys := make([]store.Key, len(names))
	for i, name := range names {
		keys[i] = key(name)
	}
	return keys
}

// headOf reads a head and the history that waits to be judged.
func headOf(it store.Item) (Row[heed.Account], error) {
	row, err := rowOf[heed.Account](it)
	row.Value.History = it.Counters[historyCounter]
	return row, err
}

// NoteHistory counts one Write of imported signals on a head that is not written
// otherwise. It conflicts with nobody, and lets a judgement conflict that was made
// without them.
func NoteHistory(account string) store.Op {
	return store.Add(store.Item{Key: headKey(account), Counters: map[string]int64{historyCounter: 1}})
}

// PutAccount writes a head back. A tombstone leaves the portfolio.
func PutAccount(row Row[heed.Account]) store.Op {
	it := store.Item{Key: headKey(row.Value.ID), Data: encode(row.Value)}
	if row.Value.History > 0 {
		it.Counters = map[string]int64{historyCounter: row.Value.History}
	}
	if row.Value.Exists() {
		it.By = store.Key{Partition: portfolioPartition(shardOf(row.Value.ID, shards)), Sort: row.Value.ID}
	}
	return store.Put(it).IfVersion(row.Version)
}

// Portfolio lists every account, by shard and id, from the second order: good
// for lists and sweeps, never for decisions.
func (r *Records) Portfolio(ctx context.Context) ([]heed.Account, error) {
	return sharded(func(shard int) ([]heed.Account, error) {
		return collect[heed.Account](ctx, r.db, store.Query{Partition: portfolioPartition(itoa(shard)), By: true})
	})
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
