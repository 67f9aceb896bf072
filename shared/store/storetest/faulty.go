package storetest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"github.com/heed-cs/heed/shared/store"
)

// ErrInjected is the failure that Faulty makes up.
var ErrInjected = errors.New("storetest: injected failure")

// Fault is what befalls one call.
type Fault int

const (
	// None lets the call pass.
	None Fault = iota
	// Fail fails the call before it did anything.
	Fail
	// FailSaved fails the call after it was done: a Write is saved but reported as
	// lost, a Query yields all its items and then the error.
	FailSaved
	// Stale answers a Query of the second order as of before the last writes; any
	// other call passes.
	Stale
)

// The names of calls that decide is asked about. OpBy is a Query of the second order.
const (
	OpGet   = "get"
	OpQuery = "query"
	OpBy    = "by"
	OpWrite = "write"
)

// lag is how many writes a stale second order is behind.
const lag = 8

// Faulty is a table that fails as the cloud's does: lost calls, calls that were done but
// reported as failed, and a second order that lags. One Write at a time reaches the table
// inside, so that calls in a fixed order and a seeded decide repeat a run exactly.
type Faulty struct {
	inner   store.Table
	mu      sync.Mutex // held while deciding and writing
	decide  func(op string) Fault
	changed [][]store.Item // by the last writes, latest last: what was there before, version 0 for nothing
}

var _ store.Table = (*Faulty)(nil)

// NewFaulty wraps a table that nobody else writes to. Decide is asked once for each
// call, never at the same time.
func NewFaulty(inner store.Table, decide func(op string) Fault) *Faulty {
	return &Faulty{inner: inner, decide: decide}
}

// Settle lets the second order catch up.
func (f *Faulty) Settle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = nil
}

func (f *Faulty) fault(op string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.decide(op)
}

// Get fails for either kind of failure.
func (f *Faulty) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if fault := f.fault(OpGet); fault == Fail || fault == FailSaved {
		return nil, ErrInjected
	}
	return f.inner.Get(ctx, keys...)
}

// Query asks for a fault each time the iterator is walked.
func (f *Faulty) Query(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		fault := f.fault(opOf(q))
		if fault == Fail {
			yield(store.Item{}, ErrInjected)
			return
		}
		items := f.inner.Query(ctx, q)
		if fault == Stale && q.By {
			items = f.stale(ctx, q)
		}
		for it, err := range items {
			if !yield(it, err) || err != nil {
				return
			}
		}
		if fault == FailSaved {
			yield(store.Item{}, ErrInjected)
		}
	}
}

func opOf(q store.Query) string {
	if q.By {
		return OpBy
	}
	return OpQuery
}

// Write loses the operations, or applies them and says it did not, or passes.
func (f *Faulty) Write(ctx context.Context, ops ...store.Op) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault := f.decide(OpWrite)
	if fault == Fail {
		return ErrInjected
	}
	before, err := f.before(ctx, ops)
	if err != nil {
		return err
	}
	if err := f.inner.Write(ctx, ops...); err != nil {
		return err
	}
	f.changed = append(f.changed, before)
	f.changed = f.changed[max(0, len(f.changed)-lag):]
	if fault == FailSaved {
		return ErrInjected
	}
	return nil
}

// before is what the operations will change.
func (f *Faulty) before(ctx context.Context, ops []store.Op) ([]store.Item, error) {
	if err := store.Check(ops); err != nil {
		return nil, err
	}
	var before []store.Item
	for _, op := range ops {
		found, err := f.inner.Get(ctx, op.Item.Key)
		if err != nil {
			return nil, err
		}
		before = append(before, append(found, store.Item{Key: op.Item.Key})[0])
	}
	return before, nil
}

// stale is the query with the last writes undone.
func (f *Faulty) stale(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		now, err := collect(f.inner.Query(ctx, store.Query{Partition: q.Partition, By: true}))
		if err != nil {
			yield(store.Item{}, err)
			return
		}
		for _, it := range stretch(f.undone(now), q) {
			if !yield(it, nil) {
				return
			}
		}
	}
}

// undone puts what the last writes changed back among the items.
func (f *Faulty) undone(items []store.Item) []store.Item {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, before := range slices.Backward(f.changed) {
		for _, old := range before {
			items = slices.DeleteFunc(items, func(it store.Item) bool { return it.Key == old.Key })
			items = append(items, clone(old)) // without a second key when there was none: no stretch has it
		}
	}
	return items
}
