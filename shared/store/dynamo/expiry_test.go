package dynamo_test

import (
	"maps"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/dynamo"
)

// TestWhatHasExpiredIsBegunAnew holds operations without conditions to an item that
// DynamoDB, which deletes days later, still has.
func TestWhatHasExpiredIsBegunAnew(t *testing.T) {
	table := create(t, backend(t))
	other := store.Put(store.Item{Key: store.Key{Partition: "p", Sort: "other"}})
	add := store.Add(store.Item{Key: key, Counters: map[string]int64{"n": 2}})
	put := store.Put(store.Item{Key: key, Data: []byte("new"), Counters: map[string]int64{"n": 2}})
	for name, ops := range map[string][]store.Op{
		"an addition alone":   {add},
		"an addition in two":  {other, add},
		"a put alone":         {put},
		"a put in two":        {put, other},
		"an addition if none": {add.IfAbsent()},
		"a put if none":       {other, put.IfAbsent()},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, table, store.Delete(key))
			write(t, table, store.Put(store.Item{Key: key, Data: []byte("old"), By: key, Expires: time.Now().Add(-time.Hour), Counters: map[string]int64{"n": 40, "m": 1}}))
			write(t, table, ops...)
			got, err := table.Get(t.Context(), key)
			if err != nil || len(got) != 1 {
				t.Fatalf("Get = %v, %v", got, err)
			}
			if it := got[0]; it.Version != 1 || string(it.Data) == "old" || it.By.Partition != "" || !it.Expires.IsZero() || !maps.Equal(it.Counters, map[string]int64{"n": 2}) {
				t.Errorf("Get = %+v, want a new item", it)
			}
		})
	}
}

// TestAPutForgetsCountersInOneTransaction writes over counters without a condition.
func TestAPutForgetsCountersInOneTransaction(t *testing.T) {
	table := create(t, backend(t))
	a, b := store.Item{Key: key, Counters: map[string]int64{"n": 1}}, store.Item{Key: store.Key{Partition: "p", Sort: "b"}}
	write(t, table, store.Add(a), store.Add(b))
	write(t, table, store.Put(store.Item{Key: key, Data: []byte("new")}), store.Put(b))
	got, err := table.Get(t.Context(), key)
	if err != nil || len(got) != 1 || got[0].Version != 2 || len(got[0].Counters) != 0 || string(got[0].Data) != "new" {
		t.Errorf("Get = %+v, %v", got, err)
	}
}

func write(t *testing.T, table *dynamo.Table, ops ...store.Op) {
	t.Helper()
	if err := table.Write(t.Context(), ops...); err != nil {
		t.Fatal(err)
	}
}
