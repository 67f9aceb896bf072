package cost

import (
	"context"
	"iter"
	"strings"

	"github.com/heed-cs/heed/shared/store"
)

// Table wraps a table so that the meter counts what DynamoDB would bill a function
// for its use. Nobody else may write the same items at the same moment: their
// state before a write is read first.
func Table(m *Meter, function string, inner store.Table) store.Table {
	return countedTable{m, function, inner}
}

type countedTable struct {
	meter    *Meter
	function string
	inner    store.Table
}

func (t countedTable) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	items, err := t.inner.Get(ctx, keys...)
	if err != nil {
		return items, err
	}
	found := map[store.Key]store.Item{}
	for _, it := range items {
		found[it.Key] = it
	}
	for i, k := range keys {
		bytes := ImageOf(found[k]).Bytes
		t.count(Get, k, Tally{Calls: once(i), Items: 1, Bytes: bytes, Reads: ReadUnits(bytes, true)})
	}
	t.meter.Called(t.function, Get, 1)
	return items, err
}

func (t countedTable) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		first, sizes := store.Key{Partition: q.Partition, Sort: q.From}, []int(nil)
		defer func() { t.queried(q, first, sizes) }()
		for it, err := range t.inner.Query(ctx, q) {
			sizes = append(sizes, ImageOf(it).Bytes)
			if !yield(it, err) {
				return
			}
		}
	}
}

func (t countedTable) queried(q store.Query, first store.Key, sizes []int) {
	calls, units := QueryUnits(sizes, !q.By)
	bytes := 0
	for _, n := range sizes {
		bytes += n
	}
	if q.By {
		first.Sort = "by"
	}
	t.count(Query, first, Tally{Calls: calls, Items: len(sizes), Bytes: bytes, Reads: units})
	t.meter.Called(t.function, Query, calls)
}

func (t countedTable) Write(ctx context.Context, ops ...store.Op) error {
	before, err := t.state(ctx, ops)
	if err != nil {
		return err
	}
	err = t.inner.Write(ctx, ops...)
	switch {
	case store.IsConflict(err):
		t.written(ops, before, before, Refused)
	case err == nil:
		after, err := t.state(ctx, ops)
		if err != nil {
			return err
		}
		t.written(ops, before, after, operationOf(ops))
	}
	return err
}

// state is what the items of the operations are now.
func (t countedTable) state(ctx context.Context, ops []store.Op) (map[store.Key]Image, error) {
	keys := make([]store.Key, len(ops))
	for i, op := range ops {
		keys[i] = op.Item.Key
	}
	items, err := t.inner.Get(ctx, keys...)
	state := make(map[store.Key]Image, len(items))
	for _, it := range items {
		state[it.Key] = ImageOf(it)
	}
	return state, err
}

func operationOf(ops []store.Op) string {
	if len(ops) == 1 {
		return Write
	}
	return Transact
}

func (t countedTable) written(ops []store.Op, before, after map[store.Key]Image, operation string) {
	transaction := len(ops) > 1
	for i, op := range ops {
		was, is := before[op.Item.Key], after[op.Item.Key]
		units := WriteUnits(was, is, transaction)
		if operation == Refused {
			op.Item.Version = 1
			units = RefusedUnits(was, ImageOf(op.Item), transaction)
		}
		t.count(operation, op.Item.Key, Tally{Calls: once(i), Items: 1, Bytes: is.Bytes, Writes: units.Table})
		if units.Index > 0 {
			t.indexed(operation, op.Item.Key, was.Index, is.Index, units.Index)
		}
	}
	t.meter.Called(t.function, operationOf(ops), 1)
}

func (t countedTable) indexed(operation string, k store.Key, was, is Entry, units int) {
	key := is.Key
	if key == "" {
		key = was.Key
	}
	partition, _, _ := strings.Cut(key, "\x00")
	t.meter.Table(Label{t.function, operation, Noun(k) + " index"}, "index "+partition, Tally{Bytes: is.Bytes, Writes: units})
}

func (t countedTable) count(operation string, k store.Key, tally Tally) {
	t.meter.Table(Label{t.function, operation, Noun(k)}, k.Partition, tally)
}

// Noun is the kind of thing that stands under a key: the beginning of its sort
// key within an account's partition, else of its partition.
func Noun(k store.Key) string {
	if strings.HasPrefix(k.Partition, "A#") {
		sort, _, _ := strings.Cut(k.Sort, "#")
		return "A " + sort
	}
	partition, _, _ := strings.Cut(k.Partition, "#")
	if strings.HasPrefix(k.Partition, "EP#") {
		return "EP D"
	}
	return partition
}

// once is 1 for the first of several items of one call.
func once(i int) int {
	if i == 0 {
		return 1
	}
	return 0
}
