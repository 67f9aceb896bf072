package records

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const counterSort = "C#"

func itoa(n int) string { return strconv.Itoa(n) }

func countersKey(account string, d heed.Day) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: counterSort + string(d)}
}

func dayPartition(d heed.Day, shard string) string { return "DAY#" + string(d) + "#" + shard }

// AddCounts moves an account's counters of one day.
func AddCounts(account string, d heed.Day, counts heed.Counts) store.Op {
	counters := make(map[string]int64, len(counts))
	for cell, n := range counts {
		counters[cell.String()] = n
	}
	return store.Add(store.Item{
		Key:      countersKey(account, d),
		By:       store.Key{Partition: dayPartition(d, shardOf(account, shards)), Sort: account},
		Counters: counters,
	})
}

// DayCounts are one account's counters of one day.
type DayCounts struct {
	Account string
	Day     heed.Day
	Counts  heed.Counts
	Version int64
}

// AccountDays reads an account's counters of the days in [from, to), strongly consistent.
func (r *Records) AccountDays(ctx context.Context, account string, from, to heed.Day) ([]DayCounts, error) {
	q := store.Query{Partition: accountPartition(account), From: "C#" + string(from), To: "C#" + string(to)}
	return r.days(ctx, q)
}

// Day reads the counters of every account of one day from the second order.
func (r *Records) Day(ctx context.Context, d heed.Day) ([]DayCounts, error) {
	parts := make([][]DayCounts, shards)
	errs := make([]error, shards)
	var wait sync.WaitGroup
	for i := range shards {
		wait.Go(func() {
			parts[i], errs[i] = r.days(ctx, store.Query{Partition: dayPartition(d, itoa(i)), By: true})
		})
	}
	wait.Wait()
	var all []DayCounts
	for i := range shards {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all = append(all, parts[i]...)
	}
	return all, nil
}

func (r *Records) days(ctx context.Context, q store.Query) ([]DayCounts, error) {
	var all []DayCounts
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, err
		}
		day, err := dayOf(it)
		if err != nil {
			return nil, err
		}
		all = append(all, day)
	}
	return all, nil
}

func dayOf(it store.Item) (DayCounts, error) {
	d := DayCounts{
		Account: strings.TrimPrefix(it.Partition, "A#"), Day: heed.Day(strings.TrimPrefix(it.Sort, "C#")),
		Counts: make(heed.Counts, len(it.Counters)), Version: it.Version,
	}
	for name, n := range it.Counters {
		cell, err := heed.ParseCell(name)
		if err != nil {
			return d, fmt.Errorf("reading the counters of %s on %s: %w", d.Account, d.Day, err)
		}
		if n != 0 {
			d.Counts[cell] = n
		}
	}
	return d, nil
}
