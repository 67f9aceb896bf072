package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
)

// Differential does the same random operations to both tables and fails at the first
// difference in what they answer; a is the table under test, b usually a Model. Every
// round works in partitions of its own, so the tables need not be empty.
func Differential(t *testing.T, a, b store.Table) {
	t.Helper()
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		p := &pair{T: rt, a: a, b: b, round: fmt.Sprintf("%s-%d", t.Name(), round)}
		rt.Repeat(map[string]func(*rapid.T){
			"write": p.write,
			"get":   p.get,
			"query": p.query,
		})
	})
}

// pair is the two tables in one round.
type pair struct {
	*rapid.T
	a, b  store.Table
	round string // begins the name of every partition
}

// The keys are few, so that operations meet; their bytes are those that encodings escape.
var (
	partitions = rapid.SampledFrom([]string{"p", "p#", "p\x00", "é"})
	sorts      = rapid.SampledFrom([]string{"a", "a\x00", "a\x00b", "a\x01", "a/", "aé", "b", "\x00", "~", "\U0010FFFF"})
	bounds     = rapid.OneOf(sorts, rapid.Just(""))
	counters   = rapid.MapOfN(rapid.SampledFrom([]string{"n", "sum", "ü"}), rapid.Int64Range(-9, 9), 0, 3)
	data       = rapid.SliceOfN(rapid.Byte(), 0, 8)
	conditions = rapid.Custom(drawCondition)
	expiries   = rapid.SampledFrom([]time.Time{{}, {}, time.Date(2200, 1, 2, 3, 4, 5, 0, time.UTC)})
)

func drawCondition(t *rapid.T) store.Condition {
	if rapid.Bool().Draw(t, "unconditional") {
		return 0
	}
	return rapid.SampledFrom([]store.Condition{store.Absent, 1, 2, 3}).Draw(t, "condition")
}

func (p *pair) key(t *rapid.T) store.Key {
	return store.Key{Partition: p.round + partitions.Draw(t, "partition"), Sort: sorts.Draw(t, "sort")}
}

func (p *pair) op(t *rapid.T) store.Op {
	it := store.Item{Key: p.key(t), Counters: counters.Draw(t, "counters"), Expires: expiries.Draw(t, "expires")}
	if rapid.Bool().Draw(t, "listed") {
		it.By = p.key(t)
		it.By.Sort += it.Partition + it.Sort // the order of equal keys is nobody's promise
	}
	op := store.Op{If: conditions.Draw(t, "if"), Kind: rapid.SampledFrom([]store.Kind{
		store.KindPut, store.KindAdd, store.KindDelete,
	}).Draw(t, "kind")}
	switch op.Kind {
	case store.KindPut:
		it.Data = data.Draw(t, "data")
	case store.KindDelete:
		it = store.Item{Key: it.Key}
	}
	op.Item = it
	return op
}

func (p *pair) write(t *rapid.T) {
	ops := rapid.SliceOfNDistinct(rapid.Custom(p.op), 1, 6, func(op store.Op) store.Key { return op.Item.Key }).Draw(t, "ops")
	errA, errB := p.a.Write(t.Context(), ops...), p.b.Write(t.Context(), ops...)
	if !slices.Equal(failed(errA), failed(errB)) || (errA == nil) != (errB == nil) {
		t.Fatalf("Write(%+v) = %v, want %v", ops, errA, errB)
	}
}

// failed is what a Conflict names; nil for any other outcome.
func failed(err error) []int {
	if c, ok := errors.AsType[*store.Conflict](err); ok {
		return c.Failed
	}
	return nil
}

func (p *pair) get(t *rapid.T) {
	keys := rapid.SliceOfNDistinct(rapid.Custom(p.key), 0, 8, rapid.ID).Draw(t, "keys")
	a, errA := p.a.Get(t.Context(), keys...)
	b, errB := p.b.Get(t.Context(), keys...)
	if diff := difference(a, b); diff != "" || errA != nil || errB != nil {
		t.Fatalf("Get(%q) = %v, want %v; %s", keys, errA, errB, diff)
	}
}

func (p *pair) query(t *rapid.T) {
	q := store.Query{
		Partition: p.round + partitions.Draw(t, "partition"),
		From:      bounds.Draw(t, "from"),
		To:        bounds.Draw(t, "to"),
		Backward:  rapid.Bool().Draw(t, "backward"),
		By:        rapid.Bool().Draw(t, "by"),
		Limit:     rapid.IntRange(0, 5).Draw(t, "limit"),
	}
	if q.By {
		settle(p.a)
		settle(p.b)
	}
	a, errA := collect(p.a.Query(t.Context(), q))
	b, errB := collect(p.b.Query(t.Context(), q))
	if diff := difference(a, b); diff != "" || errA != nil || errB != nil {
		t.Fatalf("Query(%+v) = %v, want %v; %s", q, errA, errB, diff)
	}
}
