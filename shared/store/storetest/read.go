package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/heed-cs/heed/shared/store"
)

var getContract = []contract{
	{"get/in the order of the keys", func(s subject) {
		a, b, c := item("p", "a"), item("p", "b"), item("q", "a")
		s.put(a, b, c)
		s.same("Get", s.get(c.Key, a.Key, b.Key), c, a, b)
	}},
	{"get/leaves out what is absent", func(s subject) {
		a := item("p", "a")
		s.put(a)
		s.same("Get", s.get(key("p", "b"), a.Key, key("q", "a")), a)
		s.same("Get of no keys", s.get())
	}},
	{"get/more keys than a write takes", func(s subject) {
		items := numbered("p", 2*store.MaxOps+1)
		s.put(items...)
		s.same("Get", s.get(keysOf(items)...), items...)
	}},
	{"get/more bytes than a page", func(s subject) {
		items := heavy("p", 24)
		s.put(items...)
		s.same("Get", s.get(keysOf(items)...), items...)
	}},
	{"get/honours the context", func(s subject) {
		if _, err := s.Get(canceled(s.T), key("p", "a")); !errors.Is(err, context.Canceled) {
			s.Errorf("Get = %v, want context.Canceled", err)
		}
	}},
	{"get/any bytes and keys", func(s subject) {
		var items []store.Item
		for _, k := range []store.Key{
			key("A#acme", "HEAD"), key("A#acme/HEAD", "x"), key("A|b", "c"), key("A", "|b|c"), key("a/b", "c"), key("a", "b/c"),
			key("p\x00", "s"), key("p", "\x00s"), key("\x00", "\x00"), key("Köln", "日本#🙂"), key(" ", " "), key("%2F", "%00"),
		} {
			it := item(k.Partition, k.Sort)
			it.Data = everyByte()
			it.Counters = map[string]int64{"a.b": 1, "#": -1, "Zähler/🙂": 1<<53 + 1, "zero": 0}
			items = append(items, it)
		}
		s.put(items...)
		s.same("Get", s.get(keysOf(items)...), items...)
	}},
	{"get/what was read is the reader's", func(s subject) {
		a := item("p", "a")
		a.Counters = map[string]int64{"n": 1}
		s.put(a)
		read := s.get(a.Key)[0]
		read.Data[0], read.Counters["n"] = '!', 9
		s.same("Get", s.get(a.Key), a)
	}},
}

var queryContract = []contract{
	{"query/ranges", func(s subject) {
		for _, sort := range []string{"a", "b", "ba", "c", "d"} {
			s.put(item("p", sort))
		}
		s.put(item("o", "b"), item("p#", "b"), item("pp", "b"))
		for _, c := range []struct {
			q    store.Query
			want []string
		}{
			{store.Query{}, []string{"a", "b", "ba", "c", "d"}},
			{store.Query{From: "b"}, []string{"b", "ba", "c", "d"}},
			{store.Query{To: "c"}, []string{"a", "b", "ba"}},
			{store.Query{From: "b", To: "c"}, []string{"b", "ba"}},
			{store.Query{From: "aa", To: "bz"}, []string{"b", "ba"}},
			{store.Query{From: "b", To: "b"}, nil},
			{store.Query{From: "d", To: "a"}, nil},
			{store.Query{From: "e"}, nil},
			{store.Query{Limit: 2}, []string{"a", "b"}},
			{store.Query{Limit: 9}, []string{"a", "b", "ba", "c", "d"}},
			{store.Query{Backward: true}, []string{"d", "c", "ba", "b", "a"}},
			{store.Query{Backward: true, From: "b", To: "d"}, []string{"c", "ba", "b"}},
			{store.Query{Backward: true, To: "e", Limit: 1}, []string{"d"}},
			{store.Query{Backward: true, From: "b", To: "b"}, nil},
			{store.Query{Backward: true, From: "d", To: "a"}, nil},
		} {
			c.q.Partition = "p"
			if got := sortsOf(s.query(c.q)); !slices.Equal(got, c.want) {
				s.Errorf("Query(%+v) = %q, want %q", c.q, got, c.want)
			}
		}
	}},
	{"query/nothing there", func(s subject) {
		s.same("Query", s.query(store.Query{Partition: "p"}))
		s.same("Query backward", s.query(store.Query{Partition: "p", Backward: true}))
	}},
	{"query/bytewise order", func(s subject) {
		// The last two would change places in UTF-16, and the cases in most collations.
		sorts := []string{"\x00", "\x00\x00", "\x01", "A", "B", "a", "a\x00", "a\x00a", "a\x01", "aa", "é", "\uffff", "\U0001F642"}
		for _, sort := range slices.Backward(sorts) {
			it := item("p", sort)
			it.By = key("by", sort)
			s.put(it)
		}
		for _, q := range []store.Query{{Partition: "p"}, {Partition: "by", By: true}} {
			if got := sortsOf(s.query(q)); !slices.Equal(got, sorts) {
				s.Errorf("Query(%+v) = %q, want %q", q, got, sorts)
			}
			q.Backward = true
			slices.Reverse(sorts)
			if got := sortsOf(s.query(q)); !slices.Equal(got, sorts) {
				s.Errorf("Query(%+v) = %q, want %q", q, got, sorts)
			}
			slices.Reverse(sorts)
		}
	}},
	{"query/more items and bytes than a page", func(s subject) {
		items := numbered("p", 5*store.MaxOps)
		big := heavy("q", 24)
		s.put(items...)
		s.put(big...)
		s.same("Query", s.query(store.Query{Partition: "p"}), items...)
		s.same("Query of big items", s.query(store.Query{Partition: "q"}), big...)
		s.same("Query with a limit", s.query(store.Query{Partition: "p", Limit: 301}), items[:301]...)
		slices.Reverse(items)
		slices.Reverse(big)
		s.same("Query backward", s.query(store.Query{Partition: "p", Backward: true}), items...)
		s.same("Query of big items backward", s.query(store.Query{Partition: "q", Backward: true}), big...)
	}},
	{"query/may be left and walked again", func(s subject) {
		s.put(numbered("p", 3)...)
		walk := s.Query(s.Context(), store.Query{Partition: "p"})
		for range walk {
			break
		}
		if items, err := collect(walk); len(items) != 3 || err != nil {
			s.Errorf("the second walk has %d items and error %v, want 3 and none", len(items), err)
		}
		s.put(numbered("q", 1)...) // what was left holds up no writer
	}},
	{"query/writing inside the loop", func(s subject) {
		items := numbered("p", 3*store.MaxOps)
		s.put(items...)
		seen := 0
		for it, err := range s.Query(s.Context(), store.Query{Partition: "p"}) {
			if err != nil {
				s.Fatal(err)
			}
			seen++
			other := item("q", it.Sort)
			other.Data = everyByte()
			s.write(store.Delete(it.Key), store.Put(other))
		}
		if left := len(s.query(store.Query{Partition: "p"})); seen != len(items) || left != 0 {
			s.Errorf("moved %d of %d items, %d are left", seen, len(items), left)
		}
		if moved := len(s.query(store.Query{Partition: "q"})); moved != len(items) {
			s.Errorf("%d items arrived, want %d", moved, len(items))
		}
	}},
	{"query/honours the context", func(s subject) {
		s.put(numbered("p", 2)...)
		if _, err := collect(s.Query(canceled(s.T), store.Query{Partition: "p"})); !errors.Is(err, context.Canceled) {
			s.Errorf("Query = %v, want context.Canceled", err)
		}
	}},
	{"query/names its partition", func(s subject) {
		_, err := collect(s.Query(s.Context(), store.Query{}))
		if _, ok := errors.AsType[*store.Invalid](err); !ok {
			s.Errorf("Query of no partition = %v, want an *Invalid", err)
		}
	}},
}

// numbered are n small items in order.
func numbered(partition string, n int) []store.Item {
	items := make([]store.Item, n)
	for i := range items {
		items[i] = item(partition, fmt.Sprintf("%06d", i))
	}
	return items
}

// heavy are items of 100 KiB each; ten are more than a page of DynamoDB's.
func heavy(partition string, n int) []store.Item {
	items := numbered(partition, n)
	for i := range items {
		items[i].Data = slices.Repeat(items[i].Data, 100<<10/len(items[i].Data))
	}
	return items
}

func keysOf(items []store.Item) []store.Key {
	keys := make([]store.Key, len(items))
	for i, it := range items {
		keys[i] = it.Key
	}
	return keys
}

func everyByte() []byte {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
