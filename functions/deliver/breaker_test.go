package deliver

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

// several makes events for one endpoint, and their knocks.
func (w *world) several(n int, endpoint string) (knocks []heed.Knock) {
	for range n {
		knocks = append(knocks, w.born(endpoint)...)
	}
	return knocks
}

// inSeries hands knocks over one by one.
func (w *world) inSeries(knocks ...heed.Knock) {
	w.Helper()
	for _, k := range knocks {
		if failed := w.handle(k); len(failed) > 0 {
			w.Fatal(failed)
		}
	}
}

func (w *world) breaker(endpoint string) records.Row[heed.Breaker] {
	return must(w.rec.Breaker(w.Context(), endpoint))
}

// notices are the operational events that a host got.
func (w *world) notices(host string) (said []notice) {
	for _, p := range w.to(host) {
		var n notice
		if err := json.Unmarshal([]byte(p.body), &n); err != nil {
			w.Fatal(err)
		}
		said = append(said, n)
	}
	return said
}

type notice struct {
	Type string
	Data endpointNotice
}

func TestFiveFailuresInARowOpenTheBreaker(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(503, ""))
		knocks := w.several(7, "tool")
		w.inSeries(knocks[:5]...)
		b := w.breaker("tool")
		if !b.Found() || b.Value.Failures != 5 || b.Value.Opened != 1 || time.Until(b.Value.Until) != 30*time.Second {
			w.Fatalf("after five failures the breaker is %+v", b)
		}
		w.inSeries(knocks[5:]...)
		for _, k := range knocks[5:] {
			w.expect(k, heed.Pending, 0, "")
			if dl := w.delivery(k); dl.Attempt != 1 || dl.Postponed != 1 || dl.NextAt.Before(b.Value.Until) || time.Until(dl.NextAt) > 36*time.Second {
				w.Errorf("behind an open breaker it is %+v", dl)
			}
		}
		if len(w.to("tool")) != 5 {
			w.Errorf("%d posts, want 5", len(w.to("tool")))
		}
	})
}

// TestWhatTrips shows which answers, in turn, open a breaker and which do not.
func TestWhatTrips(t *testing.T) {
	ok, no := says(200, ""), says(500, "")
	minute := func(each ...receiver) (all []receiver) {
		for range 5 {
			all = append(all, each...)
		}
		return all
	}
	for name, c := range map[string]struct {
		answers []receiver
		opens   bool
	}{
		"four in a row":                  {[]receiver{no, no, no, no}, false},
		"a success between":              {[]receiver{no, no, no, no, ok, no, no, no, no}, false},
		"two time-outs":                  {[]receiver{hangs, hangs}, false},
		"three time-outs":                {[]receiver{hangs, hangs, hangs}, true},
		"half of twenty in a minute":     {minute(ok, ok, no, no), true},
		"under half of twenty":           {append(minute(ok, no, ok), no, no, no, no, ok), false},
		"half of fewer than twenty":      {minute(ok, no), false},
		"half of twenty in two minutes":  {append(minute(ok, slowly(7*time.Second, no)), minute(no, ok)...), false},
		"a receiver that is gone is off": {minute(says(410, "")), false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", inTurn(c.answers...))
				w.inSeries(w.several(len(c.answers), "tool")...)
				if w.breaker("tool").Found() != c.opens {
					w.Errorf("open: %v, want %v", !c.opens, c.opens)
				}
			})
		})
	}
}

// TestAQuietEndpointIsKnownToFail: no process sees more than one attempt.
func TestAQuietEndpointIsKnownToFail(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(503, ""))
		k := w.born("tool")[0]
		born := w.delivery(k).At
		for n := range 4 {
			if w.breaker("tool").Found() {
				w.Fatalf("it counts as failing after %d attempts", n)
			}
			w.d.pulses = &pulses{of: map[string]*pulse{}}
			time.Sleep(time.Until(w.delivery(k).NextAt))
			w.inSeries(knockOf(w.delivery(k), auto))
		}
		if b := w.breaker("tool").Value; b.Failures != 4 || !b.Since.Equal(born) {
			w.Errorf("the breaker is %+v, want it to fail since %v", b, born)
		}
	})
}

// TestOneProbe lets two processes come upon a breaker whose time is over.
func TestOneProbe(t *testing.T) {
	for name, c := range map[string]struct {
		answer receiver
		open   bool
	}{"that fails": {slowly(time.Second/2, says(500, "")), true}, "that succeeds": {slowly(time.Second/2, says(200, "")), false}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", says(500, ""))
				knocks := w.several(13, "tool")
				w.inSeries(knocks[:5]...)
				time.Sleep(31 * time.Second)
				w.hosts["tool"] = c.answer
				twin := New(w.d.log, w.rec, w.box, w.d.client, w.late, w.first, Options{})
				var all sync.WaitGroup
				all.Go(func() { w.handle(knocks[5:9]...) })
				all.Go(func() {
					for _, k := range knocks[9:] {
						all.Go(func() { _ = twin.attempt(w.Context(), k, time.Now()) })
					}
				})
				all.Wait()
				if n := len(w.to("tool")) - 5; n != 1 {
					w.Errorf("%d posts at once, want one probe", n)
				}
				b := w.breaker("tool")
				if b.Found() != c.open || c.open && (b.Value.Opened != 2 || time.Until(b.Value.Until) != time.Minute || b.Value.Failures != 6) {
					w.Errorf("the breaker is %+v", b)
				}
			})
		})
	}
}

// TestALostProbe: whoever took the probe died of it.
func TestALostProbe(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(says(500, ""), says(500, ""), says(500, ""), says(500, ""), says(500, ""), says(200, "")))
		knocks := w.several(6, "tool")
		w.inSeries(knocks[:5]...)
		time.Sleep(31 * time.Second)
		e := must(w.rec.Errand(w.Context(), knocks[5]))
		if ok, err := w.d.admit(w.Context(), &e, time.Now()); !ok || err != nil {
			w.Fatal(ok, err)
		}
		w.live()
		time.Sleep(5 * time.Minute)
		w.expect(knocks[5], heed.Delivered, 1, "")
	})
}

func TestWhatAPersonAskedForPassesAnOpenBreaker(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(500, ""))
		knocks := w.several(6, "tool")
		w.inSeries(knocks[:5]...)
		before := w.breaker("tool").Value
		k := knocks[4]
		k.Attempt, k.Trigger = 2, manual
		w.resent(k)
		if b := w.breaker("tool").Value; !b.Until.Equal(before.Until) || b.Failures != before.Failures+1 {
			w.Errorf("a person's failure makes it %+v of %+v", b, before)
		}
		w.hosts["tool"] = says(200, "")
		k = knocks[5]
		k.Trigger = manual
		w.inSeries(k)
		w.expect(k, heed.Delivered, 1, "")
		if w.breaker("tool").Found() {
			w.Error("it works, and its breaker is open")
		}
	})
}

// resent makes the next attempt of a delivery now, as resending it does.
func (w *world) resent(k heed.Knock) {
	row := must(w.rec.Delivery(w.Context(), k.Endpoint, k.Delivery))
	row.Value.NextAt = time.Now()
	w.write(records.PutDelivery(row, row.Value.NextAt, row.Expires))
	w.inSeries(k)
}

// TestAnOutageIsToldOnce has a receiver that is down for a while.
func TestAnOutageIsToldOnce(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		down := true
		w.endpoint("tool", func(r *http.Request) (*http.Response, error) {
			if down {
				return says(503, "")(r)
			}
			return says(200, "")(r)
		}, "endpoint.*")
		w.endpoint("ops", says(200, ""), "endpoint.failing", "endpoint.recovered")
		w.endpoint("all", says(200, ""), "*")
		w.live()
		began, knocks := time.Now(), w.several(40, "tool")
		w.send(knocks...)
		time.Sleep(2 * time.Hour)
		down = false
		time.Sleep(2 * time.Hour)
		for _, k := range knocks {
			if dl := w.delivery(k); dl.Status != heed.Delivered {
				w.Errorf("a delivery is %s after %d attempts", dl.Status, len(dl.Attempts))
			}
		}
		said := w.notices("ops")
		if len(said) != 2 || said[0].Type != heed.EndpointFailing || said[1].Type != heed.EndpointRecovered ||
			said[0].Data.Endpoint != "tool" || said[1].Data.Since.Sub(began) > time.Second || said[0].Data.Reason != "5 failures, the last: 503 Service Unavailable" {
			w.Errorf("said %+v", said)
		}
		if len(w.to("all")) != 0 || w.breaker("tool").Found() {
			w.Errorf("%d notices to who does not ask for them; the breaker is %+v", len(w.to("all")), w.breaker("tool"))
		}
		if posts := len(w.to("tool")); posts > 40+40 {
			w.Errorf("%d posts for 40 events: the breaker spares the receiver nothing", posts)
		}
	})
}

// TestWhatWaitedFlowsAgainAtOnce, and the oldest first.
func TestWhatWaitedFlowsAgainAtOnce(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		down := true
		w.endpoint("tool", func(r *http.Request) (*http.Response, error) {
			if down {
				return says(503, "")(r)
			}
			return says(200, "")(r)
		})
		w.live()
		for range 30 {
			w.send(w.born("tool")...)
			time.Sleep(10 * time.Minute)
		}
		down = false
		posted := len(w.to("tool"))
		for w.breaker("tool").Found() {
			time.Sleep(time.Second)
		}
		time.Sleep(10 * time.Second)
		for _, dl := range must(w.rec.Deliveries(w.Context(), "tool", "", 100)) {
			if dl.Held() {
				w.Errorf("it still waits until %v, and it is %v", dl.NextAt, time.Now())
			}
		}
		if n := len(w.to("tool")) - posted; n < 10 {
			w.Errorf("%d deliveries flowed", n)
		}
	})
}

// TestADeadReceiver never works again: after five days it is disabled, nothing
// pends, and no delivery waited longer than it may.
func TestADeadReceiver(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(500, ""))
		w.endpoint("ops", says(200, ""), "endpoint.*")
		w.live()
		knocks := w.several(12, "tool")
		w.send(knocks...)
		for range 6 {
			time.Sleep(24 * time.Hour)
			k := w.born("tool")
			w.send(k...)
			knocks = append(knocks, k...)
		}
		time.Sleep(time.Hour)
		if ep := must(w.rec.Endpoint(w.Context(), "tool")).Value; ep.Status != heed.EndpointOff || ep.DisabledReason != reasonHopeless {
			w.Errorf("the endpoint is %+v", ep)
		}
		if said := w.notices("ops"); len(said) != 2 || said[1].Type != heed.EndpointDisabled || said[1].Data.Reason != reasonHopeless {
			w.Errorf("said %+v", said)
		}
		time.Sleep(96 * time.Hour)
		spared := 0
		for _, k := range knocks {
			dl := w.delivery(k)
			last := dl.Attempts[len(dl.Attempts)-1]
			if dl.Status == heed.Pending || last.At.Sub(dl.At) > heed.MaxDeliveryLife+time.Minute {
				w.Errorf("it is %s after %v, attempt %d", dl.Status, last.At.Sub(dl.At), dl.Attempt)
			}
			if dl.Status == heed.Exhausted && last.Error == classOpen {
				spared++
			}
		}
		// Without a breaker each delivery would be posted as often as the schedule says.
		if most := len(knocks) * webhook.Attempts; spared == 0 || len(w.to("tool")) >= most {
			w.Errorf("%d of %d posts, and %d deliveries were exhausted behind the breaker", len(w.to("tool")), most, spared)
		}
	})
}
