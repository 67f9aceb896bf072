package deliver

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestGoneDisablesTheEndpoint(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(410, "gone"), "*", "endpoint.*")
		w.endpoint("ops", says(200, ""), "endpoint.*")
		w.endpoint("all", says(200, ""), "*")
		w.live()
		first, second := w.born("tool")[0], w.born("tool")[0]
		w.send(first)
		time.Sleep(time.Second)
		w.expect(first, heed.Cancelled, 1, classStatus)
		if ep := must(w.rec.Endpoint(w.Context(), "tool")).Value; ep.Status != heed.EndpointOff || ep.DisabledReason != "410 Gone" {
			w.Errorf("the endpoint is %+v", ep)
		}
		if len(w.to("ops")) != 1 || len(w.to("all")) != 0 {
			w.Fatalf("%d posts to the one that asks for it, %d to the one that does not", len(w.to("ops")), len(w.to("all")))
		}
		w.send(second)
		time.Sleep(time.Second)
		w.expect(second, heed.Cancelled, 1, endpointOff)
		if len(w.to("tool")) != 1 {
			w.Error("a disabled endpoint was posted to")
		}
		if born := must(w.rec.Deliveries(w.Context(), "tool", "", 10)); len(born) != 2 {
			w.Errorf("%d deliveries: the endpoint was told of its own end", len(born))
		}
		var said struct {
			Type string
			Data endpointNotice
		}
		if err := json.Unmarshal([]byte(w.to("ops")[0].body), &said); err != nil || said.Type != heed.EndpointDisabled ||
			said.Data.Endpoint != "tool" || said.Data.Reason != "410 Gone" || said.Data.Since.IsZero() {
			w.Errorf("said %s", w.to("ops")[0].body)
		}
	})
}

func TestGoneTwiceAtOnceIsSaidOnce(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(slowly(500*time.Millisecond, says(410, "")), slowly(600*time.Millisecond, says(410, "")), slowly(700*time.Millisecond, says(410, ""))))
		w.endpoint("ops", says(200, ""), heed.EndpointDisabled)
		w.live()
		w.send(w.born("tool")[0], w.born("tool")[0], w.born("tool")[0])
		time.Sleep(5 * time.Minute)
		if len(w.to("tool")) != 3 || len(w.to("ops")) != 1 {
			w.Errorf("%d posts and %d notices, want 3 and 1", len(w.to("tool")), len(w.to("ops")))
		}
	})
}

// TestGoneFromAnOldAddress: the answer of an address that was left says nothing of the new one.
func TestGoneFromAnOldAddress(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", func(r *http.Request) (*http.Response, error) {
			w.change("tool", func(ep *heed.Endpoint) { ep.URL = "https://tool/new" })
			return says(410, "")(r)
		})
		w.handle(w.born("tool")[0])
		if ep := must(w.rec.Endpoint(w.Context(), "tool")).Value; ep.Status != heed.EndpointEnabled {
			w.Errorf("the endpoint is %+v", ep)
		}
	})
}

// TestGoneIsNotForgotten loses the write that disables.
func TestGoneIsNotForgotten(t *testing.T) {
	for name, fault := range map[string]storetest.Fault{"lost": storetest.Fail, "saved": storetest.FailSaved} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{table: firstWrite(fault)}, func(w *world) {
				w.endpoint("tool", says(410, ""))
				w.endpoint("ops", says(200, ""), heed.EndpointDisabled)
				w.live()
				k := w.born("tool")[0]
				w.send(k)
				time.Sleep(10 * time.Minute)
				if dl := w.delivery(k); dl.Status != heed.Cancelled || len(w.to("ops")) != 1 {
					w.Errorf("the delivery is %s, %d notices", dl.Status, len(w.to("ops")))
				}
			})
		})
	}
}
