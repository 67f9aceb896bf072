package deliver

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

func (w *world) headers(endpoint string, values map[string]string) {
	w.change(endpoint, func(ep *heed.Endpoint) {
		ep.Headers.Sealed = must(w.box.Seal(w.Context(), must(json.Marshal(values)), ep.HeadersContext()))
	})
}

func TestHeadersOfTheOperatorGoWithEveryRequest(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		w.headers("tool", map[string]string{"Authorization": "Bearer abc", "X-Tenant": "7", "Webhook-Id": "forged", "Host": "evil", "Content-Type": "text/plain"})
		k := w.born("tool")[0]
		w.inSeries(k)
		h := w.to("tool")[0].header
		if h.Get("Authorization") != "Bearer abc" || h.Get("X-Tenant") != "7" {
			t.Errorf("sent %v", h)
		}
		if _, event, _ := heed.ParseDeliveryID(k.Delivery); h.Get(webhook.HeaderID) != event || h.Get("Host") != "" || h.Get("Content-Type") != "application/json" {
			t.Errorf("Heed's own headers were overwritten: %v", h)
		}
	})
}

// TestHeadersOfAnotherEndpoint do not open: what was copied from row to row is of no use.
func TestHeadersOfAnotherEndpoint(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		w.endpoint("other", says(200, ""))
		w.headers("tool", map[string]string{"Authorization": "Bearer abc"})
		stolen := must(w.rec.Endpoint(w.Context(), "tool")).Value.Headers
		w.change("other", func(ep *heed.Endpoint) { ep.Headers = stolen })
		k := w.born("other")[0]
		w.inSeries(k)
		w.expect(k, heed.Pending, 1, classSecret)
	})
}

func TestAnEndpointHasItsOwnTimeout(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		for id, seconds := range map[string]int{"quick": 1, "usual": 0, "patient": 30} {
			w.endpoint(id, hangs)
			w.change(id, func(ep *heed.Endpoint) { ep.TimeoutSeconds = seconds })
		}
		for id, want := range map[string]time.Duration{"quick": time.Second, "usual": 15 * time.Second, "patient": 30 * time.Second} {
			k, began := w.born(id)[0], time.Now()
			w.inSeries(k)
			w.expect(k, heed.Pending, 1, classTimeout)
			if took := time.Since(began); took != want {
				t.Errorf("%s waited %v, want %v", id, took, want)
			}
		}
	})
}

func TestWhatAReceiverWishes(t *testing.T) {
	for name, c := range map[string]struct {
		answer receiver
		want   heed.DeliveryStatus
		off    bool
	}{
		"the message ended":    {says(500, "", "Webhook-Delivery", "abort-message"), heed.Cancelled, false},
		"all ended":            {says(500, "", "Webhook-Delivery", " Disable "), heed.Cancelled, true},
		"this, and no more":    {says(200, "", "Webhook-Delivery", "disable"), heed.Delivered, true},
		"what nobody knows":    {says(500, "", "Webhook-Delivery", "later"), heed.Pending, false},
		"nothing":              {says(200, ""), heed.Delivered, false},
		"to abort what it has": {says(204, "", "Webhook-Delivery", "abort-message"), heed.Delivered, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", c.answer)
				k := w.born("tool")[0]
				w.inSeries(k)
				w.expect(k, c.want, 1, w.delivery(k).Attempts[0].Error)
				if off := must(w.rec.Endpoint(w.Context(), "tool")).Value.Status == heed.EndpointOff; off != c.off {
					t.Errorf("disabled: %v", off)
				}
			})
		})
	}
}
