package bolt

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/store"
)

// purgeRows bounds the items of one transaction, so that no writer waits for long.
const purgeRows = 200

// errNothing refuses a purge that finds nothing, so that it costs no commit.
var errNothing = errors.New("bolt: nothing has expired")

// Purge deletes the items that have expired by now and returns how many. They were
// hidden already: this gives back their space. What was purged before an error stays so.
func (t *Table) Purge(ctx context.Context, now time.Time) (int, error) {
	purged := 0
	for {
		n, err := t.purgeSome(ctx, now)
		purged += n
		if errors.Is(err, errNothing) {
			return purged, nil
		}
		if err != nil {
			return purged, err
		}
	}
}

func (t *Table) purgeSome(ctx context.Context, now time.Time) (int, error) {
	var expired []store.Item
	check := func(tx *bbolt.Tx) (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		expired, err = expiredBy(tx, now)
		return err
	}
	apply := func(tx *bbolt.Tx) error {
		for _, old := range expired {
			if err := replace(tx, old, store.Item{Key: old.Key}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := t.file.Update(check, apply); err != nil {
		return 0, err
	}
	return len(expired), nil
}

// expiredBy finds the first items of the expiry index, or fails with errNothing.
func expiredBy(tx *bbolt.Tx, now time.Time) ([]store.Item, error) {
	items, end := tx.Bucket(itemsBucket), expiryBound(now.Unix()+1)
	var expired []store.Item
	c := tx.Bucket(expiryBucket).Cursor()
	for k, _ := c.First(); k != nil && bytes.Compare(k, end) < 0 && len(expired) < purgeRows; k, _ = c.Next() {
		key := itemKeyOfExpiry(k)
		it, _, err := decodeHead(parseItemKey(key), items.Get(key))
		if err != nil {
			return nil, err
		}
		expired = append(expired, it)
	}
	if len(expired) == 0 {
		return nil, errNothing
	}
	return expired, nil
}
