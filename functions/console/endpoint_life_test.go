package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// sends gives the headers of the operator that deliver would send.
func (b *bench) sends(endpoint string) map[string]string {
	b.t.Helper()
	row, err := b.rec.Endpoint(b.t.Context(), endpoint)
	if err != nil {
		b.t.Fatal(err)
	}
	var values map[string]string
	if len(row.Value.Headers.Sealed) == 0 {
		return values
	}
	raw, err := b.console.box.Open(b.t.Context(), row.Value.Headers.Sealed, row.Value.HeadersContext())
	if err == nil {
		err = json.Unmarshal(raw, &values)
	}
	if err != nil || strings.Contains(fmt.Sprint(row.Value), "s3cret") {
		b.t.Fatalf("the row holds %+v, %v", row.Value, err)
	}
	return values
}

func TestHeadersAreKeptSealedAndNeverShown(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusCreated, "POST", "/v1/endpoints",
		`{"id":"crm","url":"https://crm.example.com/hook","headers":{"authorization":"Bearer s3cret","X-Tenant":"7"}}`)
	for _, step := range []struct {
		patch string
		want  map[string]string
	}{
		{`{"description":"CRM"}`, map[string]string{"Authorization": "Bearer s3cret", "X-Tenant": "7"}},
		{`{"headers":{"x-tenant":null,"X-Other":"8"}}`, map[string]string{"Authorization": "Bearer s3cret", "X-Other": "8"}},
		{`{"headers":{"Authorization":"***","X-Other":"9"}}`, map[string]string{"Authorization": "Bearer s3cret", "X-Other": "9"}},
		{`{"headers":{"AUTHORIZATION":"Bearer new s3cret"}}`, map[string]string{"Authorization": "Bearer new s3cret", "X-Other": "9"}},
		{`{"headers":null}`, nil},
	} {
		made = b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", step.patch)
		if got := b.sends("crm"); !maps.Equal(got, step.want) {
			t.Errorf("after %s it sends %v, want %v", step.patch, got, step.want)
		}
		shown := made.body["headers"].(map[string]any)
		if len(shown) != len(step.want) || strings.Contains(made.raw+b.get("/v1/endpoints").raw, "s3cret") {
			t.Errorf("after %s it shows %s", step.patch, made.raw)
		}
	}
}

func TestSettingsOfAnEndpoint(t *testing.T) {
	b := told(t)
	a := b.get("/v1/endpoints/crm")
	if a.body["timeout_seconds"] != 15.0 || a.body["max_per_minute"] != nil || a.body["failing_since"] != nil || a.body["disabled_at"] != nil {
		t.Errorf("by default it is %s", a.raw)
	}
	a = b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"timeout_seconds":30,"max_per_minute":60}`)
	if a.body["timeout_seconds"] != 30.0 || a.body["max_per_minute"] != 60.0 {
		t.Errorf("changed to %s", a.raw)
	}
	if a = b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"timeout_seconds":null,"max_per_minute":null}`); a.body["timeout_seconds"] != 15.0 || a.body["max_per_minute"] != nil {
		t.Errorf("changed back to %s", a.raw)
	}
	for body, pointer := range map[string]string{
		`{"timeout_seconds":0}`:                         "/timeout_seconds",
		`{"timeout_seconds":31}`:                        "/timeout_seconds",
		`{"timeout_seconds":1.5}`:                       "/timeout_seconds",
		`{"max_per_minute":-1}`:                         "/max_per_minute",
		`{"max_per_minute":60001}`:                      "/max_per_minute",
		`{"headers":{"Host":"evil"}}`:                   "/headers/Host",
		`{"headers":{"webhook-id":"x"}}`:                "/headers/Webhook-Id",
		`{"headers":{"X-A":"a\r\nHost: b"}}`:            "/headers/X-A",
		`{"headers":{"X-A":"***"}}`:                     "/headers/X-A",
		`{"headers":{"a/b":"c"}}`:                       "/headers/a~1b",
		`{"headers":["X-A"]}`:                           "/headers",
		`{"headers":` + manyHeaders(11) + `}`:           "/headers",
		`{"url":"https://heed.example.com/v1/hooks/x"}`: "/url",
		`{"url":"https://HEED.example.com"}`:            "/url",
	} {
		a := b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/crm", body)
		if got := a.at("errors", 0, "pointer"); got != pointer || strings.Contains(a.raw, "evil") {
			t.Errorf("%s points at %v, want %s: %s", body, got, pointer, a.raw)
		}
	}
}

func manyHeaders(n int) string {
	all := map[string]string{}
	for i := range n {
		all[fmt.Sprint("X-", i)] = "v"
	}
	raw, _ := json.Marshal(all)
	return string(raw)
}

// fails writes a breaker, as deliver would.
func (b *bench) fails(endpoint string, breaker heed.Breaker) {
	b.t.Helper()
	breaker.Endpoint = endpoint
	b.writes(records.PutBreaker(records.Row[heed.Breaker]{Value: breaker}))
}

func TestAFailingEndpointSaysSo(t *testing.T) {
	b := told(t)
	since := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	b.fails("crm", heed.Breaker{Since: since, Until: since.Add(2 * time.Hour), Failures: 7, Opened: 3})
	for _, a := range []map[string]any{b.get("/v1/endpoints/crm").body, b.get("/v1/endpoints").items()[0], b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{}`).body} {
		if a["failing_since"] != since.Format(time.RFC3339) || a["paused_until"] != since.Add(2*time.Hour).Format(time.RFC3339) {
			t.Errorf("it is %v", a)
		}
	}
	// Another address gets its chance at once.
	a := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"url":"https://new.example.com/hook"}`)
	if until, _ := time.Parse(time.RFC3339, a.body["paused_until"].(string)); until.After(time.Now()) {
		t.Errorf("led elsewhere it waits until %v", until)
	}
	b.want(http.StatusNoContent, "DELETE", "/v1/endpoints/crm", "")
	if row, err := b.rec.Breaker(t.Context(), "crm"); err != nil || row.Found() {
		t.Errorf("its breaker outlives it: %+v, %v", row, err)
	}
}

func TestAnEndpointThatHeedDisabledIsTriedWithAPing(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		ago    time.Duration
		pings  int
		wait   time.Duration
	}{
		"just now":        {"410 Gone", time.Minute, 1, 4 * time.Minute},
		"a while ago":     {"five days without success", time.Hour, 1, 0},
		"and by a person": {reasonManual, time.Minute, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := told(t)
			row, _ := b.rec.Endpoint(t.Context(), "crm")
			row.Value.Status, row.Value.DisabledReason, row.Value.DisabledAt = heed.EndpointOff, c.reason, time.Now().Add(-c.ago)
			b.writes(records.PutEndpoint(row))
			a := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"enabled"}`)
			if a.body["disabled_reason"] != nil || a.body["disabled_at"] != nil {
				t.Errorf("enabled it is %s", a.raw)
			}
			knocks := b.deliver.knocked(t)
			breaker, _ := b.rec.Breaker(t.Context(), "crm")
			if len(knocks) != c.pings || breaker.Found() != (c.pings > 0) {
				t.Fatalf("%d pings, the breaker is %+v", len(knocks), breaker)
			}
			if c.pings == 0 {
				return
			}
			d, _ := b.rec.Delivery(t.Context(), "crm", knocks[0].Delivery)
			if wait := time.Until(d.Value.NextAt); d.Value.Type != heed.Ping || wait > c.wait+time.Second || wait < c.wait-5*time.Second || !d.Value.NextAt.Equal(breaker.Value.Until) {
				t.Errorf("the ping is %+v, the breaker %+v", d.Value, breaker.Value)
			}
			if knocks[0].Trigger != "" {
				t.Error("a ping is the breaker's probe, and must not pass it")
			}
			if twice := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"enabled"}`); len(b.deliver.knocked(t)) != 0 {
				t.Errorf("enabled again it is pinged again: %s", twice.raw)
			}
		})
	}
}

func TestTheAddressOfASlackChannelIsASecret(t *testing.T) {
	b := newBench(t)
	const address = "https://hooks.slack.com/services/T01/B02/s3cretToken"
	made := b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"chat","format":"slack","url":"`+address+`"}`)
	if made.body["url"] != "https://hooks.slack.com/services/***" {
		t.Errorf("it is shown as %v", made.body["url"])
	}
	b.want(http.StatusOK, "PATCH", "/v1/endpoints/chat", fmt.Sprintf(`{"url":%q,"description":"d"}`, made.body["url"]))
	row, _ := b.rec.Endpoint(t.Context(), "chat")
	if row.Value.URL != address || row.Value.Description != "d" {
		t.Errorf("what is shown was written back: %+v", row.Value)
	}
	if raw := b.get("/v1/endpoints").raw + b.get("/v1/endpoints/chat").raw; strings.Contains(raw, "s3cret") {
		t.Errorf("shown: %s", raw)
	}
}

func TestOperationalEventsIgnoreFilters(t *testing.T) {
	e := heed.Endpoint{
		Status: heed.EndpointEnabled, Events: []string{"endpoint.*", "risk.*"},
		Filter: heed.EndpointFilter{Bands: []heed.Band{heed.Critical}, Segments: []string{"smb"}, Owners: []string{"csm-1"}, MinARR: &heed.Money{Amount: 1, Currency: "EUR"}},
	}
	for kind, want := range map[string]bool{heed.EndpointFailing: true, heed.EndpointDisabled: true, heed.RiskRaised: false, heed.Ping: false} {
		if got := e.Wants(heed.Event{Type: kind}, heed.DefaultSettings().Rates()); got != want {
			t.Errorf("%s: %v", kind, got)
		}
	}
	if !slices.Contains(eventTypes, heed.EndpointFailing) {
		t.Error("operational types can be named")
	}
}

// TestAPendingDeliveryOutlivesAShortRetention: the schedule takes longer than a day.
func TestAPendingDeliveryOutlivesAShortRetention(t *testing.T) {
	b := told(t)
	b.want(http.StatusOK, "PUT", "/v1/settings", shortRetention(t, b))
	a := b.want(http.StatusAccepted, "POST", "/v1/endpoints/crm/test", "")
	errand, err := b.rec.Errand(t.Context(), heed.Knock{Endpoint: "crm", Delivery: a.body["delivery"].(string)})
	if err != nil {
		t.Fatal(err)
	}
	for name, end := range map[string]time.Time{"delivery": errand.Delivery.Expires, "event": errand.Event.Expires} {
		if life := time.Until(end); life < heed.MaxDeliveryLife {
			t.Errorf("the %s is forgotten after %v", name, life)
		}
	}
}

func shortRetention(t *testing.T, b *bench) string {
	t.Helper()
	settings := b.get("/v1/settings").body
	settings["retention"].(map[string]any)["delivery_days"] = 1
	raw, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
