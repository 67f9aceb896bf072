package onlambda

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/queue"
)

// handle is a handler of whole batches.
type handle func(batch []queue.Message) queue.Failures

func (h handle) Handle(_ context.Context, batch []queue.Message) queue.Failures { return h(batch) }

func TestABatchArrivesWhole(t *testing.T) {
	log, written := logging()
	var got []queue.Message
	f := Function{Log: log, Queues: map[string]queue.Handler{"deliver": handle(func(batch []queue.Message) queue.Failures {
		got = batch
		return nil
	})}}
	out, err := f.Invoke(invoked(t), fixture(t, "sqs-batch"))
	if err != nil || string(out) != `{"batchItemFailures":[]}` {
		t.Fatalf("%s, %v", out, err)
	}
	sent := time.Date(2026, 11, 20, 9, 30, 0, 123e6, time.UTC)
	want := []queue.Message{
		{ID: "059f36b4-87a3-44ab-83d2-661970000001", Body: []byte("first"), Group: "endpoint-1", Received: 1, SentAt: sent},
		{ID: "059f36b4-87a3-44ab-83d2-661970000002", Body: []byte("second"), Received: 3, SentAt: sent, Attributes: map[string]string{"reason": "unreadable"}},
		{ID: "059f36b4-87a3-44ab-83d2-661970000003", Body: []byte("third"), Received: 1, SentAt: sent},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if written.Len() > 0 {
		t.Errorf("a batch without failures cost a line: %s", written)
	}
}

func TestOnlyWhatFailedReturns(t *testing.T) {
	log, written := logging()
	f := Function{Log: log, Queues: map[string]queue.Handler{"deliver": handle(func(batch []queue.Message) queue.Failures {
		return queue.Failures{batch[1].ID: errors.New("the table is away"), batch[0].ID: nil, "not in the batch": errors.New("x")}
	})}}
	out, err := f.Invoke(invoked(t), fixture(t, "sqs-batch"))
	if err != nil || string(out) != `{"batchItemFailures":[{"itemIdentifier":"059f36b4-87a3-44ab-83d2-661970000002"}]}` {
		t.Errorf("%s, %v", out, err)
	}
	if lines := written.String(); strings.Count(lines, "\n") != 1 || !strings.Contains(lines, `"received":3,"error":"the table is away"`) {
		t.Errorf("log %s", written)
	}
}

func TestAPanicReturnsTheBatch(t *testing.T) {
	log, _ := logging()
	f := Function{Log: log, Queues: map[string]queue.Handler{"deliver": handle(func([]queue.Message) queue.Failures { panic("boom") })}}
	if out, err := f.Invoke(invoked(t), fixture(t, "sqs-batch")); err == nil {
		t.Errorf("acknowledged by %s", out)
	}
}

func TestAQueueIsKnownByTheEndOfItsName(t *testing.T) {
	named := func(name string) queue.Handler {
		return handle(func([]queue.Message) queue.Failures { return queue.Failures{"name": errors.New(name)} })
	}
	f := Function{Queues: map[string]queue.Handler{"signals": named("signals"), "signals-dead": named("signals-dead"), "dead": named("dead")}}
	for arn, want := range map[string]string{
		"arn:aws:sqs:us-east-1:1:heed-signals":        "signals",
		"arn:aws:sqs:us-east-1:1:heed-eu-signals":     "signals",
		"arn:aws:sqs:us-east-1:1:signals":             "signals",
		"arn:aws:sqs:us-east-1:1:heed-signals-dead":   "signals-dead",
		"arn:aws:sqs:us-east-1:1:heed-deliver-dead":   "dead",
		"arn:aws:sqs:us-east-1:1:heed-extrasignals":   "",
		"arn:aws:sqs:us-east-1:1:heed-signals-queued": "",
		"": "",
	} {
		handler, name, err := f.handlerOf(arn)
		if name != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v; want %q", arn, name, err, want)
			continue
		}
		if want != "" && handler.Handle(t.Context(), nil)["name"].Error() != want {
			t.Errorf("%s: the handler of another queue", arn)
		}
	}
}
