package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Loaded are rows of different nouns that were read at once.
type Loaded struct{ items map[store.Key]store.Item }

// Load reads the items under the keys in one Get, strongly consistent.
func (r *Records) Load(ctx context.Context, keys ...store.Key) (Loaded, error) {
	items, err := r.db.Get(ctx, keys...)
	if err != nil {
		return Loaded{}, err
	}
	l := Loaded{items: make(map[store.Key]store.Item, len(items))}
	for _, it := range items {
		l.items[it.Key] = it
	}
	return l, nil
}

// HeadKey is where an account's head stands, for Load.
func HeadKey(account string) store.Key { return headKey(account) }

// Account is an account's head among the loaded.
func (l Loaded) Account(id string) (Row[heed.Account], error) {
	it, ok := l.items[headKey(id)]
	if !ok {
		return Row[heed.Account]{}, nil
	}
	return headOf(it)
}

// Slot is a slot among the loaded.
func (l Loaded) Slot(key store.Key) (Row[heed.Slot], error) {
	it, ok := l.items[key]
	if !ok {
		return Row[heed.Slot]{}, nil
	}
	return slotOf(it)
}

// Facts are a thing's facts among the loaded.
func (l Loaded) Facts(key store.Key) (Row[heed.Facts], error) { return loaded[heed.Facts](l, key) }

// Usage is a day of usage among the loaded.
func (l Loaded) Usage(key store.Key) (Row[heed.UsageDay], error) {
	it, ok := l.items[key]
	if !ok {
		return Row[heed.UsageDay]{}, nil
	}
	return usageOf(it)
}

func loaded[T any](l Loaded, key store.Key) (Row[T], error) {
	it, ok := l.items[key]
	if !ok {
		return Row[T]{}, nil
	}
	return rowOf[T](it)
}
