package storetest

import (
	"time"

	"github.com/heed-cs/heed/shared/store"
)

var addContract = []contract{
	{"add/creates", func(s subject) {
		s.write(store.Add(counted(1)))
		s.same("Get", s.get(counted(0).Key), store.Item{Key: counted(0).Key, Version: 1, Counters: map[string]int64{"n": 1}})
	}},
	{"add/accumulates", func(s subject) {
		s.write(store.Add(counted(1)))
		more := counted(-3)
		more.Counters["m"] = 1 << 40
		s.write(store.Add(more))
		s.same("Get", s.get(more.Key), store.Item{Key: more.Key, Version: 2, Counters: map[string]int64{"n": -2, "m": 1 << 40}})
	}},
	{"add/keeps data, second key and expiry", func(s subject) {
		it := item("p", "a")
		it.By, it.Expires = key("by", "a"), tomorrow()
		s.put(it)
		s.write(store.Add(counted(5)))
		it.Version, it.Counters = 2, map[string]int64{"n": 5}
		s.same("Get", s.get(it.Key), it)
		s.same("Query by", s.query(store.Query{Partition: "by", By: true}), it)
	}},
	{"add/replaces second key and expiry when set", func(s subject) {
		it := item("p", "a")
		it.By, it.Expires = key("by", "a"), tomorrow()
		s.put(it)
		more := counted(1)
		more.By, more.Expires, more.Data = key("by", "b"), tomorrow().Add(time.Hour), []byte("not kept")
		s.write(store.Add(more))
		more.Version, more.Data = 2, it.Data
		s.same("Get", s.get(it.Key), more)
		s.same("Query by", s.query(store.Query{Partition: "by", By: true}), more)
	}},
	{"add/of nothing counts as an operation", func(s subject) {
		s.write(store.Add(store.Item{Key: key("p", "a")}))
		s.write(store.Add(store.Item{Key: key("p", "a")}))
		s.same("Get", s.get(key("p", "a")), store.Item{Key: key("p", "a"), Version: 2})
	}},
	{"add/a put forgets the counters", func(s subject) {
		s.write(store.Add(counted(1)))
		s.put(store.Item{Key: counted(0).Key})
		s.write(store.Add(counted(2)))
		s.same("Get", s.get(counted(0).Key), store.Item{Key: counted(0).Key, Version: 3, Counters: map[string]int64{"n": 2}})
	}},
	{"add/concurrent sums are exact", func(s subject) {
		const writers, each = 4, 10
		s.concurrently(writers, func() error {
			for i := range each {
				other := counted(1)
				other.Sort = "shared too"
				if err := s.Write(s.Context(), store.Add(counted(int64(i))), store.Add(other)); err != nil {
					return err
				}
			}
			return nil
		})
		got := s.get(counted(0).Key, key("p", "shared too"))
		want := []store.Item{
			{Key: counted(0).Key, Version: writers * each, Counters: map[string]int64{"n": writers * each * (each - 1) / 2}},
			{Key: key("p", "shared too"), Version: writers * each, Counters: map[string]int64{"n": writers * each}},
		}
		s.same("Get", got, want...)
	}},
}

// counted moves the counter n of the item p/a.
func counted(n int64) store.Item {
	return store.Item{Key: key("p", "a"), Counters: map[string]int64{"n": n}}
}

// tomorrow is far enough off that nothing expires while the test runs.
func tomorrow() time.Time { return time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second) }
