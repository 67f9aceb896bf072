package bolt

import (
	"context"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// Poller drives a handler from a queue as a Lambda event source would. Messages
// the handler does not name as failed are acknowledged; the failed ones, and all
// of a call that panicked or overran, return after the queue's visibility, which
// should therefore be no shorter than Timeout.
type Poller struct {
	Queue   *Queue
	Handler queue.Handler
	// BatchSize is the most messages of one call. 0 is 10.
	BatchSize int
	// Window is how long visible messages wait for a batch to fill while another
	// call is running. An idle handler gets them at once.
	Window time.Duration
	// Concurrency is the most calls at a time. 0 is 1.
	Concurrency int
	// Timeout is the deadline of a call's context. A call that overruns it is
	// abandoned: what it still does goes unheeded. 0 is the queue's visibility.
	Timeout time.Duration
	// Grace is how long running calls may go on after Run's context ends, before
	// they are cancelled and abandoned. 0 is Timeout.
	Grace time.Duration
	// OnError is told of failed messages, panics, overruns and faults of the queue;
	// calls may tell it at once. nil logs them.
	OnError func(error)
}

// Run polls until the context ends and then waits for the running calls. It
// sleeps until a message is sent, a hidden one returns or a call ends.
func (p Poller) Run(ctx context.Context) {
	r := p.start(ctx)
	for ctx.Err() == nil {
		wait, ok := r.due()
		if ok && wait <= 0 {
			r.take(ctx)
			continue
		}
		r.sleep(ctx, wait, ok)
	}
	r.drain()
}

// run is the state of one Run; only its own goroutine changes it.
type run struct {
	Poller
	calls   context.Context // outlives Run's by the grace
	cancel  context.CancelCauseFunc
	running int
	ended   chan struct{} // one for each call that has ended
	filling time.Time     // since when visible messages wait for company; zero when none does
}

func (p Poller) start(ctx context.Context) *run {
	p.Concurrency = max(p.Concurrency, 1)
	if p.BatchSize <= 0 {
		p.BatchSize = 10
	}
	if p.Timeout <= 0 {
		p.Timeout = p.Queue.options.Visibility
	}
	if p.Grace <= 0 {
		p.Grace = p.Timeout
	}
	if p.OnError == nil {
		p.OnError = func(err error) { slog.Error("polling a queue", "err", err) }
	}
	calls, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	return &run{Poller: p, calls: calls, cancel: cancel, ended: make(chan struct{}, p.Concurrency)}
}

// due is how long to wait before taking a batch; not ok when only an event can tell.
func (r *run) due() (wait time.Duration, ok bool) {
	if r.running == r.Concurrency {
		return 0, false
	}
	waiting, returns, hidden := r.Queue.outlook()
	now := time.Now()
	if waiting == 0 {
		r.filling = time.Time{}
		return returns.Sub(now), hidden
	}
	if r.running == 0 || waiting >= r.BatchSize {
		return 0, true
	}
	if r.filling.IsZero() {
		r.filling = now
	}
	wait = r.filling.Add(r.Window).Sub(now)
	if hidden {
		wait = min(wait, returns.Sub(now)) // it may fill the batch
	}
	return wait, true
}

func (r *run) sleep(ctx context.Context, wait time.Duration, timed bool) {
	var alarm <-chan time.Time
	if timed {
		alarm = time.After(wait)
	}
	select {
	case <-ctx.Done():
	case <-r.Queue.Ready():
	case <-r.ended:
		r.running--
	case <-alarm:
	}
}

func (r *run) take(ctx context.Context) {
	r.filling = time.Time{}
	claims := r.Queue.claim(r.BatchSize)
	if len(claims) == 0 {
		return
	}
	r.running++
	go func() {
		defer func() { r.ended <- struct{}{} }()
		r.serve(ctx, claims)
	}()
}

// drain waits for the running calls, and cancels them when the grace is over.
func (r *run) drain() {
	grace := time.After(r.Grace)
	for r.running > 0 {
		select {
		case <-r.ended:
			r.running--
		case <-grace:
			r.cancel(errStopped)
		}
	}
	r.cancel(nil)
}
