package storetest

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/store"
)

// Model is a table in a map: the meaning of store.Table, written to be read. Adapters
// are compared with it, and tests that need just any table may use it.
type Model struct {
	mu    sync.Mutex
	items map[store.Key]store.Item
}

var _ store.Table = (*Model)(nil)

// NewModel returns an empty table.
func NewModel() *Model { return &Model{items: map[store.Key]store.Item{}} }

// Get returns the items under the keys.
func (m *Model) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []store.Item
	for _, k := range keys {
		if it, ok := m.live(k); ok {
			found = append(found, clone(it))
		}
	}
	return found, ctx.Err()
}

// Query walks the stretch as it was when the walk began.
func (m *Model) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		if q.Partition == "" {
			yield(store.Item{}, &store.Invalid{Reason: "a query names its partition"})
			return
		}
		for _, it := range stretch(m.all(), q) {
			if ctx.Err() != nil {
				break
			}
			if !yield(it, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(store.Item{}, err)
		}
	}
}

// Write applies all operations or none.
func (m *Model) Write(ctx context.Context, ops ...store.Op) error {
	if err := store.Check(ops); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var failed []int
	for i, op := range ops {
		if it, _ := m.live(op.Item.Key); !holds(op.If, it.Version) {
			failed = append(failed, i)
		}
	}
	if failed != nil {
		return &store.Conflict{Failed: failed}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, op := range ops {
		m.apply(op)
	}
	return nil
}

func holds(c store.Condition, version int64) bool {
	return c == 0 || c == store.Absent && version == 0 || int64(c) == version
}

func (m *Model) apply(op store.Op) {
	old, _ := m.live(op.Item.Key)
	it := clone(op.Item)
	switch op.Kind {
	case store.KindDelete:
		delete(m.items, it.Key)
		return
	case store.KindAdd:
		it.Data = old.Data
		it.By = cmp.Or(it.By, old.By)
		if it.Expires.IsZero() {
			it.Expires = old.Expires
		}
		for name, n := range old.Counters {
			it.Counters[name] += n
		}
	}
	it.Version = old.Version + 1
	m.items[it.Key] = it
}

// live is the item unless it is absent or expired.
func (m *Model) live(k store.Key) (store.Item, bool) {
	it, ok := m.items[k]
	if !ok || expired(it) {
		return store.Item{}, false
	}
	return it, true
}

func (m *Model) all() []store.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []store.Item
	for _, it := range m.items {
		all = append(all, clone(it))
	}
	return all
}

// stretch is the answer to the query among the items.
func stretch(items []store.Item, q store.Query) []store.Item {
	at := func(it store.Item) store.Key {
		if q.By {
			return it.By
		}
		return it.Key
	}
	items = slices.DeleteFunc(items, func(it store.Item) bool {
		k := at(it)
		return k.Partition != q.Partition || k.Sort < q.From || q.To != "" && k.Sort >= q.To || expired(it)
	})
	slices.SortFunc(items, func(a, b store.Item) int {
		return cmp.Or(cmp.Compare(at(a).Sort, at(b).Sort), cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.Sort, b.Sort))
	})
	if q.Backward {
		slices.Reverse(items)
	}
	if q.Limit > 0 && q.Limit < len(items) {
		items = items[:q.Limit]
	}
	return items
}

func expired(it store.Item) bool { return !it.Expires.IsZero() && !time.Now().Before(it.Expires) }

// clone shares no memory with the item, and its counters can be written to.
func clone(it store.Item) store.Item {
	it.Data = bytes.Clone(it.Data)
	it.Counters = maps.Clone(it.Counters)
	if it.Counters == nil {
		it.Counters = map[string]int64{}
	}
	if !it.Expires.IsZero() {
		it.Expires = it.Expires.UTC().Truncate(time.Second)
	}
	return it
}
