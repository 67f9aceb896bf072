package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/queue"
)

// house is a host of the real template with functions that do nothing until a
// test gives them something to do.
type house struct {
	*Host
	plan      *plan.Plan
	functions map[string]Function
	queues    Queues
	log       *record
}

// record is a log that may be read while it is written.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// build makes a house; change may put bodies into its functions.
func build(t *testing.T, change func(h *house)) *house {
	t.Helper()
	file, err := groupcommit.Open(filepath.Join(t.TempDir(), "heed.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	h := &house{plan: realPlan(t), log: &record{}}
	if h.queues, err = OpenQueues(file, h.plan); err != nil {
		t.Fatal(err)
	}
	h.functions = idle(h.plan)
	change(h)
	log := slog.New(slog.NewJSONHandler(h.log, nil))
	if h.Host, err = NewHost(log, h.plan, h.functions, h.queues, file.Commits); err != nil {
		t.Fatal(err)
	}
	return h
}

func realPlan(t testing.TB) *plan.Plan {
	t.Helper()
	wired, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	return wired
}

// idle makes a function that does nothing for every one of the plan.
func idle(wired *plan.Plan) map[string]Function {
	functions := map[string]Function{}
	for _, f := range wired.Functions {
		body := Function{Queues: map[string]queue.Handler{}, Timers: map[string]Timer{}}
		if len(f.Routes) > 0 {
			body.HTTP = http.NotFoundHandler()
		}
		for _, s := range f.Sources {
			body.Queues[s.Queue] = queue.HandlerFunc(func(context.Context, queue.Message) error { return nil })
		}
		for _, t := range f.Timers {
			body.Timers[t.Name] = func(context.Context, time.Time) error { return nil }
		}
		functions[f.Name] = body
	}
	return functions
}

// answers puts an HTTP handler into a function.
func (h *house) answers(name string, handler http.HandlerFunc) {
	f := h.functions[name]
	f.HTTP = handler
	h.functions[name] = f
}

// start runs the host until the test ends.
func (h *house) start(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
}

func (h *house) call(method, target, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	return w
}

// write sends messages to a queue.
func (h *house) write(t *testing.T, name string, bodies ...string) {
	t.Helper()
	if len(bodies) == 0 {
		bodies = []string{"x"}
	}
	var msgs []queue.Message
	for _, body := range bodies {
		msgs = append(msgs, queue.Message{Body: []byte(body)})
	}
	if err := h.queues[name].Send(t.Context(), msgs...); err != nil {
		t.Error(err)
	}
}

// TestTheFlow walks one message from the API through every queue.
func TestTheFlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var delivered []string
		h := build(t, func(h *house) {
			pass := func(to string) queue.Handler {
				return queue.HandlerFunc(func(ctx context.Context, m queue.Message) error {
					return h.queues[to].Send(ctx, queue.Message{Body: append(m.Body, ">"+to...)})
				})
			}
			h.answers("intake", func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				_ = h.queues["signals"].Send(r.Context(), queue.Message{Body: body})
				w.WriteHeader(http.StatusAccepted)
			})
			h.functions["aggregate"].Queues["signals"] = pass("touches")
			h.functions["score"].Queues["touches"] = pass("deliver")
			h.functions["deliver"].Queues["deliver"] = pass("retry")
			h.functions["deliver"].Queues["retry"] = queue.HandlerFunc(func(_ context.Context, m queue.Message) error {
				delivered = append(delivered, string(m.Body))
				return nil
			})
		})
		h.start(t)
		started := time.Now()
		if w := h.call("POST", "/v1/signals", "nps"); w.Code != http.StatusAccepted {
			t.Fatal(w.Code)
		}
		synctest.Wait()
		if want := []string{"nps>touches>deliver>retry"}; !slices.Equal(delivered, want) || time.Since(started) != 0 {
			t.Errorf("delivered %v after %v, want %v at once: an idle function is woken without its window", delivered, time.Since(started), want)
		}
	})
}

func TestWhatDisagreesIsNamed(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(map[string]Function)
		want   string
	}{
		{"not registered", func(f map[string]Function) { delete(f, "score") }, "template.yaml has the function score: register it"},
		{"not planned", func(f map[string]Function) { f["extra"] = Function{} }, "has extra: add it to template.yaml"},
		{"no handler", func(f map[string]Function) { f["intake"] = Function{} }, "intake: routes in template.yaml: 3, an HTTP handler: false"},
		{"queue", func(f map[string]Function) { delete(f["deliver"].Queues, "retry") }, "deliver: queues in template.yaml: [deliver retry], in the code: [deliver]"},
		{"timer", func(f map[string]Function) {
			f["score"].Timers["Nap"] = func(context.Context, time.Time) error { return nil }
		}, "score: timers in template.yaml: [Sweep], in the code: [Nap Sweep]"},
	} {
		functions := idle(realPlan(t))
		row.change(functions)
		_, err := NewHost(slog.New(slog.DiscardHandler), realPlan(t), functions, nil, nil)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.want)
		}
	}
}
