package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
)

// within runs a test in a bubble, with a request that has the deadline of the deployed function.
func within(t *testing.T, test func(t *testing.T, ctx context.Context)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		test(t, ctx)
	})
}

func someSignals() []heed.Signal {
	var all []heed.Signal
	for _, subject := range []string{"a", "b", "c", "d"} {
		all = append(all, heed.Signal{ID: subject, Source: "s", Type: heed.FeedbackNPS, Subject: subject, Data: json.RawMessage(`{"score":9}`)})
	}
	return all
}

func TestOutboxSendsTheRefusedAgain(t *testing.T) {
	within(t, func(t *testing.T, ctx context.Context) {
		kept := &inbox{}
		refuseFirst := func(n int, m queue.Message) queuetest.Fault {
			if n < 4 && n != 1 || n == 5 { // three of the first try, one of the second
				return queuetest.Refuse
			}
			return queuetest.None
		}
		if err := (outbox{&queuetest.Faulty{Sender: kept, Decide: refuseFirst}}).send(ctx, someSignals()); err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, s := range kept.signals(t) {
			ids = append(ids, s.ID)
		}
		if got := strings.Join(ids, ""); got != "badc" {
			t.Errorf("kept %q, want each once: badc", got)
		}
	})
}

func TestOutboxGivesUpInTime(t *testing.T) {
	within(t, func(t *testing.T, ctx context.Context) {
		start := time.Now()
		refuse := func(int, queue.Message) queuetest.Fault { return queuetest.Refuse }
		err := outbox{&queuetest.Faulty{Sender: &inbox{}, Decide: refuse}}.send(ctx, someSignals())
		if !errors.Is(err, queuetest.ErrInjected) {
			t.Errorf("the error is %v", err)
		}
		if took := time.Since(start); took > 7*time.Second || took < 5*time.Second {
			t.Errorf("it gave up after %v, want until 3 s of 10 s are left", took)
		}
	})
}

func TestOutboxLeavesTheUnknownToTheCaller(t *testing.T) {
	for _, fault := range []queuetest.Fault{queuetest.Lose, queuetest.Hide} {
		within(t, func(t *testing.T, ctx context.Context) {
			start := time.Now()
			err := outbox{&queuetest.Faulty{Sender: &inbox{}, Decide: func(int, queue.Message) queuetest.Fault { return fault }}}.send(ctx, someSignals())
			if !errors.Is(err, queuetest.ErrInjected) || time.Since(start) != 0 {
				t.Errorf("after %v the error is %v", time.Since(start), err)
			}
		})
	}
}

func TestOutboxWithoutDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		hang := senderFunc(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		if err := (outbox{hang}).send(t.Context(), someSignals()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v", err)
		}
		if took := time.Since(start); took != 7*time.Second {
			t.Errorf("a hanging queue was waited for %v", took)
		}
	})
}

type senderFunc func(context.Context) error

func (f senderFunc) Send(ctx context.Context, _ ...queue.Message) error { return f(ctx) }

func TestUnreachableQueue(t *testing.T) {
	r := newRig(t)
	r.reach(senderFunc(func(context.Context) error { return errors.New("the socket is gone") }))
	f, body := load(t, "typeform-form-response-nps")
	r.connect(heed.Connection{Name: "main", Provider: f.Provider}, f.text())
	for _, w := range []*httptest.ResponseRecorder{r.post(nps), r.hook("/v1/hooks/main", body, f.Headers)} {
		r.wantProblem(w, 503)
		if w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "socket") {
			t.Errorf("answered %v %s", w.Header(), w.Body)
		}
	}
	if !strings.Contains(r.log.String(), "the socket is gone") {
		t.Errorf("logged %s", r.log)
	}
}
