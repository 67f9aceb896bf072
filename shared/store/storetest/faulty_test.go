package storetest_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// faulty is a table whose calls suffer the fault, once it is set.
func faulty() (f *storetest.Faulty, fault *storetest.Fault) {
	fault = new(storetest.Fault)
	return storetest.NewFaulty(storetest.NewModel(), func(string) storetest.Fault { return *fault }), fault
}

func listed(n string) store.Item {
	return store.Item{Key: store.Key{Partition: "p", Sort: n}, By: store.Key{Partition: "by", Sort: n}}
}

func sorts(t *testing.T, table store.Table, q store.Query) (sorts []string, err error) {
	t.Helper()
	for it, err := range table.Query(t.Context(), q) {
		if err != nil {
			return sorts, err
		}
		sorts = append(sorts, it.Sort)
	}
	return sorts, nil
}

func TestFaultyPasses(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Table { f, _ := faulty(); return f })
}

// TestFaultyStaleHoldsTheContract holds all but the second order before it settled.
func TestFaultyStaleHoldsTheContract(t *testing.T) {
	open := func() *storetest.Faulty {
		return storetest.NewFaulty(storetest.NewModel(), func(string) storetest.Fault { return storetest.Stale })
	}
	storetest.Run(t, func(*testing.T) store.Table { return open() })
	storetest.Differential(t, open(), storetest.NewModel())
}

func TestFaultyWrite(t *testing.T) {
	for _, c := range []struct {
		fault storetest.Fault
		err   error
		saved int
	}{
		{storetest.None, nil, 1},
		{storetest.Fail, storetest.ErrInjected, 0},
		{storetest.FailSaved, storetest.ErrInjected, 1},
		{storetest.Stale, nil, 1},
	} {
		f, fault := faulty()
		*fault = c.fault
		err := f.Write(t.Context(), store.Put(listed("a")))
		*fault = storetest.None
		items, _ := f.Get(t.Context(), listed("a").Key)
		if err != c.err || len(items) != c.saved {
			t.Errorf("fault %d: Write = %v and %d items, want %v and %d", c.fault, err, len(items), c.err, c.saved)
		}
	}
}

func TestFaultyWriteStillRefuses(t *testing.T) {
	f, fault := faulty()
	*fault = storetest.FailSaved
	err := f.Write(t.Context(), store.Put(listed("a")).IfVersion(1))
	if _, ok := errors.AsType[*store.Conflict](err); !ok {
		t.Errorf("Write = %v, want a *Conflict: nothing was saved", err)
	}
}

func TestFaultyReads(t *testing.T) {
	f, fault := faulty()
	if err := f.Write(t.Context(), store.Put(listed("a")), store.Put(listed("b"))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		fault storetest.Fault
		err   error
		seen  int
	}{{storetest.Fail, storetest.ErrInjected, 0}, {storetest.FailSaved, storetest.ErrInjected, 2}, {storetest.None, nil, 2}} {
		*fault = c.fault
		seen, err := sorts(t, f, store.Query{Partition: "p"})
		if err != c.err || len(seen) != c.seen {
			t.Errorf("fault %d: Query = %q and %v, want %d items and %v", c.fault, seen, err, c.seen, c.err)
		}
		if _, err := f.Get(t.Context(), listed("a").Key); err != c.err {
			t.Errorf("fault %d: Get = %v, want %v", c.fault, err, c.err)
		}
	}
}

// TestFaultyStale writes until the first changes are old enough to be seen.
func TestFaultyStale(t *testing.T) {
	f, fault := faulty()
	steps := []store.Op{store.Put(listed("a")), store.Put(listed("b")), store.Delete(listed("a").Key)}
	for range 8 {
		steps = append(steps, store.Add(store.Item{Key: store.Key{Partition: "other", Sort: "x"}}))
	}
	var seen [][]string
	for _, op := range steps {
		*fault = storetest.Stale
		if err := f.Write(t.Context(), op); err != nil {
			t.Fatal(err)
		}
		stale, _ := sorts(t, f, store.Query{Partition: "by", By: true})
		seen = append(seen, stale)
	}
	want := [][]string{7: nil, 8: {"a"}, 9: {"a", "b"}, 10: {"b"}}
	if !slices.EqualFunc(seen, want, slices.Equal) {
		t.Errorf("the second order was %q, want %q", seen, want)
	}
}

func TestFaultyIsDeterministic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		faults := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 20).Draw(rt, "faults")
		if a, b := story(t, faults), story(t, faults); !slices.Equal(a, b) {
			rt.Fatalf("the same faults told %q and %q", a, b)
		}
	})
}

// story is what a caller sees while the faults strike one after the other.
func story(t *testing.T, faults []int) (seen []string) {
	next := 0
	f := storetest.NewFaulty(storetest.NewModel(), func(op string) storetest.Fault {
		next++
		return storetest.Fault(faults[next-1])
	})
	for range len(faults) / 2 {
		err := f.Write(t.Context(), store.Put(listed(string(rune('a'+next)))))
		items, errBy := sorts(t, f, store.Query{Partition: "by", By: true})
		seen = append(append(seen, items...), errText(err), errText(errBy))
	}
	return seen
}

func errText(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}
