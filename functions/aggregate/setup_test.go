package aggregate

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

type world struct {
	t                             *testing.T
	rec                           *records.Records
	agg                           *Aggregate
	inbox, touches, deliver, dead *queuetest.Tray
}

func newWorld(t *testing.T, db store.Table) *world {
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, rec: records.New(db, key), inbox: &queuetest.Tray{}, touches: &queuetest.Tray{}, deliver: &queuetest.Tray{}, dead: &queuetest.Tray{}}
	w.agg = New(slog.New(slog.DiscardHandler), w.rec, w.inbox, w.touches, w.deliver, w.dead, Options{})
	return w
}

func inMemory(t *testing.T) *world { return newWorld(t, storetest.NewModel()) }

// take hands messages to the function until none fails, as a queue would.
func (w *world) take(batches ...heed.Batch) {
	w.t.Helper()
	var msgs []queue.Message
	for i, b := range batches {
		m := hint.Batch(b)
		m.ID = fmt.Sprint(i)
		msgs = append(msgs, m)
	}
	for try := 0; len(msgs) > 0; try++ {
		failed := w.agg.Handle(w.t.Context(), msgs)
		var again []queue.Message
		for _, m := range msgs {
			if err := failed[m.ID]; err != nil {
				again = append(again, m)
				if try > 5000 {
					w.t.Fatalf("a message fails for ever: %v", err)
				}
			}
		}
		msgs = again
	}
}

func (w *world) send(signals ...heed.Signal) {
	w.t.Helper()
	for _, s := range signals {
		w.take(heed.Batch{Subject: s.Subject, Signals: []heed.Signal{s}})
	}
}

func (w *world) fold() {
	w.t.Helper()
	if err := w.agg.Fold(w.t.Context(), time.Now()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) head(account string) heed.Account {
	w.t.Helper()
	row, err := w.rec.Account(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Value
}

// counts are an account's counters by day, zeros left out.
func (w *world) counts(account string) map[heed.Day]heed.Counts {
	w.t.Helper()
	days, err := w.rec.AccountDays(w.t.Context(), account, "0000-00-00", "9999-99-99")
	if err != nil {
		w.t.Fatal(err)
	}
	all := map[heed.Day]heed.Counts{}
	for _, d := range days {
		if len(d.Counts) > 0 {
			all[d.Day] = d.Counts
		}
	}
	return all
}

func signal(kind, subject, id string, at time.Time, data any) heed.Signal {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return heed.Signal{ID: id, Source: "test", Type: kind, Time: at.UTC(), Subject: subject, Data: raw, ReceivedAt: time.Now().UTC()}
}

type data = map[string]any
