package console

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/heed-cs/heed/shared/store"
)

// counting counts the rows that are read.
type counting struct {
	store.Table
	rows atomic.Int64
}

func (c *counting) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	items, err := c.Table.Get(ctx, keys...)
	c.rows.Add(int64(len(items)))
	return items, err
}

func (c *counting) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		for it, err := range c.Table.Query(ctx, q) {
			c.rows.Add(1)
			if !yield(it, err) {
				return
			}
		}
	}
}
