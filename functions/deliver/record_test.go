package deliver

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
	"github.com/heed-cs/heed/shared/webhook"
)

// firstWrite lets a fault befall the first Write and nothing else.
func firstWrite(fault storetest.Fault) func(store.Table) store.Table {
	return func(inner store.Table) store.Table {
		struck := false
		return storetest.NewFaulty(inner, func(op string) storetest.Fault {
			if op != storetest.OpWrite || struck {
				return storetest.None
			}
			struck = true
			return fault
		})
	}
}

// firstKnock lets a fault befall the first message sent to each queue.
func firstKnock(fault queuetest.Fault) func(queue.Sender) queue.Sender {
	return func(inner queue.Sender) queue.Sender {
		return &queuetest.Faulty{Sender: inner, Decide: func(n int, _ queue.Message) queuetest.Fault {
			if n == 0 {
				return fault
			}
			return queuetest.None
		}}
	}
}

func TestAnAttemptThatWasNotRecordedIsRepeated(t *testing.T) {
	bubble(t, faults{table: firstWrite(storetest.Fail)}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		k := w.born("tool")[0]
		if failed := w.handle(k); failed[0] == nil {
			w.Fatal("a message whose attempt is not recorded is acknowledged")
		}
		w.handle(k)
		w.expect(k, heed.Delivered, 1, "")
		if posts := w.to("tool"); len(posts) != 2 || posts[0].id != posts[1].id {
			w.Errorf("posts %v, want two under one id", posts)
		}
	})
}

func TestAnAttemptThatWasRecordedButReportedLost(t *testing.T) {
	bubble(t, faults{table: firstWrite(storetest.FailSaved)}, func(w *world) {
		w.endpoint("tool", inTurn(says(503, ""), says(200, "")))
		k := w.born("tool")[0]
		if failed := w.handle(k); failed[0] == nil {
			w.Fatal("want the message to return")
		}
		if failed := w.handle(k); len(failed) > 0 || len(w.to("tool")) != 1 {
			w.Fatalf("failures %v and %d posts: the attempt is over", failed, len(w.to("tool")))
		}
		w.live() // its knock was never sent
		time.Sleep(3 * time.Minute)
		w.expect(k, heed.Delivered, 2, "")
	})
}

func TestALostKnockIsFoundByTheSweep(t *testing.T) {
	for name, fault := range map[string]queuetest.Fault{"lost": queuetest.Lose, "refused": queuetest.Refuse, "hidden": queuetest.Hide, "repeated": queuetest.Repeat} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{queue: firstKnock(fault)}, func(w *world) {
				w.endpoint("tool", inTurn(says(503, ""), says(200, "")))
				k := w.born("tool")[0]
				if failed := w.handle(k); len(failed) > 0 {
					w.Fatalf("%v: what is recorded is done", failed)
				}
				w.live()
				time.Sleep(3 * time.Minute)
				w.expect(k, heed.Delivered, 2, "")
				if len(w.to("tool")) != 2 {
					w.Errorf("%d posts, want 2", len(w.to("tool")))
				}
			})
		})
	}
}

// TestASweepDuringAPost moves the row while the receiver takes its time.
func TestASweepDuringAPost(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", func(r *http.Request) (*http.Response, error) {
			for i := range 3 {
				if err := w.d.Due(r.Context(), time.Now().Add(time.Duration(i+1)*time.Hour)); err != nil {
					w.Error(err)
				}
			}
			return says(200, "")(r)
		})
		k := w.born("tool")[0]
		if failed := w.handle(k); len(failed) > 0 {
			w.Fatal(failed)
		}
		w.expect(k, heed.Delivered, 1, "")
		if w.due() != 0 {
			w.Error("the sweep brought a finished delivery back into the due order")
		}
	})
}

func TestKnocksAtOncePostOnce(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", slowly(time.Second/2, says(200, "")))
		k := w.born("tool")[0]
		if failed := w.handle(k, k, k); len(failed) > 0 || len(w.to("tool")) != 1 {
			w.Errorf("failures %v and %d posts, want none and 1", failed, len(w.to("tool")))
		}
	})
}

// TestTwoProcessesRecordOneAttempt lets two of them make the same attempt at once.
func TestTwoProcessesRecordOneAttempt(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", slowly(time.Second/2, says(503, "")))
		k := w.born("tool")[0]
		twin := New(w.d.log, w.rec, w.box, w.d.client, w.late, w.first, Options{})
		var all sync.WaitGroup
		all.Go(func() { w.handle(k) })
		all.Go(func() {
			if failed := twin.Handle(w.Context(), []queue.Message{hint.Knock(k, 0)}); len(failed) > 0 {
				w.Error(failed)
			}
		})
		all.Wait()
		w.expect(k, heed.Pending, 1, classStatus)
		time.Sleep(10 * time.Second)
		if n := w.take(w.late); n != 1 || len(w.to("tool")) != 2 {
			w.Errorf("%d knocks for attempt 2, want the one of who recorded attempt 1", n)
		}
	})
}

func TestADeliveryKeepsItsEnd(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(503, ""))
		k := w.born("tool")[0]
		want := must(w.rec.Delivery(w.Context(), "tool", k.Delivery)).Expires
		w.handle(k)
		if err := w.d.Due(w.Context(), time.Now().Add(time.Hour)); err != nil {
			w.Fatal(err)
		}
		if got := must(w.rec.Delivery(w.Context(), "tool", k.Delivery)).Expires; !got.Equal(want) || got.IsZero() {
			w.Errorf("the delivery expires at %v, want %v as it was born", got, want)
		}
	})
}

// TestAfterAnAttempt holds what must be true whatever came of an attempt.
func TestAfterAnAttempt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
		dl := heed.Delivery{
			Endpoint: "tool", Event: "evt_1", At: now, Status: heed.Pending, NextAt: now,
			Attempt: rapid.IntRange(1, 30).Draw(t, "attempt"),
		}
		dl.Attempts = make([]heed.Attempt, min(dl.Attempt-1, keptAttempts))
		a := answer{
			at: now, took: time.Duration(rapid.Int64Range(0, int64(15*time.Second)).Draw(t, "took")),
			final: rapid.SampledFrom([]heed.DeliveryStatus{"", heed.Cancelled, heed.Exhausted}).Draw(t, "final"), trigger: auto,
		}
		if a.outcome.Status = rapid.SampledFrom([]int{0, 200, 204, 302, 404, 410, 429, 503}).Draw(t, "status"); a.final != "" {
			a.outcome.Status = 0
		}
		got := after(dl, a)
		pending := got.Status == heed.Pending
		if pending == got.NextAt.IsZero() || pending && (got.Attempt != dl.Attempt+1 || !got.NextAt.After(now)) {
			t.Errorf("%+v", got)
		}
		if !pending && got.Attempt != dl.Attempt || got.Attempt > webhook.Attempts && pending {
			t.Errorf("the number of a last attempt is its own: %+v", got)
		}
		if n := len(got.Attempts); n > keptAttempts || got.Attempts[n-1].N != dl.Attempt {
			t.Errorf("%d attempts kept, the last %+v", n, got.Attempts[n-1])
		}
		if (got.Status == heed.Delivered) != webhook.Delivered(a.outcome.Status) {
			t.Errorf("status %d makes it %s", a.outcome.Status, got.Status)
		}
	})
}

func TestJitterIsEvenAndTheSameAgain(t *testing.T) {
	var parts [10]int
	for i := range 2000 {
		j := jitter("tool", "20261120T090000000Z.evt_1", i)
		if j < 0 || j >= 1 || j != jitter("tool", "20261120T090000000Z.evt_1", i) {
			t.Fatalf("jitter %v", j)
		}
		parts[int(j*10)]++
	}
	for i, n := range parts {
		if n < 150 || n > 250 {
			t.Errorf("%d of 2000 fall into tenth %d", n, i)
		}
	}
}
