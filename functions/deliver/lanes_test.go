package deliver

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
)

// TestABatchOfAllKinds has one of every receiver and five good ones: these have
// their events while the hanging one still keeps the call waiting.
func TestABatchOfAllKinds(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		for id, answer := range map[string]receiver{
			"hanging": hangs, "gone": says(410, ""), "busy": says(429, "", "Retry-After", "30"),
			"moved": says(301, "", "Location", "http://169.254.169.254/"), "private": fails(ErrBlocked),
		} {
			w.endpoint(id, answer)
		}
		good := []string{"a", "b", "c", "d", "e"}
		for _, id := range good {
			w.endpoint(id, says(200, "ok"))
		}
		knocks := w.born(append([]string{"hanging", "gone", "busy", "moved", "private"}, good...)...)
		begun, ended := time.Now(), make(chan map[int]error)
		go func() { ended <- w.handle(knocks...) }()
		synctest.Wait()
		for _, k := range knocks[5:] {
			w.expect(k, heed.Delivered, 1, "")
		}
		if took := time.Since(begun); took != 0 {
			w.Errorf("the good ones waited %v", took)
		}
		if failed := <-ended; len(failed) > 0 || time.Since(begun) != 15*time.Second {
			w.Errorf("after %v: failures %v, want 15 s and none", time.Since(begun), failed)
		}
		w.expect(knocks[0], heed.Pending, 1, classTimeout)
		w.expect(knocks[1], heed.Cancelled, 1, classStatus)
		w.expect(knocks[2], heed.Pending, 1, classStatus)
		w.expect(knocks[3], heed.Pending, 1, classRedirect)
		w.expect(knocks[4], heed.Pending, 1, classBlocked)
	})
}

func TestAnEndpointHasFourLanes(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		var now, most atomic.Int64
		w.endpoint("tool", func(r *http.Request) (*http.Response, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(100 * time.Millisecond)
			return says(200, "")(r)
		})
		var knocks []heed.Knock
		for range 10 {
			knocks = append(knocks, w.born("tool")...)
		}
		if failed := w.handle(knocks...); len(failed) > 0 {
			w.Fatal(failed)
		}
		for _, k := range knocks {
			w.expect(k, heed.Delivered, 1, "")
		}
		if most.Load() != 4 {
			w.Errorf("%d posts at a time, want 4", most.Load())
		}
	})
}

// TestBehindAHangingReceiver puts off what finds no lane, without spending an attempt.
func TestBehindAHangingReceiver(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(hangs, hangs, hangs, hangs, says(200, "")))
		var knocks []heed.Knock
		for range 10 {
			knocks = append(knocks, w.born("tool")...)
		}
		begun := time.Now()
		if failed := w.handle(knocks...); len(failed) > 0 || time.Since(begun) != 15*time.Second {
			w.Fatalf("after %v: failures %v", time.Since(begun), failed)
		}
		if len(w.to("tool")) != 4 {
			w.Errorf("%d posts, want those that had a lane", len(w.to("tool")))
		}
		w.live()
		time.Sleep(2 * time.Minute)
		for _, k := range knocks {
			if dl := w.delivery(k); dl.Status != heed.Delivered {
				w.Errorf("a delivery is %s after %d attempts", dl.Status, len(dl.Attempts))
			}
		}
	})
}

// TestABurstIsNotPutOff: many events at once for a receiver that works.
func TestABurstIsNotPutOff(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", slowly(20*time.Millisecond, says(200, "")))
		for range 2 { // the second burst finds an idle road
			began, posted := time.Now(), len(w.to("tool"))
			if failed := w.handle(w.several(60, "tool")...); len(failed) > 0 {
				w.Fatal(failed)
			}
			if n := len(w.to("tool")) - posted; n != 60 || time.Since(began) > time.Second {
				w.Errorf("%d of 60 were posted in %v", n, time.Since(began))
			}
			time.Sleep(time.Hour)
		}
	})
}

// TestAHangingReceiverFillsNoMoreThanABatch: whoever comes later waits for nothing.
func TestAHangingReceiverFillsNoMoreThanABatch(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", hangs)
		first, later := w.several(10, "tool"), w.several(50, "tool")
		go w.handle(first...)
		time.Sleep(2 * grace)
		began := time.Now()
		if failed := w.handle(later...); len(failed) > 0 || time.Since(began) > 0 {
			w.Errorf("they waited %v: %v", time.Since(began), failed)
		}
		time.Sleep(time.Minute)
	})
}

func TestAKnockThatIsPutOffWaitsTwiceAsLong(t *testing.T) {
	k := heed.Knock{Endpoint: "tool", Delivery: "20261120T090000000Z.evt_1", Attempt: 1}
	m := hint.Knock(k, 0)
	for i, least := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512} {
		m = laterKnock(m, k)
		if least *= time.Second; m.Delay < least || m.Delay > min(2*least, queue.MaxDelay) {
			t.Errorf("put off %d times it waits %v, want %v to twice that", i+1, m.Delay, least)
		}
	}
	m.Attributes[putOffTimes] = "-1e9"
	if m = laterKnock(m, k); m.Delay < putOffFor || m.Delay > 2*putOffFor {
		t.Errorf("after nonsense it waits %v", m.Delay)
	}
}

// TestANoisyNeighbour floods the queue with events for a receiver that never
// answers; another one must not notice.
func TestANoisyNeighbour(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("noisy", hangs)
		w.endpoint("quiet", says(200, ""))
		w.live()
		var quiet []heed.Knock
		for range 20 {
			for range 10 {
				w.send(w.born("noisy")...)
			}
			k := w.born("quiet")
			w.send(k...)
			quiet = append(quiet, k...)
			time.Sleep(time.Second)
		}
		time.Sleep(2 * time.Second)
		for i, p := range w.to("quiet") {
			if waited := p.at.Sub(w.delivery(quiet[i]).At); waited > 2*time.Second {
				w.Errorf("event %d waited %v for its neighbour", i, waited)
			}
		}
		if n := len(w.to("quiet")); n != 20 {
			w.Errorf("%d of 20 events were posted", n)
		}
	})
}

func TestWithTooLittleTimeNothingIsBegun(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		k := w.born("tool")[0]
		ctx, cancel := context.WithTimeout(w.Context(), 19*time.Second)
		defer cancel()
		m := hint.Knock(k, 0)
		m.ID = "m"
		if failed := w.d.Handle(ctx, []queue.Message{m}); !errors.Is(failed["m"], errLate) || len(w.to("tool")) != 0 {
			w.Errorf("%v and %d posts, want errLate and none", failed, len(w.to("tool")))
		}
	})
}

// TestOurOwnEndIsNobodysFailure cancels the call in the middle of a post.
func TestOurOwnEndIsNobodysFailure(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", hangs)
		k := w.born("tool")[0]
		ctx, cancel := context.WithCancelCause(w.Context())
		stopping := errors.New("shutting down")
		time.AfterFunc(time.Second, func() { cancel(stopping) })
		m := hint.Knock(k, 0)
		m.ID = "m"
		if failed := w.d.Handle(ctx, []queue.Message{m}); !errors.Is(failed["m"], stopping) {
			w.Errorf("%v, want the message to return because we stop", failed)
		}
		w.expect(k, heed.Pending, 0, "")
	})
}
