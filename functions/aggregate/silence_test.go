package aggregate

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// brings lets a connection bring a signal every few hours for some days.
func (w *world) brings(connection string, days int, step time.Duration) {
	w.t.Helper()
	for end := time.Now().AddDate(0, 0, days); time.Now().Before(end); time.Sleep(step) {
		s := signal(heed.TicketOpened, "acme", fmt.Sprint(connection, time.Now().UnixNano()), time.Now(), data{"ticket": "1"})
		s.Via = connection
		w.send(s)
	}
}

// silences are the events that an endpoint was told, oldest first.
func (w *world) silences(endpoint string) (all []heed.ConnectionQuiet) {
	w.t.Helper()
	deliveries, err := w.rec.Deliveries(w.t.Context(), endpoint, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range deliveries {
		e, err := w.rec.Errand(w.t.Context(), heed.Knock{Endpoint: endpoint, Delivery: heed.DeliveryID(d.At, d.Event)})
		var body struct {
			Type string
			Data heed.ConnectionQuiet
		}
		if err != nil || json.Unmarshal(e.Event.Value.Body, &body) != nil || body.Type != heed.ConnectionSilent {
			w.t.Fatalf("told %s (%v)", e.Event.Value.Body, err)
		}
		if e.Event.Expires.IsZero() {
			w.t.Error("the event is kept for ever")
		}
		all = append([]heed.ConnectionQuiet{body.Data}, all...)
	}
	return all
}

func (w *world) operators(endpoints map[string][]string) {
	w.t.Helper()
	for id, events := range endpoints {
		row := records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: id, Events: events, Status: heed.EndpointEnabled}}
		if err := w.rec.Write(w.t.Context(), records.PutEndpoint(row)); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestSilenceIsSaidOnceUntilItIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		w.connection("crm")
		w.connection("idle")
		w.operators(map[string][]string{"ops": {"connection.silent"}, "all": {"*"}})
		w.brings("crm", 8, 6*time.Hour)
		last := time.Now().Add(-6 * time.Hour).UTC()
		w.fold()
		time.Sleep(17 * time.Hour)
		w.fold()
		if got := w.silences("ops"); len(got) != 0 {
			t.Fatalf("said too early: %+v", got)
		}
		for range 5 {
			time.Sleep(2 * time.Hour)
			w.fold()
		}
		got := w.silences("ops")
		if len(got) != 1 || got[0].Connection != "crm" || !got[0].Since.Equal(last) || got[0].Reason != "no signal for 25 hours; it seldom pauses for more than 6 hours" {
			t.Fatalf("said %+v", got)
		}
		if other := w.silences("all"); len(other) != 0 || len(w.deliver.Messages) != 1 {
			t.Errorf("everybody is told: %+v, %d knocks", other, len(w.deliver.Messages))
		}

		w.brings("crm", 1, 6*time.Hour)
		time.Sleep(48 * time.Hour)
		w.fold()
		if got := w.silences("ops"); len(got) != 2 {
			t.Errorf("silent again, said %d times", len(got))
		}
	})
}

// TestOnlyWhatBringsSignalsIsMissed: not what never did, what was imported, and what
// has no connection any more.
func TestOnlyWhatBringsSignalsIsMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		w.connection("crm")
		w.operators(map[string][]string{"ops": {"connection.silent"}})
		w.brings("gone", 8, 6*time.Hour)
		for range 10 {
			s := signal(heed.TicketOpened, "acme", fmt.Sprint(time.Now()), time.Now(), data{"ticket": "1"})
			s.Via, s.Imported = "crm", true
			w.send(s)
			time.Sleep(24 * time.Hour)
		}
		time.Sleep(1000 * time.Hour)
		w.fold()
		if got := w.silences("ops"); len(got) != 0 {
			t.Errorf("said %+v", got)
		}
	})
}

// TestHearingIsNotedOnceAnHour however many signals come, so that it costs nothing.
func TestHearingIsNotedOnceAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, writes := storetest.NewModel(), 0
		w := newWorld(t, db)
		w.connection("crm")
		w.brings("crm", 1, 10*time.Minute)
		row, err := w.rec.Hearing(t.Context(), "crm")
		if writes = int(row.Version); err != nil || writes != 24 || time.Since(row.Value.LastAt) > time.Hour {
			t.Errorf("in a day it was written %d times, the last as of %v (%v)", writes, row.Value.LastAt, err)
		}
	})
}

// TestOverlappingPassesSaySilenceOnce: two processes fold at one instant.
func TestOverlappingPassesSaySilenceOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.NewModel()
		w, other := newWorld(t, db), newWorld(t, db)
		w.connection("crm")
		w.operators(map[string][]string{"ops": {"connection.*"}})
		w.brings("crm", 8, 6*time.Hour)
		time.Sleep(100 * time.Hour)
		for range 5 {
			for _, one := range []*world{w, other} {
				go func() {
					if err := one.agg.Fold(t.Context(), time.Now()); err != nil {
						t.Error(err)
					}
				}()
			}
			synctest.Wait()
		}
		if got := w.silences("ops"); len(got) != 1 {
			t.Errorf("said %d times", len(got))
		}
	})
}
