package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/queuetest"
)

// TestPack holds what every packing must keep, for any mixture of subjects and sizes.
func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(rapid.Custom(anySignal), 0, 300).Draw(t, "signals")
		messages := pack(sent)
		got := map[string][]heed.Signal{}
		for _, m := range messages {
			b := readBatch(t, m)
			for _, s := range b.Signals {
				if s.Subject != b.Subject {
					t.Fatalf("a signal of %q travels with %q", s.Subject, b.Subject)
				}
			}
			got[b.Subject] = append(got[b.Subject], b.Signals...)
		}
		compare(t, sent, got)
	})
}

func anySignal(t *rapid.T) heed.Signal {
	data, _ := json.Marshal(map[string]string{"comment": strings.Repeat(rapid.SampledFrom([]string{"<", "é", "x", "\uFFFE", "\u2028"}).Draw(t, "char"), rapid.IntRange(0, 5000).Draw(t, "length"))})
	return heed.Signal{
		ID: fmt.Sprint(rapid.Uint32().Draw(t, "id")), Source: "s", Type: heed.FeedbackNPS,
		Subject: rapid.SampledFrom([]string{"a", "b", "crm:<é>"}).Draw(t, "subject"), Time: noon, ReceivedAt: noon, Data: data,
	}
}

func readBatch(t *rapid.T, m queue.Message) heed.Batch {
	b, err := heed.ReadMessage[heed.Batch](m.Body)
	switch {
	case err != nil:
		t.Fatal(err)
	case len(m.Body) > heed.MaxBatchBytes || len(b.Signals) > heed.MaxBatchSignals || len(b.Signals) == 0:
		t.Fatalf("a message has %d signals in %d bytes", len(b.Signals), len(m.Body))
	case strings.ContainsAny(string(m.Body), "\uFFFE\uFFFF"):
		t.Fatal("a message holds a character that SQS refuses")
	}
	return b
}

// compare wants every signal once, in the order of its subject.
func compare(t *rapid.T, sent []heed.Signal, got map[string][]heed.Signal) {
	want := map[string][]heed.Signal{}
	for _, s := range sent {
		want[s.Subject] = append(want[s.Subject], s)
	}
	for subject := range want {
		same := slices.EqualFunc(want[subject], got[subject], func(a, b heed.Signal) bool { return a.ID == b.ID && a.SameContent(b) })
		if !same {
			t.Fatalf("the signals of %q were changed, lost or reordered", subject)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d subjects became %d", len(want), len(got))
	}
}

func TestPackFillsMessages(t *testing.T) {
	signals := make([]heed.Signal, 250)
	for i := range signals {
		signals[i] = heed.Signal{ID: fmt.Sprint(i), Subject: fmt.Sprint(i % 2), Data: json.RawMessage(`{}`)}
	}
	messages := pack(signals)
	if len(messages) != 4 {
		t.Errorf("250 signals of two subjects became %d messages, want 4", len(messages))
	}
}

// TestPackLargest holds that the largest signal fits a message whatever it is
// made of: JSON for browsers would write every < with six bytes.
func TestPackLargest(t *testing.T) {
	data, _ := json.Marshal(map[string]string{"comment": "."})
	data = bytes.Replace(data, []byte("."), bytes.Repeat([]byte("<"), heed.MaxSignalBytes), 1)
	s := heed.Signal{ID: "1", Source: "s", Type: heed.FeedbackNPS, Subject: "acme", Time: noon, ReceivedAt: noon, Data: data}
	for n := range 6 {
		messages := pack(slices.Repeat([]heed.Signal{s}, n+1))
		if len(messages) != n/3+1 || len(messages[0].Body) > heed.MaxBatchBytes {
			t.Errorf("%d of the largest signals became %d messages", n+1, len(messages))
		}
	}
}

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
