package bolt_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
)

// signal is about what one stored signal weighs.
func signal(n int) store.Item {
	id := fmt.Sprintf("%032x", n)
	return store.Item{
		Key:  store.Key{Partition: "S#" + id, Sort: id},
		By:   store.Key{Partition: "AS#acme", Sort: fmt.Sprintf("%012d", n)},
		Data: make([]byte, 300),
	}
}

// day is the counters of an account's day.
func day(n int) store.Item {
	return store.Item{
		Key:      store.Key{Partition: fmt.Sprintf("A#%d", n%500), Sort: "C#2026-11-20"},
		Counters: map[string]int64{"nps/support/email/adoption/n": 1, "nps/support/email/adoption/sum": 9},
	}
}

func filled(b *testing.B, n int) *bolt.Table {
	table := open(b)
	for i := 0; i < n; i += store.MaxOps {
		ops := make([]store.Op, store.MaxOps)
		for j := range ops {
			ops[j] = store.Put(signal(i + j))
		}
		write(b, table, ops...)
	}
	return table
}

func BenchmarkWrite(b *testing.B) {
	table := open(b)
	var n atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(n.Add(1))
			if err := table.Write(b.Context(), store.Put(signal(i)).IfAbsent(), store.Add(day(i))); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	const items = 10_000
	table := filled(b, items)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := table.Get(b.Context(), signal(i%items).Key); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQuery walks the second order, whose rows are looked up one by one.
func BenchmarkQuery(b *testing.B) {
	const items = 10_000
	table := filled(b, items)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range table.Query(b.Context(), store.Query{Partition: "AS#acme", By: true}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*items), "ns/item")
}
