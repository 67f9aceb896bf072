package blackbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// receiver is a tool that Heed tells: it verifies every delivery and keeps what
// it took, by webhook-id. Moody, it fails now and then and is tried again.
type receiver struct {
	id     string
	server *httptest.Server
	// mood is how an attempt is answered; the number counts from 1 for each webhook-id.
	mood func(w http.ResponseWriter, id string, attempt int) (status int)

	mu       sync.Mutex
	secret   string
	verifier *standardwebhooks.Webhook
	attempts map[string]int
	took     map[string][]byte
	wrong    []string
}

// subscribe makes an endpoint for a new receiver.
func subscribe(p *process, id string, events []string, mood func(http.ResponseWriter, string, int) int) *receiver {
	rc := &receiver{id: id, mood: mood, attempts: map[string]int{}, took: map[string][]byte{}}
	rc.server = httptest.NewServer(http.HandlerFunc(rc.receive))
	p.t.Cleanup(rc.server.Close)
	var made struct{ Secret string }
	p.must(http.MethodPost, "/v1/endpoints", map[string]any{"id": id, "url": rc.server.URL + "/hook", "events": events}, &made)
	verifier, err := standardwebhooks.NewWebhook(made.Secret)
	if err != nil {
		p.t.Fatalf("the secret %q: %v", made.Secret, err)
	}
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.secret, rc.verifier = made.Secret, verifier
	return rc
}

func (rc *receiver) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // broken off, which a killed process does
	}
	rc.mu.Lock()
	defer rc.mu.Unlock()
	id := r.Header.Get("webhook-id")
	rc.check(r.Header, id, body)
	rc.attempts[id]++
	status := http.StatusNoContent
	if rc.mood != nil {
		status = rc.mood(w, id, rc.attempts[id])
	}
	if status < 300 {
		rc.took[id] = body
	}
	w.WriteHeader(status)
}

// check verifies one delivery by what Standard Webhooks asks.
func (rc *receiver) check(h http.Header, id string, body []byte) {
	if err := rc.verifier.Verify(body, h); err != nil {
		rc.wrong = append(rc.wrong, fmt.Sprintf("%s: %s does not verify: %v", rc.id, id, err))
	}
	var e event
	if json.Unmarshal(body, &e) != nil || e.ID != id || e.Type == "" || e.Timestamp.IsZero() || strings.Contains(id, ".") {
		rc.wrong = append(rc.wrong, fmt.Sprintf("%s: under %s came %s", rc.id, id, body))
	}
	if before, again := rc.took[id]; again && !bytes.Equal(before, body) {
		rc.wrong = append(rc.wrong, fmt.Sprintf("%s: under %s came two bodies", rc.id, id))
	}
}

// events are those the receiver took, by account in the order of their sequence.
func (rc *receiver) events(t *testing.T) map[string][]event {
	t.Helper()
	rc.mu.Lock()
	defer rc.mu.Unlock()
	all := map[string][]event{}
	for _, body := range rc.took {
		var e event
		if err := json.Unmarshal(body, &e); err != nil {
			t.Errorf("%s took %s", rc.id, body)
		}
		all[e.Data.Account.ID] = append(all[e.Data.Account.ID], e)
	}
	for _, events := range all {
		slices.SortFunc(events, func(a, b event) int { return a.Data.Sequence - b.Data.Sequence })
	}
	return all
}

// bodies are what the receiver took, by webhook-id.
func (rc *receiver) bodies() map[string]string {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	all := map[string]string{}
	for id, body := range rc.took {
		all[id] = string(body)
	}
	return all
}

// only are the bodies of some types.
func (rc *receiver) only(t *testing.T, types ...string) map[string]string {
	t.Helper()
	all, some := rc.bodies(), map[string]string{}
	for _, events := range rc.events(t) {
		for _, e := range events {
			if slices.Contains(types, e.Type) {
				some[e.ID] = all[e.ID]
			}
		}
	}
	return some
}

// tries is how often an event came.
func (rc *receiver) tries(id string) int {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return rc.attempts[id]
}

// complaints are what was wrong with deliveries.
func (rc *receiver) complaints() []string {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return slices.Clone(rc.wrong)
}

// missing says how what the receiver took differs from what others have.
func missing(name string, got, want map[string]string) string {
	var wrong strings.Builder
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got[id] != want[id] {
			fmt.Fprintf(&wrong, "%s has under %s %.80q and not %.80q\n", name, id, got[id], want[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[id]; !known {
			fmt.Fprintf(&wrong, "%s has %s, which nobody else has\n", name, id)
		}
	}
	return wrong.String()
}
