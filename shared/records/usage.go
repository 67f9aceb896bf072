package records

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const (
	usageSort    = "U#"
	addedCounter = "added"
)

// UsageKey names one metric of one product on one day of an account.
func UsageKey(account string, d heed.Day, metric, product string) store.Key {
	sort := usageSort + string(d) + "#" + metric
	if product != "" {
		sort += "#" + product
	}
	return store.Key{Partition: accountPartition(account), Sort: sort}
}

// PutUsage writes a day's reported state back, keeping what was added beside it.
func PutUsage(key store.Key, row Row[heed.UsageDay], expires time.Time) store.Op {
	it := store.Item{Key: key, Data: encode(row.Value), Expires: expires}
	if row.Value.Added != 0 {
		it.Counters = map[string]int64{addedCounter: row.Value.Added}
	}
	return store.Put(it).IfVersion(row.Version)
}

func usageOf(it store.Item) (Row[heed.UsageDay], error) {
	row, err := rowOf[heed.UsageDay](it)
	row.Value.Added = it.Counters[addedCounter]
	return row, err
}
