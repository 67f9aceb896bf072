package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// TestEveryMessageIsHandledUnderLoad lets senders and several pollers race, with
// handlers that fail, panic and overrun, and expects each message to be handled
// and nothing to be left in memory or on file.
func TestEveryMessageIsHandledUnderLoad(t *testing.T) {
	const senders, each = 8, 25
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Visibility: time.Minute})
		ctx, stop := context.WithCancel(t.Context())
		var handled sync.Map
		var pollers, sending sync.WaitGroup
		for range 3 {
			p := Poller{
				Queue: q, Handler: unreliable(&handled), BatchSize: 7, Window: time.Second,
				Concurrency: 4, Timeout: 10 * time.Second, OnError: func(error) {},
			}
			pollers.Go(func() { p.Run(ctx) })
		}
		for s := range senders {
			sending.Go(func() {
				for i := range each {
					send(t, q, queue.Message{
						Body:  fmt.Append(nil, s*each+i),
						Group: fmt.Sprint(s % 3),
						Delay: time.Duration(i%4) * time.Second,
					})
				}
			})
		}
		sending.Wait()
		time.Sleep(time.Hour)
		stop()
		pollers.Wait()
		wantHandled(t, &handled, senders*each)
		if n := onFile(t, q); n != 0 || !q.Oldest().IsZero() {
			t.Errorf("%d messages left on file, the oldest of %v", n, q.Oldest())
		}
	})
}

// unreliable fails every message at its first receive, in one of four ways.
func unreliable(handled *sync.Map) handle {
	return func(_ context.Context, batch []queue.Message) queue.Failures {
		failed := queue.Failures{}
		for i, m := range batch {
			if m.Received > 1 {
				handled.Store(string(m.Body), true)
				continue
			}
			switch len(batch[0].ID) % 3 {
			case 0:
				panic("first time")
			case 1:
				time.Sleep(20 * time.Second)
			}
			failed[batch[i].ID] = errors.New("first time")
		}
		return failed
	}
}

func wantHandled(t *testing.T, handled *sync.Map, n int) {
	t.Helper()
	for i := range n {
		if _, ok := handled.Load(fmt.Sprint(i)); !ok {
			t.Errorf("message %d was never handled", i)
		}
	}
}
