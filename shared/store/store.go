// Package store defines Heed's one table: ordered, versioned, transactional.
//
// It is DynamoDB's essence and nothing more: three methods, no scan, no filter
// language, no update expressions. Adapters live beside it (bolt, dynamo); all
// of them pass the contract in storetest.
package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// The bounds of one Write, which every adapter refuses to exceed.
const (
	MaxOps   = 100
	MaxBytes = 4 << 20
)

// Table is the port. Implementations are safe for concurrent use.
type Table interface {
	// Get returns the items that exist under the keys, in the order of the
	// keys, strongly consistent. What is absent or expired is left out.
	Get(ctx context.Context, keys ...Key) ([]Item, error)

	// Query walks one partition in sort-key order. It stops at the first error,
	// which it yields with a zero item. Expired items are left out.
	Query(ctx context.Context, q Query) iter.Seq2[Item, error]

	// Write applies all operations or none. Each key may appear once; at least
	// one and at most MaxOps operations of at most MaxBytes together, otherwise
	// the error is an *Invalid. When conditions fail, the error is a *Conflict
	// that names every operation whose condition failed, and nothing is written.
	Write(ctx context.Context, ops ...Op) error
}

// Key names one item. Both parts are non-empty UTF-8; Sort orders bytewise.
type Key struct{ Partition, Sort string }

// Item is one row.
type Item struct {
	Key
	// By is the item's place in the second order; zero keeps it out. Readers of
	// the second order may see an older state (DynamoDB's index lags), so
	// nothing that decides reads it: it lists, sweeps and folds.
	By Key
	// Version counts the operations applied to the item since it was created,
	// starting at 1. The table sets it.
	Version int64
	// Expires is when the item may vanish (whole seconds); zero means never. An
	// expired item is hidden from readers and counts as absent in conditions.
	Expires time.Time
	// Data is the document, opaque to the table.
	Data []byte
	// Counters are integers that Add moves.
	Counters map[string]int64
}

// Query names a stretch of one partition, in the primary order or the second.
type Query struct {
	Partition string
	From, To  string // half-open [From, To); an empty To means to the end
	Backward  bool   // from the end towards the beginning
	By        bool   // walk the second order: Partition, From and To are of Item.By
	Limit     int    // at most so many items; 0 means all
}

// Kind says what an Op does.
type Kind int

const (
	// KindPut replaces the whole item.
	KindPut Kind = iota
	// KindAdd adds Item.Counters to the stored ones, creating the item when it
	// is absent. Item.By and Item.Expires, when set, replace the stored ones; Data is kept.
	KindAdd
	// KindDelete removes the item, if it is there.
	KindDelete
)

// Condition must hold for the stored item before any operation of a Write is
// applied: the zero value always holds, Absent holds when there is no item, and
// a positive value when the item's version is exactly that.
type Condition int64

// Absent holds when there is no item under the key.
const Absent Condition = -1

// Op is one operation of a Write.
type Op struct {
	Kind Kind
	Item Item
	If   Condition
}

// Put replaces the item under its key.
func Put(it Item) Op { return Op{Kind: KindPut, Item: it} }

// Add moves counters of the item under its key.
func Add(it Item) Op { return Op{Kind: KindAdd, Item: it} }

// Delete removes the item under the key.
func Delete(k Key) Op { return Op{Kind: KindDelete, Item: Item{Key: k}} }

// IfAbsent makes the operation fail when the item exists.
func (op Op) IfAbsent() Op { op.If = Absent; return op }

// IfVersion makes the operation fail unless the item's version is v; 0 means absent,
// so that what was read, or not found, can be written back unchanged in meaning.
func (op Op) IfVersion(v int64) Op {
	if v == 0 {
		return op.IfAbsent()
	}
	op.If = Condition(v)
	return op
}

// Conflict reports the operations of a Write whose conditions failed, by index.
// The caller reads again and decides anew.
type Conflict struct{ Failed []int }

func (c *Conflict) Error() string {
	return fmt.Sprintf("store: conditions of operations %v failed", c.Failed)
}

// IsConflict reports whether a Write failed for its conditions.
func IsConflict(err error) bool {
	_, conflict := errors.AsType[*Conflict](err)
	return conflict
}

// UnlessConflict is the error of a Write that need not be the one that won: what
// another wrote meanwhile serves as well.
func UnlessConflict(err error) error {
	if IsConflict(err) {
		return nil
	}
	return err
}

// Invalid reports a Write or Query that no table accepts: a defect of the caller.
type Invalid struct{ Reason string }

func (e *Invalid) Error() string { return "store: " + e.Reason }

// Size is what the item weighs against MaxBytes: keys, document and counters.
func (it Item) Size() int {
	n := len(it.Partition) + len(it.Sort) + len(it.By.Partition) + len(it.By.Sort) + len(it.Data) + 32
	for name := range it.Counters {
		n += len(name) + 12
	}
	return n
}

// Check reports whether every table would take these operations, as an *Invalid.
// Adapters call it first, so that all refuse alike.
func Check(ops []Op) error {
	if len(ops) == 0 || len(ops) > MaxOps {
		return &Invalid{Reason: fmt.Sprintf("a write has 1 to %d operations, not %d", MaxOps, len(ops))}
	}
	seen := make(map[Key]bool, len(ops))
	size := 0
	for _, op := range ops {
		if err := checkKey(op.Item); err != nil {
			return err
		}
		if seen[op.Item.Key] {
			return &Invalid{Reason: fmt.Sprintf("key %q appears twice in one write", op.Item.Key)}
		}
		seen[op.Item.Key] = true
		size += op.Item.Size()
	}
	if size > MaxBytes {
		return &Invalid{Reason: fmt.Sprintf("a write holds at most %d bytes, not %d", MaxBytes, size)}
	}
	return nil
}

func checkKey(it Item) error {
	if it.Partition == "" || it.Sort == "" {
		return &Invalid{Reason: fmt.Sprintf("key %q has an empty part", it.Key)}
	}
	if (it.By.Partition == "") != (it.By.Sort == "") {
		return &Invalid{Reason: fmt.Sprintf("second key %q of %q has one empty part", it.By, it.Key)}
	}
	return nil
}
