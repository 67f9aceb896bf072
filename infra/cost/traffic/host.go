package traffic

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/functions/aggregate"
	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/functions/intake"
	"github.com/heed-cs/heed/functions/learn"
	"github.com/heed-cs/heed/functions/score"
	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/bolt"
	"github.com/heed-cs/heed/shared/trace"
	"github.com/heed-cs/heed/shared/webhook"
)

// shop is the table with what must be in it before anything is counted.
type shop struct {
	file  *groupcommit.File
	table store.Table
	key   *secret.Key
	rec   *records.Records // not counted
	plan  *plan.Plan       // what AWS is told to build
}

const ingestKey = "heed_traffic"

func openShop(ctx context.Context, dir string) (*shop, error) {
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		return nil, err
	}
	file, err := groupcommit.Open(filepath.Join(dir, "heed.db"))
	if err != nil {
		return nil, err
	}
	table, err := bolt.New(file)
	if err != nil {
		return nil, err
	}
	template, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		return nil, err
	}
	s := &shop{file: file, table: table, key: key, rec: records.New(table, key), plan: template}
	return s, s.furnish(ctx)
}

// furnish makes a key for signals and one endpoint that wants every event.
func (s *shop) furnish(ctx context.Context) error {
	signing, err := webhook.NewSecret(strings.NewReader(strings.Repeat("k", 64)))
	if err != nil {
		return err
	}
	sealed, err := s.key.Seal(ctx, []byte(signing.Reveal()), []byte("crm"))
	if err != nil {
		return err
	}
	return s.rec.Write(ctx,
		records.PutKey(records.Row[heed.Key]{Value: heed.Key{ID: "traffic", Hash: heed.HashKey(ingestKey), Scopes: []heed.Scope{heed.ScopeIngest}}}),
		records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{
			ID: "crm", URL: "https://crm.example/hook", Events: []string{"*"},
			Status: heed.EndpointEnabled, Secrets: []heed.SealedSecret{{Sealed: sealed}},
		}}))
}

// host runs the functions on the shop, each on a table and queues that count for
// it, woken and sized as template.yaml has it.
type host struct {
	*shop
	clock  *clock
	meter  *cost.Meter
	boxes  map[string]*box
	logs   map[string]*slog.Logger
	memory map[string]int // MB, by function

	intake    http.Handler
	aggregate *aggregate.Aggregate
	score     *score.Score
	learn     *learn.Learn
	deliver   *deliver.Deliver
}

func newHost(s *shop) *host {
	h := &host{shop: s, clock: &clock{}, meter: cost.NewMeter(), boxes: map[string]*box{}, logs: map[string]*slog.Logger{}, memory: map[string]int{}}
	for _, f := range s.plan.Functions {
		h.logs[f.Name] = slog.New(slog.NewJSONHandler(cost.Lines(h.meter), nil)).With("requestId", strings.Repeat("0", 36), "function", f.Name)
		h.memory[f.Name] = f.Memory
		for _, from := range f.Sources {
			h.boxes[from.Queue] = newBox(from.Queue, from.Batch, from.Window, h.clock, h.meter, h.consumer(f.Name))
		}
	}
	h.build()
	return h
}

func (h *host) build() {
	rec := func(function string) *records.Records {
		return records.New(cost.Table(h.meter, function, h.table), h.key)
	}
	to := func(function, name string) queue.Sender { return cost.Sender(h.meter, function, name, h.boxes[name]) }
	client := &http.Client{Transport: receiver{}}
	in := rec("intake")
	h.intake = intake.New(h.logs["intake"], in, access.New(in, time.Minute), h.key, to("intake", "signals"), intake.Options{})
	h.aggregate = aggregate.New(h.logs["aggregate"], rec("aggregate"), to("aggregate", "signals"), to("aggregate", "touches"),
		to("aggregate", "deliver"), none{}, aggregate.Options{Patience: 14 * time.Minute}) // as its bootstrap has it
	h.score = score.New(h.logs["score"], rec("score"), to("score", "touches"), to("score", "deliver"), score.Options{})
	h.learn = learn.New(h.logs["learn"], rec("learn"))
	h.deliver = deliver.New(h.logs["deliver"], rec("deliver"), h.key, client, to("deliver", "retry"), to("deliver", "deliver"), deliver.Options{})
}

// consumer hands batches to a function and tells what it was billed.
func (h *host) consumer(function string) func([]queue.Message) time.Duration {
	return func(batch []queue.Message) time.Duration {
		handler := map[string]queue.Handler{"aggregate": h.aggregate, "score": h.score, "deliver": h.deliver}[function]
		return h.invoke(function, func() {
			for id, err := range handler.Handle(context.Background(), batch) {
				panic(fmt.Sprintf("%s failed on %s: %v", function, id, err)) // nothing fails here
			}
		})
	}
}

// fullCore is the memory in MB at which Lambda gives one whole core.
const fullCore = 1769

// invoke runs a function and bills it: the computing it took here, at the share of a core
// that its memory buys, and the time its calls take on AWS, as if one after the other.
func (h *host) invoke(function string, run func()) time.Duration {
	waited, computed := h.meter.Waited(function), cpuTime()
	run()
	computed, waited = (cpuTime()-computed)*fullCore/time.Duration(h.memory[function]), h.meter.Waited(function)-waited
	h.meter.Billed(function, computed, waited, h.memory[function])
	return computed + waited
}

// post sends signals to intake, as one call of the API.
func (h *host) post(body string) {
	h.meter.HTTP(len(body))
	h.invoke("intake", func() {
		r, err := http.NewRequest(http.MethodPost, "/v1/signals", strings.NewReader(body))
		if err != nil {
			panic(err) // a fixed address
		}
		r.Header.Set("Authorization", "Bearer "+ingestKey)
		r.Header.Set("Content-Type", "application/json")
		w := &answer{header: http.Header{}}
		h.intake.ServeHTTP(w, r.WithContext(trace.With(r.Context(), trace.New()))) // as onlambda does
		if w.status != http.StatusAccepted {
			panic(fmt.Sprintf("intake answered %d: %s", w.status, w.body.String()))
		}
	})
	h.meter.Logged(len(accessLine(h.plan.AccessLog)))
}

// accessLine is what the gateway's access log says of one post: the template's
// line, with values of the usual length. Intake itself is silent about what it took.
func accessLine(format string) string {
	return strings.NewReplacer(
		"$context.integration.requestId", strings.Repeat("0", 36), "$context.requestId", strings.Repeat("0", 16),
		"$context.routeKey", "ANY /v1/signals", "$context.status", "202", "$context.responseLength", "14", "$context.responseLatency", "12",
		"$context.error.message", "-", "$context.integrationErrorMessage", "-",
	).Replace(format)
}

type answer struct {
	header http.Header
	status int
	body   strings.Builder
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// receiver takes every webhook.
type receiver struct{}

func (receiver) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// none is a queue that nothing reaches.
type none struct{}

func (none) Send(_ context.Context, msgs ...queue.Message) error {
	return fmt.Errorf("%d messages were dropped: %v", len(msgs), msgs[0].Attributes)
}
