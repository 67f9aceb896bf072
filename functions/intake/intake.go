// Package intake takes in what other tools tell: it verifies who sent it, turns
// it into signals and puts them in the inbox.
//
// An HTTP request wakes it: POST /v1/signals with an API key, or a tool's own
// webhook under /v1/hooks/{connection}. It reads API keys, connections and
// settings from the table and remembers them for a short while. It writes
// nothing but messages for aggregate: signals of one subject each, to store and
// count, and what became of a connection's webhooks, to show.
//
// What is wrong is refused whole, with every wrong field named, and nothing of
// it is kept. When the queue does not take all of it, the caller gets 503 and
// sends the same again: a signal's source and id make that safe.
package intake

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
)

// maxBody is the most a request may hold, before and after gunzip.
const maxBody = 1 << 20

// Options are what differs between a laptop, AWS and a test.
type Options struct {
	// Cache is how long connections and settings are remembered; 0 is a minute.
	// A revoked credential ends within that while, a new one works at once.
	Cache time.Duration
	// PublicURL is the address that tools call, without a slash at the end: some
	// sign it. Empty is the host that each request names.
	PublicURL string
	// Now tells the time; nil is time.Now.
	Now func() time.Time
}

// Intake is the function. It is safe for concurrent use.
type Intake struct {
	log         *slog.Logger
	keys        *access.Keys
	outbox      outbox
	publicURL   string
	now         func() time.Time
	settings    *memo.Memo[heed.Settings]
	connections *memo.Memo[connection]
	compiled    mappings
	notes       notes
	mux         *http.ServeMux
}

// New makes the intake. The sender leads to the inbox; the box opens what
// connections keep sealed, under their name.
func New(log *slog.Logger, rec *records.Records, keys *access.Keys, box secret.Box, signals queue.Sender, o Options) *Intake {
	if o.Cache == 0 {
		o.Cache = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	in := &Intake{log: log, keys: keys, outbox: outbox{signals}, publicURL: o.PublicURL, now: o.Now, mux: http.NewServeMux()}
	in.settings = memo.New(o.Cache, func(ctx context.Context, _ string) (heed.Settings, error) {
		row, err := rec.Settings(ctx)
		return row.Value, err
	})
	in.connections = memo.New(o.Cache, func(ctx context.Context, name string) (connection, error) {
		return openConnection(ctx, rec, box, &in.compiled, name)
	})
	in.mount()
	return in
}

// ServeHTTP answers a request.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) { in.mux.ServeHTTP(w, r) }

// mount puts every address on the mux. Those of hooks take what the connection's
// tool shakes hands with, beside POST.
func (in *Intake) mount() {
	in.post("/v1/signals", in.postSignals, func(w http.ResponseWriter, r *http.Request) { problem.Method(w, r, http.MethodPost) })
	in.post("/v1/hooks/{connection}", in.postHook, in.shake)
	in.post("/v1/hooks/{connection}/{token}", in.postHook, in.shake)
	in.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, in.log, heed.Refuse(heed.NotFound, "there is nothing at this address: GET /openapi.json lists what there is"))
	})
}

func (in *Intake) post(path string, answer func(*http.Request) (reply, error), other http.HandlerFunc) {
	in.mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		out, err := answer(r)
		if err != nil {
			problem.Write(w, r, in.log, err)
			return
		}
		out.write(w)
	})
	in.mux.HandleFunc(path, other)
}

// rules are what the deployment allows of a signal's time now.
func (in *Intake) rules(ctx context.Context) (heed.Rules, error) {
	settings, err := in.settings.Get(ctx, "")
	return settings.Rules(in.now().UTC()), err
}

// reply is an accepting answer: a status and its body, which is JSON unless the
// header says otherwise.
type reply struct {
	status int
	body   []byte
	header http.Header
}

func (out reply) write(w http.ResponseWriter) {
	w.Header()["Content-Type"] = jsonType
	maps.Copy(w.Header(), out.header)
	w.Header()["Cache-Control"] = noStore
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // the caller may be gone
}

// Ready-made header values, which save the single signal two allocations.
var (
	jsonType = []string{"application/json"}
	noStore  = []string{"no-store"}
)
