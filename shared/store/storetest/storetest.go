// Package storetest is the contract of store.Table as a test, the model the contract
// means, and a table that fails on purpose.
//
// A new adapter's test is: open it, call Run, call Differential with a Model. It reads
// and writes only tables it was given, and fails the test where one differs.
package storetest

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"testing"

	"github.com/heed-cs/heed/shared/store"
)

// Settler is a table whose second order lags. Settle returns when it has caught up
// with all that was written; the contract calls it before it reads the second order.
type Settler interface{ Settle() }

func settle(t store.Table) {
	if s, ok := t.(Settler); ok {
		s.Settle()
	}
}

// Run holds the tables that open returns to the contract. Each must be empty, and is
// the caller's to close at the end of the test it is given.
func Run(t *testing.T, open func(t *testing.T) store.Table) {
	for _, group := range [][]contract{getContract, queryContract, byContract, writeContract, addContract, expiryContract} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) { c.test(subject{T: t, Table: open(t)}) })
		}
	}
}

// contract is one promise and its test.
type contract struct {
	name string
	test func(subject)
}

// subject is a table under test, with methods that fail the test instead of returning errors.
type subject struct {
	*testing.T
	store.Table
}

func (s subject) put(items ...store.Item) {
	s.Helper()
	for len(items) > 0 {
		n := min(len(items), store.MaxOps)
		s.write(puts(items[:n])...)
		items = items[n:]
	}
}

func (s subject) write(ops ...store.Op) {
	s.Helper()
	if err := s.Write(s.Context(), ops...); err != nil {
		s.Fatalf("Write: %v", err)
	}
}

func (s subject) get(keys ...store.Key) []store.Item {
	s.Helper()
	items, err := s.Get(s.Context(), keys...)
	if err != nil {
		s.Fatalf("Get: %v", err)
	}
	return items
}

func (s subject) query(q store.Query) []store.Item {
	s.Helper()
	if q.By {
		settle(s.Table)
	}
	items, err := collect(s.Query(s.Context(), q))
	if err != nil {
		s.Fatalf("Query(%+v): %v", q, err)
	}
	return items
}

// same fails the test unless the items are these, in this order.
func (s subject) same(what string, got []store.Item, want ...store.Item) {
	s.Helper()
	if diff := difference(got, want); diff != "" {
		s.Errorf("%s: %s", what, diff)
	}
}

// difference says where the items part; empty when they are the same. Nil and empty are.
func difference(got, want []store.Item) string {
	for i := range min(len(got), len(want)) {
		if !equal(got[i], want[i]) {
			return fmt.Sprintf("item %d is %s, want %s", i, describe(got[i]), describe(want[i]))
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d items with sort keys %q, want %d with %q", len(got), sortsOf(got), len(want), sortsOf(want))
	}
	return ""
}

func describe(it store.Item) string {
	return fmt.Sprintf("{%q by %q, version %d, expires %v, %d bytes %.60q, counters %v}",
		it.Key, it.By, it.Version, it.Expires, len(it.Data), it.Data, it.Counters)
}

func equal(a, b store.Item) bool {
	return a.Key == b.Key && a.By == b.By && a.Version == b.Version && a.Expires.Equal(b.Expires) &&
		bytes.Equal(a.Data, b.Data) && maps.Equal(a.Counters, b.Counters)
}

// collect reads a query up to its first error.
func collect(seq iter.Seq2[store.Item, error]) (items []store.Item, err error) {
	for it, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, it)
	}
	return items, nil
}

// sortsOf are the sort keys of the items.
func sortsOf(items []store.Item) []string {
	var sorts []string
	for _, it := range items {
		sorts = append(sorts, it.Sort)
	}
	return sorts
}

func key(partition, sort string) store.Key { return store.Key{Partition: partition, Sort: sort} }

// item is a new item: what a table returns for it has version 1.
func item(partition, sort string) store.Item {
	return store.Item{Key: key(partition, sort), Version: 1, Data: []byte("data of " + sort)}
}
