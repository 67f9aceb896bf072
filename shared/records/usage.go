package records

import (
	"context"
	"strings"
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

// usageDoc is a day's usage without what its key says already: hundreds of them
// are read at every judgement.
type usageDoc struct {
	Metric  string     `json:"metric,omitempty"` // and the product, when the key alone could be read in two ways
	Product string     `json:"product,omitempty"`
	Set     float64    `json:"set"`
	Stamp   heed.Stamp `json:"stamp,omitzero"`
	Late    time.Time  `json:"late,omitzero"`
}

// PutUsage writes a day's reported state back, keeping what was added beside it.
func PutUsage(key store.Key, row Row[heed.UsageDay], expires time.Time) store.Op {
	u := row.Value
	doc := usageDoc{Set: u.Set, Stamp: u.Stamp, Late: u.Late}
	if _, metric := usageNames(key); metric != u.Metric || strings.Contains(metric, "#") {
		doc.Metric, doc.Product = u.Metric, u.Product
	}
	it := store.Item{Key: key, Data: encode(doc), Expires: expires}
	if u.Added != 0 {
		it.Counters = map[string]int64{addedCounter: u.Added}
	}
	return store.Put(it).IfVersion(row.Version)
}

func usageOf(it store.Item) (Row[heed.UsageDay], error) {
	doc, err := rowOf[usageDoc](it)
	u := heed.UsageDay{Set: doc.Value.Set, Stamp: doc.Value.Stamp, Late: doc.Value.Late, Added: it.Counters[addedCounter], Product: doc.Value.Product}
	if u.Day, u.Metric = usageNames(it.Key); doc.Value.Metric != "" {
		u.Metric = doc.Value.Metric
	}
	return Row[heed.UsageDay]{Value: u, Version: it.Version, Expires: it.Expires}, err
}

// usageNames are the day and, when there is no product, the metric of a key.
func usageNames(key store.Key) (heed.Day, string) {
	day, metric, _ := strings.Cut(strings.TrimPrefix(key.Sort, usageSort), "#")
	return heed.Day(day), metric
}

// UsageDays reads all of an account's usage, oldest first.
func (r *Records) UsageDays(ctx context.Context, account string) ([]heed.UsageDay, error) {
	var all []heed.UsageDay
	for it, err := range r.db.Query(ctx, prefixed(accountPartition(account), usageSort)) {
		if err != nil {
			return nil, err
		}
		row, err := usageOf(it)
		if err != nil {
			return nil, err
		}
		all = append(all, row.Value)
	}
	return all, nil
}

// UsagePage reads up to limit days of an account's usage, oldest first, behind the
// cursor that the page before gave; next is empty behind the last page.
func (r *Records) UsagePage(ctx context.Context, account, cursor string, limit int) (page []heed.UsageDay, next string, err error) {
	q := prefixed(accountPartition(account), usageSort)
	if cursor != "" {
		q.From = usageSort + cursor + "\x00"
	}
	q.Limit = limit + 1
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, "", err
		}
		if len(page) == limit {
			return page, next, nil
		}
		row, err := usageOf(it)
		if err != nil {
			return nil, "", err
		}
		page, next = append(page, row.Value), strings.TrimPrefix(it.Sort, usageSort)
	}
	return page, "", nil
}
