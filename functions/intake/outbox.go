package intake

import (
	"context"
	"errors"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/trace"
)

// The patience of the outbox: what a queue did not take is sent again, with
// growing pauses, until the answer must go out.
const (
	reserve    = 3 * time.Second  // of the deadline, kept for the answer
	unbounded  = 10 * time.Second // the deadline of a request that has none
	firstPause = 50 * time.Millisecond
	maxPause   = time.Second
)

// outbox puts signals in the inbox.
type outbox struct{ queue queue.Sender }

// send returns nil once every signal is in the queue, with the trace of its
// request. On an error it is unknown which are.
func (o outbox) send(ctx context.Context, signals []heed.Signal) error {
	if len(signals) == 0 {
		return nil
	}
	messages := hint.Signals(signals, trace.From(ctx).String())
	ctx, cancel := context.WithDeadline(ctx, lastSend(ctx))
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		err := o.queue.Send(ctx, messages...)
		var partial *queue.Partial
		if !errors.As(err, &partial) {
			return err
		}
		if !rest(ctx, pause) {
			return err
		}
		messages = choose(messages, partial.Failed)
	}
}

func lastSend(ctx context.Context) time.Time {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(unbounded)
	}
	return deadline.Add(-reserve)
}

// rest pauses; false when the time is over.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func choose(messages []queue.Message, indexes []int) []queue.Message {
	chosen := make([]queue.Message, 0, len(indexes))
	for _, i := range indexes {
		chosen = append(chosen, messages[i])
	}
	return chosen
}
