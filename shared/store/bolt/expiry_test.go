package bolt_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
)

// session is an item that vanishes a minute from now.
func session(n int) store.Item {
	return store.Item{
		Key:      store.Key{Partition: "sessions", Sort: fmt.Sprintf("%06d", n)},
		By:       store.Key{Partition: "by", Sort: fmt.Sprintf("%06d", n)},
		Expires:  time.Now().Add(time.Minute),
		Data:     []byte("data"),
		Counters: map[string]int64{"n": 5},
	}
}

func get(t *testing.T, table *bolt.Table, keys ...store.Key) []store.Item {
	t.Helper()
	items, err := table.Get(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func write(t testing.TB, table *bolt.Table, ops ...store.Op) {
	t.Helper()
	if err := table.Write(t.Context(), ops...); err != nil {
		t.Fatal(err)
	}
}

func TestExpiryHidesAtItsSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, it := open(t), session(0)
		write(t, table, store.Put(it))
		time.Sleep(time.Minute - 1)
		if n := len(get(t, table, it.Key)); n != 1 {
			t.Errorf("%d items the moment before, want 1", n)
		}
		time.Sleep(time.Nanosecond)
		if n := len(get(t, table, it.Key)); n != 0 {
			t.Errorf("%d items at the moment, want none", n)
		}
	})
}

func TestExpiredBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, it := open(t), session(0)
		write(t, table, store.Put(it))
		time.Sleep(time.Hour)
		write(t, table, store.Add(store.Item{Key: it.Key, Counters: map[string]int64{"n": 1}}).IfAbsent())
		got := get(t, table, it.Key)
		if len(got) != 1 || got[0].Version != 1 || got[0].Counters["n"] != 1 || len(got[0].Data) != 0 || !got[0].Expires.IsZero() {
			t.Errorf("Get = %+v, want a new item with the counter alone", got)
		}
		if n, err := table.Purge(t.Context(), time.Now()); n != 0 || err != nil {
			t.Errorf("Purge = %d, %v, want nothing left of the old item", n, err)
		}
	})
}

func TestPurge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file, table := openFile(t)
		const many = 450 // more than two transactions' worth
		for n := range many {
			write(t, table, store.Put(session(n)))
		}
		kept := []store.Item{session(many), session(many + 1)}
		kept[0].Expires = time.Time{}
		kept[1].Expires = kept[1].Expires.Add(time.Second)
		write(t, table, store.Put(kept[0]), store.Put(kept[1]))
		write(t, table, store.Add(store.Item{Key: session(0).Key, Expires: time.Now().Add(time.Hour)}))

		purge(t, table, time.Now(), 0)
		purge(t, table, time.Now().Add(time.Minute), many-1)
		purge(t, table, time.Now().Add(time.Minute), 0)
		if n := len(get(t, table, session(0).Key, kept[0].Key, kept[1].Key)); n != 3 {
			t.Errorf("%d items are left, want 3", n)
		}
		commits := file.Commits()
		purge(t, table, time.Now(), 0)
		if file.Commits() != commits {
			t.Error("a purge of nothing made a commit")
		}
	})
}

func purge(t *testing.T, table *bolt.Table, now time.Time, want int) {
	t.Helper()
	if n, err := table.Purge(t.Context(), now); n != want || err != nil {
		t.Errorf("Purge = %d, %v, want %d", n, err, want)
	}
}
