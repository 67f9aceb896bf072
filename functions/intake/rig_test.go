package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// noon is when the fixtures were sent.
var noon = time.Unix(1772452800, 0).UTC()

// The keys every rig knows.
const (
	ingestKey = "heed_ingest"
	widgetKey = "heed_widget" // narrowed to feedback
	readKey   = "heed_read"
	staleKey  = "heed_stale" // expired
)

// rig is an intake on a table in memory, with a queue that keeps what it is sent.
type rig struct {
	testing.TB
	rec   *records.Records
	box   secret.Box
	inbox *inbox
	log   *bytes.Buffer
	now   time.Time
	*Intake
}

func newRig(tb testing.TB) *rig {
	tb.Helper()
	box, err := secret.FromKey(bytes.Repeat([]byte{7}, secret.KeySize))
	if err != nil {
		tb.Fatal(err)
	}
	r := &rig{TB: tb, box: box, inbox: &inbox{}, log: &bytes.Buffer{}, now: noon}
	r.rec = records.New(storetest.NewModel(), box)
	r.addKey(heed.Key{ID: "k1", Hash: heed.HashKey(ingestKey), Scopes: []heed.Scope{heed.ScopeIngest}})
	r.addKey(heed.Key{ID: "k2", Hash: heed.HashKey(widgetKey), Scopes: []heed.Scope{heed.ScopeIngest}, Types: []string{"feedback.*"}})
	r.addKey(heed.Key{ID: "k3", Hash: heed.HashKey(readKey), Scopes: []heed.Scope{heed.ScopeRead, heed.ScopeWrite}})
	r.addKey(heed.Key{ID: "k4", Hash: heed.HashKey(staleKey), Scopes: []heed.Scope{heed.ScopeIngest}, ExpiresAt: time.Unix(1, 0)})
	r.reach(r.inbox)
	return r
}

// reach makes the intake anew with another way to the queue.
func (r *rig) reach(q queue.Sender) {
	log := slog.New(slog.NewJSONHandler(r.log, nil))
	r.Intake = New(log, r.rec, access.New(r.rec, time.Minute), r.box, q, Options{PublicURL: "https://hooks.example.com", Now: func() time.Time { return r.now }})
}

func (r *rig) addKey(k heed.Key) {
	r.Helper()
	r.must(r.rec.Write(context.Background(), records.PutKey(records.Row[heed.Key]{Value: k})))
}

// connect configures a connection with signing secrets.
func (r *rig) connect(c heed.Connection, secrets ...string) {
	r.Helper()
	raw := make([]json.RawMessage, len(secrets))
	for i, s := range secrets {
		raw[i], _ = json.Marshal(s)
	}
	r.connectWith(c, raw...)
}

// connectWith configures a connection with credentials of any shape.
func (r *rig) connectWith(c heed.Connection, credentials ...json.RawMessage) {
	r.Helper()
	for _, raw := range credentials {
		sealed, err := r.box.Seal(context.Background(), raw, []byte(c.Name))
		r.must(err)
		c.Credentials = append(c.Credentials, sealed)
	}
	row, err := r.rec.Connection(context.Background(), c.Name)
	r.must(err)
	row.Value = c
	r.must(r.rec.Write(context.Background(), records.PutConnection(row)))
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// serve sends a request with headers given as "Name: value".
func (r *rig) serve(method, url, body string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, url, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// post sends to the signals API with the ingest key, unless a header says otherwise.
func (r *rig) post(body string, headers ...string) *httptest.ResponseRecorder {
	return r.serve("POST", "/v1/signals", body, append([]string{"Authorization: Bearer " + ingestKey}, headers...)...)
}

// wantProblem expects a problem document with the status, and nothing in the queue.
func (r *rig) wantProblem(w *httptest.ResponseRecorder, status int) problem.Document {
	r.Helper()
	var doc problem.Document
	if w.Code != status {
		r.Fatalf("answered %d %s, want %d", w.Code, w.Body, status)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
		r.Errorf("the content type is %q", kind)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.Status != status || doc.Code == "" || doc.Detail == "" {
		r.Errorf("no problem document: %s", w.Body)
	}
	if len(r.inbox.messages) > 0 {
		r.Errorf("%d messages were sent all the same", len(r.inbox.messages))
	}
	return doc
}

// wantAccepted expects the answer, and so many signals in the queue.
func (r *rig) wantAccepted(w *httptest.ResponseRecorder, status int, body string, n int) []heed.Signal {
	r.Helper()
	if w.Code != status || w.Body.String() != body {
		r.Fatalf("answered %d %s, want %d %s", w.Code, w.Body, status, body)
	}
	signals := r.inbox.signals(r.TB)
	if len(signals) != n {
		r.Fatalf("%d signals were sent, want %d", len(signals), n)
	}
	return signals
}

// inbox is a queue that keeps what it is sent.
type inbox struct {
	mu       sync.Mutex
	messages []queue.Message
	notes    []heed.Arrivals
}

func (q *inbox) Send(_ context.Context, msgs ...queue.Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range msgs {
		if b, err := heed.ReadMessage[heed.Batch](m.Body); err == nil && b.Arrivals != nil {
			q.notes = append(q.notes, *b.Arrivals)
			continue
		}
		q.messages = append(q.messages, m)
	}
	return nil
}

func (q *inbox) signals(tb testing.TB) []heed.Signal {
	tb.Helper()
	var all []heed.Signal
	for _, m := range q.messages {
		b, err := heed.ReadMessage[heed.Batch](m.Body)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, b.Signals...)
	}
	return all
}

var _ http.Handler = (*Intake)(nil)
