package queuetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// bench holds the queue of one test.
type bench struct {
	*testing.T
	adapter Adapter
	Opened
}

func (b *bench) open(o Options) {
	b.Helper()
	if o.Visibility == 0 {
		o.Visibility = visibility
	}
	b.Opened = b.adapter.Open(b.T, o)
}

func (b *bench) sleep(d time.Duration) {
	if b.adapter.Sleep == nil {
		time.Sleep(d)
		return
	}
	b.adapter.Sleep(d)
}

func (b *bench) send(msgs ...queue.Message) {
	b.Helper()
	b.must(b.Queue.Send(b.Context(), msgs...))
}

func (b *bench) ack(msgs ...queue.Message) {
	b.Helper()
	b.must(b.Queue.Ack(b.Context(), ids(msgs)...))
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// receive gathers messages until nothing more comes, in no promised order.
func (b *bench) receive(q Queue) []queue.Message {
	b.Helper()
	var all []queue.Message
	for {
		msgs, err := q.Receive(b.Context(), 10)
		b.must(err)
		if len(msgs) == 0 {
			return all
		}
		all = append(all, msgs...)
	}
}

// one receives the only visible message, and fails the test when there is not one.
func (b *bench) one(q Queue) queue.Message {
	b.Helper()
	msgs := b.receive(q)
	if len(msgs) != 1 {
		b.Fatalf("received %d messages, want 1", len(msgs))
	}
	return msgs[0]
}

// wantBodies receives and compares without regard to order.
func (b *bench) wantBodies(q Queue, want ...string) {
	b.Helper()
	got := bodies(b.receive(q))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.Fatalf("received %q, want %q", got, want)
	}
}

// wantRefused expects a *queue.Partial that names the failed messages.
func (b *bench) wantRefused(err error, failed ...int) {
	b.Helper()
	var partial *queue.Partial
	if !errors.As(err, &partial) || !slices.Equal(partial.Failed, failed) {
		b.Fatalf("sending gave %v, want a *queue.Partial naming %v", err, failed)
	}
}

func text(body string) queue.Message { return queue.Message{Body: []byte(body)} }

func bodies(msgs []queue.Message) []string {
	all := make([]string, len(msgs))
	for i, m := range msgs {
		all[i] = string(m.Body)
	}
	return all
}

func ids(msgs []queue.Message) []string {
	all := make([]string, len(msgs))
	for i, m := range msgs {
		all[i] = m.ID
	}
	return all
}
