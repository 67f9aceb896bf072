package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// pause keeps a poller whose file fails from spinning.
const pause = time.Second

var (
	errStopped = errors.New("the grace of shutting down was over")
	errExited  = errors.New("the handler ended its goroutine")
)

// serve brings one batch from the claim to the acknowledgement.
func (r *run) serve(ctx context.Context, claims []receipt) {
	batch, err := r.Queue.handOut(claims)
	if err != nil {
		r.OnError(err)
		rest(ctx)
		return
	}
	if len(batch) == 0 {
		return
	}
	failed, err := r.call(batch)
	if err != nil {
		r.OnError(fmt.Errorf("queue %s, a batch of %d: %w", r.Queue.name, len(batch), err))
		return
	}
	r.conclude(batch, failed)
}

func (r *run) conclude(batch []queue.Message, failed queue.Failures) {
	var done []string
	for _, m := range batch {
		if err := failed[m.ID]; err != nil {
			r.OnError(fmt.Errorf("message %s, received %d times: %w", m.ID, m.Received, err))
			continue
		}
		done = append(done, m.ID)
	}
	if err := r.Queue.Ack(context.WithoutCancel(r.calls), done...); err != nil {
		r.OnError(err)
	}
}

type outcome struct {
	failed queue.Failures
	err    error
}

// call runs the handler in a goroutine of its own, to be able to go on without it.
func (r *run) call(batch []queue.Message) (queue.Failures, error) {
	ctx, cancel := context.WithTimeout(r.calls, r.Timeout)
	defer cancel()
	ended := make(chan outcome, 1)
	go func() {
		o := outcome{err: errExited}
		defer func() {
			if reason := recover(); reason != nil {
				o.err = fmt.Errorf("the handler panicked: %v\n%s", reason, debug.Stack())
			}
			ended <- o
		}()
		o = outcome{failed: r.Handler.Handle(ctx, batch)}
	}()
	select {
	case o := <-ended:
		return o.failed, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("the handler was abandoned: %w", context.Cause(ctx))
	}
}

func rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
