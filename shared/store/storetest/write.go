package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/heed-cs/heed/shared/store"
)

var writeContract = []contract{
	{"write/put replaces the whole item", func(s subject) {
		old := item("p", "a")
		old.Counters, old.By = map[string]int64{"n": 1}, key("by", "a")
		s.put(old)
		s.put(store.Item{Key: old.Key, Data: []byte("new")})
		s.same("Get", s.get(old.Key), store.Item{Key: old.Key, Version: 2, Data: []byte("new")})
	}},
	{"write/the table sets the version", func(s subject) {
		a := item("p", "a")
		a.Version = 77
		s.put(a)
		a.Version = 1
		s.same("Get", s.get(a.Key), a)
		s.write(store.Add(store.Item{Key: a.Key, Version: 77}))
		a.Version = 2
		s.same("Get after an Add", s.get(a.Key), a)
	}},
	{"write/a deleted item begins anew", func(s subject) {
		a := item("p", "a")
		s.put(a)
		s.put(a)
		s.write(store.Delete(a.Key), store.Delete(key("p", "never there")))
		s.same("Get of the deleted", s.get(a.Key))
		s.put(a)
		s.same("Get", s.get(a.Key), a)
	}},
	{"write/conditions", func(s subject) {
		a, none := item("p", "a").Key, item("p", "none").Key
		s.put(item("p", "a"))
		s.put(item("p", "a")) // version 2
		for _, c := range []struct {
			name string
			op   store.Op
			ok   bool
		}{
			{"absent, there", store.Put(store.Item{Key: a}).IfAbsent(), false},
			{"version 0, there", store.Put(store.Item{Key: a}).IfVersion(0), false},
			{"earlier version", store.Put(store.Item{Key: a}).IfVersion(1), false},
			{"later version", store.Add(store.Item{Key: a}).IfVersion(3), false},
			{"delete of another version", store.Delete(a).IfVersion(1), false},
			{"delete of what should be absent", store.Delete(a).IfAbsent(), false},
			{"add to what should be absent", store.Add(store.Item{Key: a}).IfAbsent(), false},
			{"version, not there", store.Put(store.Item{Key: none}).IfVersion(1), false},
			{"delete of a version, not there", store.Delete(none).IfVersion(1), false},
			{"delete of what is absent", store.Delete(none).IfAbsent(), true},
			{"version 0, not there", store.Put(store.Item{Key: none}).IfVersion(0), true},
			{"add to the version", store.Add(store.Item{Key: a}).IfVersion(2), true},
			{"put on the version", store.Put(store.Item{Key: a}).IfVersion(3), true},
			{"delete of the version", store.Delete(a).IfVersion(4), true},
			{"absent again", store.Add(store.Item{Key: a}).IfAbsent(), true},
		} {
			if got := s.failed(c.op); c.ok != (got == nil) {
				s.Errorf("%s: failed operations are %v", c.name, got)
			}
		}
	}},
	{"write/all or none", func(s subject) {
		a, b := item("p", "a"), item("q", "b")
		s.put(a)
		s.failed(store.Put(b), store.Delete(a.Key), store.Put(item("r", "c")).IfVersion(5))
		s.same("Get", s.get(a.Key, b.Key, key("r", "c")), a)
		s.write(store.Put(b), store.Delete(a.Key), store.Put(item("r", "c")).IfAbsent())
		s.same("Get", s.get(a.Key, b.Key, key("r", "c")), b, item("r", "c"))
	}},
	{"write/a conflict names all that failed", func(s subject) {
		s.put(item("p", "there"))
		got := s.failed(
			store.Put(item("p", "there")).IfAbsent(),
			store.Put(item("p", "a")),
			store.Add(item("p", "b")).IfVersion(1),
			store.Put(item("p", "c")).IfAbsent(),
			store.Delete(key("p", "d")).IfVersion(2),
		)
		if want := []int{0, 2, 4}; !slices.Equal(got, want) {
			s.Errorf("failed operations are %v, want %v", got, want)
		}
	}},
	{"write/up to the bounds", func(s subject) {
		items := numbered("p", store.MaxOps)
		s.put(items...)
		s.same("Query", s.query(store.Query{Partition: "p"}), items...)
		big := heavy("q", 40)
		s.put(big...)
		s.same("Query", s.query(store.Query{Partition: "q"}), big...)
	}},
	{"write/refuses what exceeds the bounds", func(s subject) {
		for name, ops := range map[string][]store.Op{
			"no operations":        nil,
			"too many operations":  puts(numbered("p", store.MaxOps+1)),
			"too many bytes":       puts(heavy("p", 42)),
			"a key twice":          {store.Put(item("p", "a")), store.Delete(key("p", "a"))},
			"an empty partition":   {store.Put(item("", "a"))},
			"an empty sort key":    {store.Put(item("p", "a")), store.Delete(key("p", ""))},
			"half of a second key": {store.Put(store.Item{Key: key("p", "a"), By: key("by", "")})},
		} {
			err := s.Write(s.Context(), ops...)
			if _, ok := errors.AsType[*store.Invalid](err); !ok {
				s.Errorf("%s: %v, want an *Invalid", name, err)
			}
		}
		s.same("Query", s.query(store.Query{Partition: "p"}))
	}},
	{"write/honours the context", func(s subject) {
		err := s.Write(canceled(s.T), store.Put(item("p", "a")))
		if !errors.Is(err, context.Canceled) {
			s.Errorf("Write = %v, want context.Canceled", err)
		}
		s.same("Get", s.get(key("p", "a")))
	}},
	{"write/what was written is the table's", func(s subject) {
		a := item("p", "a")
		a.Counters = map[string]int64{"n": 1}
		written := clone(a)
		s.put(written)
		written.Data[0], written.Counters["n"] = '!', 9
		s.same("Get", s.get(a.Key), a)
	}},
	{"write/one of many creators wins", func(s subject) {
		wins := s.concurrently(8, func() error { return s.Write(s.Context(), store.Put(item("p", "a")).IfAbsent()) })
		if wins != 1 {
			s.Errorf("%d writers created the item, want 1", wins)
		}
	}},
	{"write/no update is lost", func(s subject) {
		const writers, each = 4, 5
		s.concurrently(writers, func() error {
			for done := 0; done < each; {
				if err := s.increment(); err == nil {
					done++
				} else if _, ok := errors.AsType[*store.Conflict](err); !ok {
					return err
				}
			}
			return nil
		})
		got := s.get(key("p", "a"))[0]
		if len(got.Data) != writers*each || got.Version != writers*each {
			s.Errorf("%d updates and version %d, want %d", len(got.Data), got.Version, writers*each)
		}
	}},
}

// failed are the indexes a Conflict names; nil when the operations were applied.
func (s subject) failed(ops ...store.Op) []int {
	s.Helper()
	err := s.Write(s.Context(), ops...)
	if _, ok := errors.AsType[*store.Conflict](err); err != nil && !ok {
		s.Fatalf("Write: %v, want a *Conflict or nil", err)
	}
	return failed(err)
}

// increment makes the item's data one byte longer, if nobody else did meanwhile.
func (s subject) increment() error {
	var it store.Item
	if found := s.get(key("p", "a")); len(found) > 0 {
		it = found[0]
	}
	it.Key = key("p", "a")
	it.Data = []byte(strings.Repeat("x", len(it.Data)+1))
	return s.Write(s.Context(), store.Put(it).IfVersion(it.Version))
}

// concurrently runs n writers and returns how many succeeded; only a Conflict may stop one.
func (s subject) concurrently(n int, write func() error) (succeeded int) {
	s.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range errs {
		wg.Go(func() { errs[i] = write() })
	}
	wg.Wait()
	for _, err := range errs {
		if _, ok := errors.AsType[*store.Conflict](err); err != nil && !ok {
			s.Errorf("concurrent Write: %v", err)
		}
		if err == nil {
			succeeded++
		}
	}
	return succeeded
}

func puts(items []store.Item) []store.Op {
	ops := make([]store.Op, len(items))
	for i, it := range items {
		ops[i] = store.Put(it)
	}
	return ops
}
