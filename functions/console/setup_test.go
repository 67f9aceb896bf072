package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
)

// bench is a console on a table of its own, and a client that holds one key.
type bench struct {
	t                         testing.TB
	console                   *Console
	rec                       *records.Records
	signals, touches, deliver *outbox
	key                       string
}

// newBench makes a console whose client has the scope admin.
func newBench(t testing.TB) *bench {
	t.Helper()
	return newBenchOn(t, func(table store.Table) store.Table { return table })
}

// newBenchOn makes one whose table is wrapped in another.
func newBenchOn(t testing.TB, wrap func(store.Table) store.Table) *bench {
	t.Helper()
	file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	table, err := bolt.New(file)
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.FromKey(bytes.Repeat([]byte{7}, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	rec := records.New(wrap(table), box)
	b := &bench{t: t, rec: rec, signals: &outbox{}, touches: &outbox{}, deliver: &outbox{}}
	b.console = New(slog.New(slog.DiscardHandler), rec, access.New(rec, time.Minute), box, b.signals, b.touches, b.deliver,
		Options{PublicURL: "https://heed.example.com", Version: "v1.2.3", PortfolioAge: 5 * time.Second})
	return b.as(heed.ScopeAdmin)
}

// as is the same bench for a client whose key has only these scopes; none is a client without a key.
func (b *bench) as(scopes ...heed.Scope) *bench {
	b.t.Helper()
	other := *b
	other.key = ""
	for _, scope := range scopes {
		other.key += "-" + string(scope)
	}
	if other.key == "" {
		return &other
	}
	other.key = heed.KeyPrefix + "test" + other.key
	row, err := b.rec.Key(b.t.Context(), heed.HashKey(other.key))
	if err != nil {
		b.t.Fatal(err)
	}
	row.Value = heed.Key{ID: other.key, Name: "test", Hash: heed.HashKey(other.key), Scopes: scopes}
	if err := b.rec.Write(b.t.Context(), records.PutKey(row)); err != nil {
		b.t.Fatal(err)
	}
	return &other
}

// rows puts rows on the table.
func (b *bench) rows(ops ...store.Op) {
	b.t.Helper()
	for chunk := range slices.Chunk(ops, store.MaxOps/2) {
		if err := b.rec.Write(b.t.Context(), chunk...); err != nil {
			b.t.Fatal(err)
		}
	}
}

// answer is what a call came back with.
type answer struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// call sends a request; header names and values alternate.
func (b *bench) call(method, path, body string, header ...string) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, path, strings.NewReader(body))
	if b.key != "" {
		r.Header.Set("Authorization", "Bearer "+b.key)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	validated(b.t, b.console).ServeHTTP(w, r)
	a := answer{status: w.Code, header: w.Header(), raw: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
			b.t.Fatalf("%s %s answers what is not JSON: %v", method, path, err)
		}
	}
	return a
}

// get calls with GET and requires 200.
func (b *bench) get(path string, header ...string) answer {
	b.t.Helper()
	return b.want(http.StatusOK, "GET", path, "", header...)
}

// want calls and requires a status.
func (b *bench) want(status int, method, path, body string, header ...string) answer {
	b.t.Helper()
	a := b.call(method, path, body, header...)
	if a.status != status {
		b.t.Fatalf("%s %s answers %d, want %d: %s", method, path, a.status, status, a.raw)
	}
	return a
}

// everything follows a list to its end.
func (b *bench) everything(path string) []map[string]any {
	b.t.Helper()
	var all []map[string]any
	for cursor, pages := "", 0; pages < 100; pages++ {
		a := b.get(path + cursor)
		all = append(all, a.items()...)
		next, more := a.body["next"].(string)
		if !more {
			return all
		}
		cursor = "&cursor=" + next
	}
	b.t.Fatalf("%s does not end", path)
	return nil
}

func (a answer) items() []map[string]any {
	var items []map[string]any
	for _, item := range a.body["items"].([]any) {
		items = append(items, item.(map[string]any))
	}
	return items
}

// pick gives one member of every object.
func pick(items []map[string]any, name string) []string {
	var all []string
	for _, item := range items {
		text, _ := item[name].(string)
		all = append(all, text)
	}
	return all
}

// at reads a member below others; a number in the path is an element of an array.
func (a answer) at(path ...any) any {
	var v any = a.body
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	return v
}

// outbox keeps what was sent.
type outbox struct {
	mu   sync.Mutex
	msgs []queue.Message
	down bool
}

var errDown = errors.New("the queue is down")

func (o *outbox) Send(_ context.Context, msgs ...queue.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down {
		return errDown
	}
	o.msgs = append(o.msgs, msgs...)
	return nil
}

// touched lists the accounts that were touched, and forgets them.
func (o *outbox) touched(t *testing.T) []string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []string
	for _, m := range o.msgs {
		touch, err := heed.ReadMessage[heed.Touch](m.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, touch.Accounts...)
	}
	o.msgs = nil
	return all
}
