// Package heedtest helps receivers of Heed's webhooks to test themselves: it makes
// requests as Heed does, signed, with bodies as real ones are.
//
//	hook := heedtest.New(t, handler)         // handler verifies with hook.Secret
//	status := hook.Send("risk.raised")
//	if status != 204 || !told { … }
//
// Nothing here listens on a port or knows a Heed: requests go straight to the
// handler under test. What a request holds is documented in docs/webhooks.md.
package heedtest

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/webhook"
)

//go:embed events/*.json
var events embed.FS

// Types are the event types that Heed says, sorted.
func Types() []string {
	files, _ := events.ReadDir("events") // embedded
	var types []string
	for _, f := range files {
		types = append(types, strings.TrimSuffix(f.Name(), ".json"))
	}
	return types
}

// Body is the body of an event of the type, as Heed posts it, with an id and a
// timestamp of its own. Each change is applied to the event before it is written:
//
//	heedtest.Body(t, "risk.raised", func(event map[string]any) {
//		event["data"].(map[string]any)["sequence"] = 7
//	})
//
// An unknown type fails the test.
func Body(t testing.TB, eventType string, changes ...func(event map[string]any)) []byte {
	t.Helper()
	raw, err := events.ReadFile("events/" + eventType + ".json")
	if err != nil {
		t.Fatalf("heedtest: there is no event type %q: there are %s", eventType, strings.Join(Types(), ", "))
	}
	var event map[string]any
	if err := json.Unmarshal(raw, &event); err != nil {
		t.Fatalf("heedtest: %v", err)
	}
	event["id"] = "evt_" + strings.ToLower(rand.Text())
	event["timestamp"] = time.Now().UTC().Format(time.RFC3339Nano)
	delete(event, "test")
	for _, change := range changes {
		change(event)
	}
	body, err := json.Marshal(event)
	if err != nil {
		t.Fatalf("heedtest: the changed event cannot be written: %v", err)
	}
	return body
}

// Secret draws a signing secret, as making an endpoint shows one: whsec_…
func Secret() string {
	s, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		panic(err) // the system has no randomness
	}
	return s.Reveal()
}

// Request is a POST of a body to the path /, signed with a secret at a time, as
// Heed makes one. The webhook-id is the id in the body. A secret that is none, and a
// body without an id, fail the test.
func Request(t testing.TB, secret string, at time.Time, body []byte) *http.Request {
	t.Helper()
	key, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatalf("heedtest: %v", err)
	}
	var event struct{ ID string }
	_ = json.Unmarshal(body, &event) // without an id it is refused below
	header, err := webhook.Sign([]webhook.Secret{key}, event.ID, at, body)
	if err != nil {
		t.Fatalf("heedtest: %v", err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Heed/test")
	return r
}

// Hook is a Heed that posts to one handler.
type Hook struct {
	// Secret is what the handler is to verify with.
	Secret string

	t       testing.TB
	handler http.Handler
	sent    [][]byte
}

// New makes a Heed for a test. The handler may be nil until the first Send: it
// usually needs the Secret first, see Handle.
func New(t testing.TB, handler http.Handler) *Hook {
	return &Hook{Secret: Secret(), t: t, handler: handler}
}

// Handle sets the handler.
func (h *Hook) Handle(handler http.Handler) { h.handler = handler }

// Send posts a new event of the type and gives the handler's status.
func (h *Hook) Send(eventType string, changes ...func(event map[string]any)) int {
	h.t.Helper()
	return h.post(Body(h.t, eventType, changes...), time.Now())
}

// Repeat posts the last event once more, under the same webhook-id, as Heed does
// when it did not hear the answer: a receiver must take it and do nothing.
func (h *Hook) Repeat() int {
	h.t.Helper()
	if len(h.sent) == 0 {
		h.t.Fatal("heedtest: nothing was sent that could be repeated")
	}
	return h.post(h.sent[len(h.sent)-1], time.Now())
}

// SendEach posts one event of every type and gives the statuses by type: a receiver
// takes also those it does not know.
func (h *Hook) SendEach() map[string]int {
	h.t.Helper()
	statuses := map[string]int{}
	for _, eventType := range Types() {
		statuses[eventType] = h.Send(eventType)
	}
	return statuses
}

// Forgeries posts what a receiver must not believe, and gives the statuses by what
// is wrong with each: none of them may be 2xx.
func (h *Hook) Forgeries() map[string]int {
	h.t.Helper()
	body, now := Body(h.t, "risk.raised"), time.Now()
	statuses := map[string]int{}
	for name, forge := range map[string]func() *http.Request{
		"another secret":     func() *http.Request { return Request(h.t, Secret(), now, body) },
		"an old timestamp":   func() *http.Request { return Request(h.t, h.Secret, now.Add(-6*time.Minute), body) },
		"a future timestamp": func() *http.Request { return Request(h.t, h.Secret, now.Add(6*time.Minute), body) },
		"another body":       func() *http.Request { return altered(Request(h.t, h.Secret, now, body), body) },
		"no signature":       func() *http.Request { return without(Request(h.t, h.Secret, now, body), webhook.HeaderSignature) },
		"no timestamp":       func() *http.Request { return without(Request(h.t, h.Secret, now, body), webhook.HeaderTimestamp) },
		"no id":              func() *http.Request { return without(Request(h.t, h.Secret, now, body), webhook.HeaderID) },
	} {
		statuses[name] = h.serve(forge())
	}
	return statuses
}

func altered(r *http.Request, body []byte) *http.Request {
	other := bytes.Replace(slices.Clone(body), []byte(`"risk.raised"`), []byte(`"risk.lowered"`), 1)
	changed := httptest.NewRequestWithContext(r.Context(), r.Method, "/", bytes.NewReader(other))
	changed.Header = r.Header
	return changed
}

func without(r *http.Request, header string) *http.Request {
	r.Header.Del(header)
	return r
}

func (h *Hook) post(body []byte, at time.Time) int {
	h.t.Helper()
	h.sent = append(h.sent, body)
	return h.serve(Request(h.t, h.Secret, at, body))
}

func (h *Hook) serve(r *http.Request) int {
	h.t.Helper()
	if h.handler == nil {
		h.t.Fatal("heedtest: the hook has no handler: give it one with Handle")
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if w.Code < 100 || w.Code > 599 {
		h.t.Fatalf("heedtest: the handler answered %d, which is no status", w.Code)
	}
	return w.Code
}
