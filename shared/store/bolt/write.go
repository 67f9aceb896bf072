package bolt

import (
	"bytes"
	"context"
	"maps"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/store"
)

// Write applies all operations or none, and returns when they are on the disk.
func (t *Table) Write(ctx context.Context, ops ...store.Op) error {
	if err := check(ops); err != nil {
		return err
	}
	w := &write{ctx: ctx, ops: ops, now: time.Now()}
	return t.file.Update(w.check, w.apply)
}

func check(ops []store.Op) error {
	if err := store.Check(ops); err != nil {
		return err
	}
	for _, op := range ops {
		for _, k := range []store.Key{op.Item.Key, op.Item.By} {
			if err := checkKey(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// write is one Write on its way through its transaction.
type write struct {
	ctx context.Context
	ops []store.Op
	now time.Time
	old []store.Item // by operation: what lies in the file, expired or not
}

// check reads what is stored and refuses when a condition fails. What it cannot
// read it refuses too, so that a damaged item harms nobody else's write.
func (w *write) check(tx *bbolt.Tx) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	items := tx.Bucket(itemsBucket)
	w.old = make([]store.Item, len(w.ops))
	var failed []int
	for i, op := range w.ops {
		var err error
		if w.old[i], err = stored(items, op); err != nil {
			return err
		}
		if !holds(op.If, w.base(i).Version) {
			failed = append(failed, i)
		}
	}
	if failed != nil {
		return &store.Conflict{Failed: failed}
	}
	return nil
}

// stored reads as much of the item as the operation needs.
func stored(items *bbolt.Bucket, op store.Op) (store.Item, error) {
	value := items.Get(itemKey(op.Item.Key))
	if op.Kind == store.KindAdd {
		return decode(op.Item.Key, value)
	}
	it, _, err := decodeHead(op.Item.Key, value)
	return it, err
}

// holds reports whether the condition holds for an item of the version, 0 when absent.
func holds(c store.Condition, version int64) bool {
	switch c {
	case 0:
		return true
	case store.Absent:
		return version == 0
	default:
		return version == int64(c)
	}
}

// base is the item the i-th operation starts from: an expired one counts as absent.
func (w *write) base(i int) store.Item {
	if live(w.old[i], w.now) {
		return w.old[i]
	}
	return store.Item{Key: w.old[i].Key}
}

func (w *write) apply(tx *bbolt.Tx) error {
	for i, op := range w.ops {
		if err := replace(tx, w.old[i], result(op, w.base(i))); err != nil {
			return err
		}
	}
	return nil
}

// result is what the operation makes of the item: version 0 means gone.
func result(op store.Op, base store.Item) store.Item {
	switch op.Kind {
	case store.KindDelete:
		return store.Item{Key: base.Key}
	case store.KindAdd:
		return added(base, op.Item)
	default:
		it := op.Item
		it.Version = base.Version + 1
		return it
	}
}

func added(base, more store.Item) store.Item {
	base.Version++
	if more.By.Partition != "" {
		base.By = more.By
	}
	if !more.Expires.IsZero() {
		base.Expires = more.Expires
	}
	counters := maps.Clone(base.Counters)
	if counters == nil {
		counters = make(map[string]int64, len(more.Counters))
	}
	for name, n := range more.Counters {
		counters[name] += n
	}
	base.Counters = counters
	return base
}

// replace puts the item, or its absence, in the place of the old one in all three orders.
func replace(tx *bbolt.Tx, old, it store.Item) error {
	if err := set(tx.Bucket(itemsBucket), it); err != nil {
		return err
	}
	if err := index(tx.Bucket(byBucket), byKey(old), byKey(it)); err != nil {
		return err
	}
	return index(tx.Bucket(expiryBucket), expiryKey(old), expiryKey(it))
}

func set(items *bbolt.Bucket, it store.Item) error {
	if it.Version == 0 {
		return items.Delete(itemKey(it.Key))
	}
	return items.Put(itemKey(it.Key), encode(it))
}

// index moves an entry; nil is no entry.
func index(b *bbolt.Bucket, from, to []byte) error {
	if bytes.Equal(from, to) {
		return nil
	}
	if from != nil {
		if err := b.Delete(from); err != nil {
			return err
		}
	}
	if to == nil {
		return nil
	}
	return b.Put(to, nil)
}
