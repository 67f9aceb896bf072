package cost

import (
	"context"
	"errors"
	"testing"

	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// TestCountedTableIsATable: counting changes nothing that a caller sees.
func TestCountedTableIsATable(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Table { return Table(NewMeter(), "test", storetest.NewModel()) })
}

func item(partition, sort, by string, bytes int) store.Item {
	it := store.Item{Key: store.Key{Partition: partition, Sort: sort}, Data: make([]byte, bytes)}
	if by != "" {
		it.By = store.Key{Partition: by, Sort: sort}
	}
	return it
}

func TestTableCounts(t *testing.T) {
	get := func(table store.Table) error {
		_, err := table.Get(t.Context(), store.Key{Partition: "A#acme", Sort: "HEAD"}, store.Key{Partition: "A#acme", Sort: "K#none"})
		return err
	}
	query := func(q store.Query) func(store.Table) error {
		return func(table store.Table) error {
			for _, err := range table.Query(t.Context(), q) {
				if err != nil {
					return err
				}
			}
			return nil
		}
	}
	write := func(ops ...store.Op) func(store.Table) error {
		return func(table store.Table) error { return table.Write(t.Context(), ops...) }
	}
	head := store.Key{Partition: "A#acme", Sort: "HEAD"} // 5,000 bytes in PORT#1, stored before
	tests := []struct {
		name   string
		do     func(store.Table) error
		reads  float64
		writes int
	}{
		{"a get rounds each item up", get, 3, 0},
		{"a query adds up", query(store.Query{Partition: "A#acme"}), 2, 0},
		{"the second order is eventually consistent", query(store.Query{Partition: "PORT#1", By: true}), 1, 0},
		{"an empty query", query(store.Query{Partition: "A#none"}), 1, 0},
		{"a put", write(store.Put(item("S#1", "S", "", 500))), 0, 1},
		{"a put into the index", write(store.Put(item("S#1", "S", "AS#acme", 500))), 0, 2},
		{"a transaction", write(store.Put(item("S#1", "S", "AS#acme", 500)), store.Add(store.Item{Key: store.Key{Partition: "A#acme", Sort: "C#1"}, Counters: map[string]int64{"n": 1}})), 0, 5},
		{"a smaller item over a large one", write(store.Put(item("A#acme", "HEAD", "PORT#1", 100))), 0, 10},
		{"an item that leaves the index", write(store.Put(item("A#acme", "HEAD", "", 100))), 0, 10},
		{"a delete", write(store.Delete(head)), 0, 10},
		{"a failed condition", write(store.Put(item("A#acme", "HEAD", "PORT#1", 100)).IfAbsent()), 0, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inner, m := storetest.NewModel(), NewMeter()
			if err := inner.Write(t.Context(), store.Put(item("A#acme", "HEAD", "PORT#1", 5000))); err != nil {
				t.Fatal(err)
			}
			var conflict *store.Conflict
			if err := tt.do(Table(m, "test", inner)); err != nil && !errors.As(err, &conflict) {
				t.Fatal(err)
			}
			reads, writes := 0., 0
			for _, l := range m.Lines() {
				reads, writes = reads+l.Reads, writes+l.Writes
			}
			if reads != tt.reads || writes != tt.writes {
				t.Errorf("%v read and %d write units, want %v and %d: %+v", reads, writes, tt.reads, tt.writes, m.Lines())
			}
		})
	}
}

type deaf struct{}

func (deaf) Send(context.Context, ...queue.Message) error { return nil }

func TestSenderCountsCalls(t *testing.T) {
	message := func(bytes int, group string) queue.Message {
		return queue.Message{Body: make([]byte, bytes), Group: group}
	}
	tests := []struct {
		name           string
		msgs           []queue.Message
		requests, fair int
	}{
		{"nothing", nil, 0, 0},
		{"one", []queue.Message{message(300, "")}, 1, 0},
		{"64 KB and a byte", []queue.Message{message(64<<10+1, "a")}, 2, 1},
		{"eleven take two calls", make([]queue.Message, 11), 2, 0},
		{"a call holds 256 KiB", []queue.Message{message(200<<10, "a"), message(100<<10, "b")}, 4 + 2, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := NewMeter()
			if err := Sender(m, "intake", "signals", deaf{}).Send(t.Context(), tt.msgs...); err != nil {
				t.Fatal(err)
			}
			if u := m.Usage(); u.QueueRequests != tt.requests || u.FairMessages != tt.fair {
				t.Errorf("%d requests and %d fair messages, want %d and %d", u.QueueRequests, u.FairMessages, tt.requests, tt.fair)
			}
		})
	}
}
