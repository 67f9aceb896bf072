package storetest

import (
	"fmt"
	"slices"

	"github.com/heed-cs/heed/shared/store"
)

var byContract = []contract{
	{"by/lists in its own order", func(s subject) {
		first, second, third := listed("p", "c", "1"), listed("q", "b", "2"), listed("p", "a", "3")
		s.put(second, third, first, item("p", "unlisted"))
		s.same("Query by", s.query(byQuery), first, second, third)
		backward := byQuery
		backward.Backward, backward.Limit = true, 2
		s.same("Query by backward", s.query(backward), third, second)
		some := byQuery
		some.From, some.To = "2", "3"
		s.same("Query by in a range", s.query(some), second)
	}},
	{"by/is apart from the primary order", func(s subject) {
		it := listed("p", "a", "1")
		s.put(it)
		s.same("Query of By's partition", s.query(store.Query{Partition: "by"}))
		s.same("Query by of the item's partition", s.query(store.Query{Partition: "p", By: true}))
	}},
	{"by/carries all of the item", func(s subject) {
		it := listed("p", "a", "1")
		it.Counters, it.Expires, it.Data = map[string]int64{"n": -7}, tomorrow(), everyByte()
		s.put(it)
		s.same("Query by", s.query(byQuery), it)
	}},
	{"by/holds equal keys", func(s subject) {
		for _, partition := range []string{"p", "q", "p\x00"} {
			s.put(listed(partition, "a", "same"), listed(partition, "b", "same"))
		}
		if got := len(s.query(byQuery)); got != 6 {
			s.Errorf("Query by has %d items, want 6", got)
		}
		backward := byQuery
		backward.Backward, backward.To = true, "same\x00"
		if got := len(s.query(backward)); got != 6 {
			s.Errorf("Query by backward has %d items, want 6", got)
		}
	}},
	{"by/follows changes", func(s subject) {
		it := listed("p", "a", "1")
		s.put(it)
		it.By.Sort, it.Version = "2", 2
		s.put(it)
		s.same("Query by after a put", s.query(byQuery), it)
		s.write(store.Add(store.Item{Key: it.Key, By: key("elsewhere", "1")}))
		s.same("Query by after an add", s.query(byQuery))
		it.By, it.Version = key("elsewhere", "1"), 3
		s.same("Query by elsewhere", s.query(store.Query{Partition: "elsewhere", By: true}), it)
	}},
	{"by/leaves out what is emptied or deleted", func(s subject) {
		a, b, c := listed("p", "a", "1"), listed("p", "b", "2"), listed("p", "c", "3")
		s.put(a, b, c)
		a.By = store.Key{}
		s.write(store.Put(a), store.Delete(b.Key))
		s.same("Query by", s.query(byQuery), c)
	}},
	{"by/is unmoved by a conflict", func(s subject) {
		it := listed("p", "a", "1")
		s.put(it)
		moved := it
		moved.By.Sort = "2"
		s.failed(store.Put(moved), store.Put(item("p", "b")).IfVersion(9))
		s.same("Query by", s.query(byQuery), it)
	}},
	{"by/more items than a page", func(s subject) {
		items := numbered("p", 5*store.MaxOps)
		for i := range items {
			items[i].By = key("by", fmt.Sprintf("%06d", len(items)-i))
		}
		s.put(items...)
		slices.Reverse(items)
		s.same("Query by", s.query(byQuery), items...)
	}},
	{"by/writing inside the loop", func(s subject) {
		for i := range 3 * store.MaxOps {
			s.put(listed("p", fmt.Sprint(i), fmt.Sprintf("%06d", i)))
		}
		settle(s.Table)
		for it, err := range s.Query(s.Context(), byQuery) {
			if err != nil {
				s.Fatal(err)
			}
			it.By = store.Key{}
			s.write(store.Put(it).IfVersion(it.Version))
		}
		s.same("Query by", s.query(byQuery))
	}},
}

var byQuery = store.Query{Partition: "by", By: true}

// listed is an item with a place in the second order.
func listed(partition, sort, by string) store.Item {
	it := item(partition, sort)
	it.By = key("by", by)
	return it
}
