package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/queue"
)

// house is a host of the real template with functions that do nothing until a
// test gives them something to do.
type house struct {
	*Host
	plan      *Plan
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

// idle makes a function that does nothing for every one of the plan.
func idle(plan *Plan) map[string]Function {
	functions := map[string]Function{}
	for _, f := range plan.Functions {
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

func TestRoutesReachTheirFunction(t *testing.T) {
	h := build(t, func(h *house) {
		for _, name := range []string{"intake", "console"} {
			h.answers(name, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, name+" "+r.PathValue("connection")+r.PathValue("token"))
			})
		}
	})
	for target, want := range map[string]string{
		"POST /v1/signals":       "intake ",
		"DELETE /v1/signals":     "intake ",
		"HEAD /v1/hooks/crm":     "intake crm",
		"POST /v1/hooks/crm/t0k": "intake crmt0k",
		"POST /v1/hooks/a/b/c":   "console ",
		"GET /":                  "console ",
		"GET /v1/accounts/acme":  "console ",
		"GET /ui/accounts":       "console ",
		"PUT /nowhere":           "console ",
	} {
		method, path, _ := strings.Cut(target, " ")
		if got := h.call(method, path, "").Body.String(); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func TestAPanicIsAnswered(t *testing.T) {
	h := build(t, func(h *house) {
		h.answers("intake", func(http.ResponseWriter, *http.Request) { panic("boom") })
	})
	w := h.call("POST", "/v1/hooks/crm/s3cr3t?hapikey=alsosecret", "private words")
	var refusal problem.Document
	if err := json.Unmarshal(w.Body.Bytes(), &refusal); err != nil {
		t.Fatal(err)
	}
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" || refusal.Code != "internal" || refusal.Status != 500 {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if refusal.RequestID == "" || refusal.RequestID != w.Header().Get(problem.RequestID) || strings.Count(h.log.String(), refusal.RequestID) != 2 {
		t.Errorf("request id %q is not in the header and both log lines: %s", refusal.RequestID, h.log)
	}
	for _, secret := range []string{"s3cr3t", "alsosecret", "private"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log tells %q: %s", secret, h.log)
		}
	}
	if !strings.Contains(h.log.String(), `"route":"/v1/hooks/{connection}/{token}"`) {
		t.Errorf("the log names no route: %s", h.log)
	}
}

func TestAPanicAfterTheAnswerLeavesItAlone(t *testing.T) {
	h := build(t, func(h *house) {
		h.answers("intake", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			panic("late")
		})
	})
	if w := h.call("POST", "/v1/signals", ""); w.Code != http.StatusAccepted || w.Body.Len() > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestARequestIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, func(h *house) {
			h.answers("intake", func(w http.ResponseWriter, r *http.Request) {
				<-r.Context().Done()
				w.WriteHeader(http.StatusServiceUnavailable)
			})
			h.answers("console", func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				if tooLarge := (*http.MaxBytesError)(nil); !errors.As(err, &tooLarge) {
					t.Errorf("reading %d bytes: %v", maxBody+1, err)
				}
				if r.Header.Get(problem.RequestID) == "mine" {
					t.Error("the caller chose the request id")
				}
			})
		})
		started := time.Now()
		h.call("POST", "/v1/signals", "")
		if took := time.Since(started); took != h.plan.Functions[0].Timeout {
			t.Errorf("the deadline came after %v, want %v", took, h.plan.Functions[0].Timeout)
		}
		r := httptest.NewRequest("PUT", "/v1/settings", strings.NewReader(strings.Repeat("x", maxBody+1)))
		r.Header.Set(problem.RequestID, "mine")
		h.ServeHTTP(httptest.NewRecorder(), r)
	})
}

// TestPoisonIsParked drops one message of three and sees the others through.
func TestPoisonIsParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		h := build(t, func(h *house) {
			h.functions["aggregate"].Queues["signals"] = queue.HandlerFunc(func(_ context.Context, m queue.Message) error {
				if string(m.Body) == "poison" {
					return queue.Drop(errors.New("cannot be read"))
				}
				seen = append(seen, string(m.Body))
				return nil
			})
		})
		h.write(t, "signals", "a", "poison", "b")
		h.start(t)
		synctest.Wait()
		dead, err := h.queues["signals-dead"].Receive(t.Context(), 10)
		if err != nil || len(dead) != 1 || len(seen) != 2 {
			t.Fatalf("dead letters %v, %v; seen %v", dead, err, seen)
		}
		if a := dead[0].Attributes; a["reason"] != "cannot be read" || a["function"] != "aggregate" || a["time"] == "" {
			t.Errorf("attributes %v", a)
		}
	})
}

// TestAMessageDiesOfItsReceives holds that the template's figures are the queue's.
func TestAMessageDiesOfItsReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries, want []time.Duration
		began := time.Now()
		h := build(t, func(h *house) {
			h.functions["deliver"].Queues["deliver"] = queue.HandlerFunc(func(context.Context, queue.Message) error {
				tries = append(tries, time.Since(began))
				panic("always")
			})
		})
		plan := h.plan.Queue("deliver")
		for i := range plan.Receives {
			want = append(want, time.Duration(i)*plan.Visibility)
		}
		h.write(t, "deliver")
		h.start(t)
		time.Sleep(time.Duration(plan.Receives)*plan.Visibility + time.Second)
		synctest.Wait()
		if visible, _, _ := h.queues["deliver-dead"].Depth(); visible != 1 || !slices.Equal(tries, want) {
			t.Errorf("%d dead letters after tries at %v, want 1 after %v", visible, tries, want)
		}
	})
}

// batches notes the size of each batch and when it came; each takes a minute.
type batches struct {
	mu    sync.Mutex
	start time.Time
	came  []string
}

func (b *batches) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	b.mu.Lock()
	b.came = append(b.came, fmt.Sprintf("%d at %v", len(batch), time.Since(b.start)))
	b.mu.Unlock()
	pause(ctx, time.Minute)
	return nil
}

// TestBatchesAreAsPlanned holds the figures of the template: size, how many at
// a time, and the window while the function is busy.
func TestBatchesAreAsPlanned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sized, windowed := &batches{start: time.Now()}, &batches{start: time.Now()}
		h := build(t, func(h *house) {
			h.functions["deliver"].Queues["retry"] = sized
			h.functions["score"].Queues["touches"] = windowed
		})
		h.write(t, "retry", slices.Repeat([]string{"x"}, 101)...)
		h.start(t)
		h.write(t, "touches")
		time.Sleep(time.Second)
		h.write(t, "touches", slices.Repeat([]string{"x"}, 102)...)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		for _, row := range []struct {
			queue string
			got   []string
			want  []string
		}{
			{"retry", sized.came, slices.Repeat([]string{"10 at 0s"}, 10)},
			{"touches", windowed.came, []string{"1 at 0s", "100 at 1s", "2 at 6s"}},
		} {
			if !slices.Equal(row.got, row.want) {
				t.Errorf("%s: batches of %v, want %v", row.queue, row.got, row.want)
			}
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
