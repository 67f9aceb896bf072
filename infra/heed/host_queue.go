package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/bolt"
)

// Queues are the open queues by name, such as signals and signals-dead.
type Queues map[string]*bolt.Queue

// OpenQueues opens every queue of the plan in the data file.
func OpenQueues(f *groupcommit.File, wired *plan.Plan) (Queues, error) {
	queues := Queues{}
	for _, q := range slices.SortedStableFunc(slices.Values(wired.Queues), deadLettersFirst) {
		opened, err := bolt.Open(f, q.Name, bolt.Options{
			Visibility: q.Visibility, Retention: q.Retention, MaxReceives: q.Receives, Dead: queues[q.Dead],
		})
		if err != nil {
			return nil, err
		}
		queues[q.Name] = opened
	}
	return queues, nil
}

// deadLettersFirst puts the queues without dead letters of their own first: the others need them open.
func deadLettersFirst(a, b plan.Queue) int { return strings.Compare(a.Dead, b.Dead) }

// inspectors are what an operator looks at: every queue that has dead letters.
func (q Queues) inspectors() map[string]queue.Inspector {
	all := map[string]queue.Inspector{}
	for name, source := range q {
		if dead, ok := q[name+"-dead"]; ok {
			all[name] = bolt.Inspect(source, dead)
		}
	}
	return all
}

// poller drives a handler from its queue as an event source would on AWS. What
// can never work is parked among the dead letters.
func (h *Host) poller(f plan.Function, s plan.Source, handler queue.Handler, queues Queues, deadLetters string) func(context.Context) {
	log := h.log.With("function", f.Name, "queue", s.Queue)
	if dead, ok := queues[deadLetters]; ok {
		handler = queue.Parking(handler, dead, f.Name, time.Now)
	}
	return bolt.Poller{
		Queue: queues[s.Queue], Handler: noting{handler, h.worked},
		BatchSize: s.Batch, Window: s.Window, Concurrency: s.Concurrency, Timeout: f.Timeout, Grace: grace,
		OnError: func(err error) { log.Warn("message failed", "error", err) },
	}.Run
}

// noting calls after each batch.
type noting struct {
	queue.Handler
	after func()
}

func (n noting) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	defer n.after()
	return n.Handler.Handle(ctx, batch)
}
