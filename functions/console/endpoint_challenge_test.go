package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// TestAProofEndsWithTheAddressItWasGivenFor, and with the wish for one.
func TestAProofEndsWithTheAddressItWasGivenFor(t *testing.T) {
	b := newBench(t)
	if a := b.want(http.StatusCreated, "POST", "/v1/endpoints", crm); a.body["challenge"] != false || a.body["proven_at"] != nil {
		t.Errorf("unasked: %s", a.raw)
	}
	b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"challenge":true}`)
	proven := func() bool { return b.get("/v1/endpoints/crm").body["proven_at"] != nil }
	for _, c := range []struct {
		patch string
		still bool
	}{
		{`{"description":"d"}`, true},
		{`{"url":"https://crm.example.com/other"}`, false},
		{`{"challenge":false}`, false},
	} {
		row, err := b.rec.Endpoint(t.Context(), "crm")
		if err != nil {
			t.Fatal(err)
		}
		row.Value.ProvenAt = time.Now()
		b.rows(records.PutEndpoint(row))
		b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", c.patch)
		if proven() != c.still {
			t.Errorf("after %s it counts as proven: %v", c.patch, proven())
		}
	}
	if a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints", strings.Replace(chat, `"events"`, `"challenge":true,"events"`, 1)); !strings.Contains(a.raw, "/challenge") {
		t.Errorf("a chat is asked to echo: %s", a.raw)
	}
}

func TestHeedIsNoEndpointOfItself(t *testing.T) {
	b := newBench(t)
	b.console.opt.PublicURL = "https://heed.example.com"
	for _, url := range []string{"https://heed.example.com/v1/signals", "https://HEED.example.com/", "https://heed.example.com:443/", "https://heed.example.com./", "https://heed.example.com/v1/hooks/crm"} {
		if a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints", `{"url":"`+url+`"}`); !strings.Contains(a.raw, "/url") {
			t.Errorf("%s: %s", url, a.raw)
		}
	}
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"https://tool.example.com/"}`)
}

func TestADeliveryShowsItsTrace(t *testing.T) {
	b := told(t)
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	ev, err := heed.NewOperationalEvent(heed.Ping, "crm", time.Now(), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	ev.Trace = "00-" + id + "-00f067aa0ba902b7-01"
	d := records.NewDelivery(ev, "crm")
	b.rows(records.CreateDelivery(d, time.Time{}))
	for _, path := range []string{"/v1/endpoints/crm/deliveries/" + heed.DeliveryID(d.At, d.Event), "/v1/endpoints/crm/deliveries?type=ping"} {
		if a := b.get(path); !strings.Contains(a.raw, `"trace":"`+id+`"`) {
			t.Errorf("%s shows %s", path, a.raw)
		}
	}
}
