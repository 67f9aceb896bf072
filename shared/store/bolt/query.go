package bolt

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/store"
)

// The bounds of one page, in rows looked at and bytes.
const (
	pageRows  = 256
	pageBytes = 1 << 20
)

// Query reads page by page and yields between transactions, so the caller may write
// inside its loop; each page sees the table as it is then.
func (t *Table) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		if q.Partition == "" {
			yield(store.Item{}, &store.Invalid{Reason: "a query names its partition"})
			return
		}
		for w := newWalk(q); !w.done; {
			page, err := t.page(ctx, w)
			for _, it := range page {
				if !yield(it, nil) {
					return
				}
			}
			if err != nil {
				yield(store.Item{}, err)
				return
			}
		}
	}
}

// page reads the next rows of the walk.
func (t *Table) page(ctx context.Context, w *walk) (page []store.Item, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := time.Now()
	err = t.file.View(func(tx *bbolt.Tx) error {
		page, err = w.page(tx, now)
		return err
	})
	return page, err
}

// walk is how far a query has come: what is left is [low, high) of its bucket.
type walk struct {
	store.Query
	bucket    []byte
	prefix    int // length of the partition in the bucket's keys
	low, high []byte
	found     int
	done      bool
}

func newWalk(q store.Query) *walk {
	prefix := partitionKey(q.Partition)
	w := &walk{Query: q, bucket: itemsBucket, prefix: len(prefix)}
	bound := func(sort string) []byte { return append(slices.Clone(prefix), sort...) }
	if q.By {
		w.bucket = byBucket
		bound = func(sort string) []byte { return append(slices.Clone(prefix), escape(sort)...) }
	}
	w.low, w.high = bound(q.From), after(prefix)
	if q.To != "" {
		w.high = bound(q.To)
	}
	return w
}

func (w *walk) page(tx *bbolt.Tx, now time.Time) (page []store.Item, err error) {
	items, c := tx.Bucket(itemsBucket), tx.Bucket(w.bucket).Cursor()
	rows, size, last := 0, 0, []byte(nil)
	for k, v := w.first(c); w.within(k); k, v = w.next(c) {
		if rows == pageRows || size >= pageBytes {
			w.passed(last)
			return page, nil
		}
		it, err := w.item(items, k, v)
		if err != nil {
			return page, err
		}
		rows, size, last = rows+1, size+it.Size(), k
		if !live(it, now) {
			continue
		}
		page = append(page, it)
		if w.found++; w.found == w.Limit {
			break
		}
	}
	w.done = true
	return page, nil
}

// first stands on the row nearest to the end the walk starts from.
func (w *walk) first(c *bbolt.Cursor) (k, v []byte) {
	if !w.Backward {
		return c.Seek(w.low)
	}
	if k, _ := c.Seek(w.high); k == nil {
		return c.Last()
	}
	return c.Prev()
}

func (w *walk) next(c *bbolt.Cursor) (k, v []byte) {
	if w.Backward {
		return c.Prev()
	}
	return c.Next()
}

func (w *walk) within(k []byte) bool {
	return k != nil && bytes.Compare(k, w.low) >= 0 && bytes.Compare(k, w.high) < 0
}

// passed leaves what is beyond the row.
func (w *walk) passed(k []byte) {
	if w.Backward {
		w.high = slices.Clone(k)
		return
	}
	w.low = append(slices.Clone(k), 0)
}

func (w *walk) item(items *bbolt.Bucket, k, v []byte) (store.Item, error) {
	if w.By {
		k = itemKeyOfBy(k, w.prefix)
		v = items.Get(k)
	}
	return decode(parseItemKey(k), v)
}
