package deliver

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// waits makes a delivery whose given attempt is due in a while, further than a queue can hold it.
func (w *world) waits(attempt int, wait time.Duration) heed.Knock {
	k := w.born("tool")[0]
	row := must(w.rec.Delivery(context.Background(), "tool", k.Delivery))
	now := time.Now().UTC()
	row.Value.Attempt, row.Value.NextAt = attempt, now.Add(wait)
	w.write(records.PutDelivery(row, lookAt(row.Value, now), row.Expires))
	return knockOf(row.Value, auto)
}

// sweepNow runs the sweep once.
func (w *world) sweepNow() {
	w.Helper()
	if err := w.d.Due(w.Context(), time.Now()); err != nil {
		w.Error(err)
	}
}

// take receives and acknowledges all that is visible.
func (w *world) take(q *queuebolt.Queue) (n int) {
	for {
		msgs := must(q.Receive(context.Background(), 10))
		if len(msgs) == 0 {
			return n
		}
		for _, m := range msgs {
			if err := q.Ack(context.Background(), m.ID); err != nil {
				panic(err)
			}
		}
		n += len(msgs)
	}
}

func TestTheSweepSendsOnceAndInTime(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		k := w.waits(4, time.Hour)
		for range 58 {
			time.Sleep(time.Minute)
			w.sweepNow()
		}
		time.Sleep(time.Second)
		w.sweepNow()
		w.sweepNow()
		if n := w.take(w.late); n != 0 {
			w.Fatalf("%d knocks came before their time", n)
		}
		time.Sleep(2 * time.Minute)
		if n := w.take(w.late); n != 1 {
			w.Fatalf("%d knocks came at their time, want 1", n)
		}
		w.sweepNow()
		time.Sleep(records.SafetyNet)
		w.sweepNow() // that knock came to nothing
		if n := w.take(w.late); n != 1 {
			w.Errorf("%d knocks came again, want 1", n)
		}
		if w.delivery(k).Attempt != 4 {
			w.Error("the sweep spent an attempt")
		}
	})
}

func TestASkippedHourIsCaughtUp(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		far, fresh := w.waits(4, 20*time.Minute), w.born("tool")[0]
		time.Sleep(time.Hour)
		w.sweepNow()
		if again, first := w.take(w.late), w.take(w.first); again != 1 || first != 1 {
			w.Fatalf("%d and %d knocks, want 1 for retry and 1 for deliver, at once", again, first)
		}
		w.live()
		time.Sleep(20 * time.Minute) // as late as they are, they are left alone for a quarter of an hour
		w.expect(far, heed.Delivered, 1, "")
		w.expect(fresh, heed.Delivered, 1, "")
	})
}

func TestSweepsAtOnceSendOnce(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		for range 2*crowd + 7 {
			w.born("tool")
		}
		time.Sleep(2 * time.Minute)
		var all sync.WaitGroup
		for range 3 {
			all.Go(w.sweepNow)
		}
		all.Wait()
		if n := w.take(w.first); n != 2*crowd+7 {
			w.Errorf("%d knocks for %d deliveries", n, 2*crowd+7)
		}
	})
}

// TestARunIsBounded leaves what is beyond one run to the next.
func TestARunIsBounded(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.d.sweepMost = 70
		var ops []store.Op
		for i := range int64(100) {
			ev := heed.Event{ID: heed.EventID(heed.RiskRaised, "acme", "i", i), At: time.Now()}
			ops = append(ops, records.CreateDelivery(records.NewDelivery(ev, "tool"), time.Time{}))
		}
		w.write(ops...)
		time.Sleep(time.Hour)
		var sent [3]int
		for i := range sent {
			w.sweepNow()
			sent[i] = w.take(w.first)
		}
		if sent != [3]int{70, 30, 0} {
			w.Errorf("three runs sent %v", sent)
		}
	})
}

// TestALaggingDueOrder lists deliveries that are long done: the version holds the sweep back.
func TestALaggingDueOrder(t *testing.T) {
	stale := func(inner store.Table) store.Table {
		return storetest.NewFaulty(inner, func(string) storetest.Fault { return storetest.Stale })
	}
	bubble(t, faults{table: stale}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		k := w.born("tool")[0]
		w.handle(k)
		time.Sleep(time.Hour)
		w.sweepNow()
		if w.take(w.first) != 0 || w.due() != 0 {
			w.Error("the sweep brought a finished delivery back")
		}
		w.expect(k, heed.Delivered, 1, "")
	})
}

func TestASweepThatCannotSendIsRepeated(t *testing.T) {
	for name, f := range map[string]faults{
		"queue": {queue: firstKnock(queuetest.Lose)},
		"write": {table: firstWrite(storetest.Fail)},
		"saved": {table: firstWrite(storetest.FailSaved)},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, f, func(w *world) {
				w.endpoint("tool", says(200, ""))
				k := w.born("tool")[0]
				time.Sleep(time.Hour)
				if err := w.d.Due(w.Context(), time.Now()); err == nil {
					w.Error("the sweep hides its fault")
				}
				w.live()
				time.Sleep(20 * time.Minute)
				w.expect(k, heed.Delivered, 1, "")
			})
		})
	}
}

func TestLookAgain(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ next, want time.Duration }{
		{time.Minute, time.Minute + records.SafetyNet},
		{0, records.SafetyNet},
		{-time.Minute, records.SafetyNet},
		{-5 * time.Minute, 5 * time.Minute},
		{-time.Hour, maxRespite},
	} {
		if got := lookAgain(heed.Delivery{NextAt: now.Add(c.next)}, now).Sub(now); got != c.want {
			t.Errorf("due in %v: looked for in %v, want %v", c.next, got, c.want)
		}
	}
}
