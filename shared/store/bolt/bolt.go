// Package bolt keeps the table in one bbolt file: Heed on a laptop.
//
// It is woken by its callers alone. It reads and writes three buckets of the file,
// which others may share: the items, the second order and the expiry index, always
// in one transaction, so the second order never lags. A Write returns when it is on
// the disk. Whatever the file refuses is returned to the caller and nothing was written.
package bolt

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/store"
)

// The buckets. Their keys are described in key.go; only items has values.
var (
	itemsBucket  = []byte("store.items")
	byBucket     = []byte("store.by")
	expiryBucket = []byte("store.expiry")
)

// Table is a store.Table in a bbolt file.
type Table struct{ file *groupcommit.File }

var _ store.Table = (*Table)(nil)

// New opens the table inside the file, creating it at first. The file stays its
// opener's to close.
func New(f *groupcommit.File) (*Table, error) {
	err := f.Update(func(*bbolt.Tx) error { return nil }, func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{itemsBucket, byBucket, expiryBucket} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("making the table: %w", err)
	}
	return &Table{file: f}, nil
}

// Get returns the items under the keys as of one moment.
func (t *Table) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := time.Now()
	found := make([]store.Item, 0, len(keys))
	err := t.file.View(func(tx *bbolt.Tx) error {
		items := tx.Bucket(itemsBucket)
		for _, k := range keys {
			it, err := decode(k, items.Get(itemKey(k)))
			if err != nil {
				return err
			}
			if live(it, now) {
				found = append(found, it)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// live reports whether the item, as it lies in the file, is there for readers and conditions.
func live(it store.Item, now time.Time) bool {
	return it.Version > 0 && (it.Expires.IsZero() || now.Before(it.Expires))
}
