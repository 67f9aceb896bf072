package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/heed-cs/heed/shared/heed"
)

// Tool receives webhooks: it verifies each with the library of the Standard
// Webhooks project, and keeps what it took.
type Tool struct {
	Gone time.Time // since when it answers 410; zero when it stays

	verifier *standardwebhooks.Webhook
	mu       sync.Mutex
	took     map[string][]byte // by webhook-id
	wrong    []string
}

// NewTool verifies with its endpoint's secret.
func NewTool(secret string) (*Tool, error) {
	verifier, err := standardwebhooks.NewWebhook(secret)
	return &Tool{verifier: verifier, took: map[string][]byte{}}, err
}

// Take keeps a webhook, and what is wrong with it.
func (t *Tool) Take(h http.Header, body []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id := h.Get("webhook-id")
	if err := t.verifier.Verify(body, h); err != nil && !strings.Contains(err.Error(), "timestamp too old") {
		// The library reads the wall clock, which fake time has left behind.
		if err := t.verifier.VerifyIgnoringTimestamp(body, h); err != nil {
			t.wrong = append(t.wrong, fmt.Sprintf("%s was refused: %v", id, err))
		}
	}
	var doc struct{ ID string }
	if json.Unmarshal(body, &doc) != nil || doc.ID != id {
		t.wrong = append(t.wrong, fmt.Sprintf("%s came with the body of %s", id, doc.ID))
	}
	if before, ok := t.took[id]; ok && string(before) != string(body) {
		t.wrong = append(t.wrong, fmt.Sprintf("%s came twice with different bodies", id))
	}
	t.took[id] = body
}

// Got reports whether it took the webhook of the id.
func (t *Tool) Got(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.took[id] != nil
}

// Took is how many different webhooks it has.
func (t *Tool) Took() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.took)
}

// Complaints are what was wrong with what it took.
func (t *Tool) Complaints() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.wrong)
}

// leftBefore reports whether any of the events came when it was gone.
func (t *Tool) leftBefore(events []heed.Event) bool {
	return !t.Gone.IsZero() && slices.ContainsFunc(events, func(ev heed.Event) bool { return ev.At.After(t.Gone) })
}
