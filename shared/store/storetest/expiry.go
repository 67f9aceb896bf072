package storetest

import (
	"time"

	"github.com/heed-cs/heed/shared/store"
)

var expiryContract = []contract{
	{"expiry/what has expired is hidden", func(s subject) {
		gone, kept := expiring("a", -time.Hour), expiring("b", 24*time.Hour)
		s.put(gone, kept)
		s.same("Get", s.get(gone.Key, kept.Key), kept)
		s.same("Query", s.query(store.Query{Partition: "p"}), kept)
		s.same("Query with a limit", s.query(store.Query{Partition: "p", Limit: 1}), kept)
		s.same("Query by", s.query(store.Query{Partition: "by", By: true}), kept)
	}},
	{"expiry/what has expired is absent in conditions", func(s subject) {
		gone := expiring("a", -time.Hour)
		for name, c := range map[string]struct {
			op store.Op
			ok bool
		}{
			"absent":            {store.Put(item("p", "a")).IfAbsent(), true},
			"version 0":         {store.Put(item("p", "a")).IfVersion(0), true},
			"the version":       {store.Put(item("p", "a")).IfVersion(1), false},
			"delete of version": {store.Delete(gone.Key).IfVersion(1), false},
			"delete of absent":  {store.Delete(gone.Key).IfAbsent(), true},
		} {
			s.write(store.Delete(gone.Key))
			s.put(gone)
			if got := s.failed(c.op); c.ok != (got == nil) {
				s.Errorf("%s: failed operations are %v", name, got)
			}
		}
	}},
	{"expiry/a put takes the place of what has expired", func(s subject) {
		gone, it := expiring("a", -time.Hour), item("p", "a")
		s.put(gone)
		s.write(store.Put(it).IfAbsent())
		got := s.get(it.Key)
		if len(got) != 1 || string(got[0].Data) != string(it.Data) || !got[0].Expires.IsZero() {
			s.Errorf("Get = %+v, want the new item", got)
		}
		s.same("Query by", s.query(store.Query{Partition: "by", By: true}))
	}},
	{"expiry/a put without it never expires", func(s subject) {
		it := expiring("a", 24*time.Hour)
		s.put(it)
		it.Expires = time.Time{}
		s.put(it)
		it.Version = 2
		s.same("Get", s.get(it.Key), it)
	}},
	{"expiry/many expired items hide none of the others", func(s subject) {
		items := numbered("p", 6*store.MaxOps)
		for i := range items[1:] {
			items[i].Expires = time.Now().Add(-time.Hour)
		}
		s.put(items...)
		s.same("Query", s.query(store.Query{Partition: "p", Limit: 1}), items[len(items)-1])
	}},
}

// expiring is an item in both orders that expires so long from now.
func expiring(sort string, in time.Duration) store.Item {
	it := item("p", sort)
	it.By = key("by", sort)
	it.Expires = time.Now().Add(in).UTC().Truncate(time.Second)
	return it
}
