package deliver

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
)

// BenchmarkDelivery posts events of eight endpoints from the queue to a local
// server and records them, each durably.
func BenchmarkDelivery(b *testing.B) {
	var left sync.WaitGroup
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer server.Close()
	w := newWorld(b, faults{})
	endpoints := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	for _, id := range endpoints {
		w.endpoint(id, nil)
		w.change(id, func(ep *heed.Endpoint) { ep.URL = server.URL })
	}
	w.d = New(slog.New(slog.DiscardHandler), w.rec, w.box, NewClient(true, nil), w.late, w.first, Options{})
	msgs := make([]queue.Message, b.N)
	for i := range msgs {
		msgs[i] = hint.Knock(w.born(endpoints[i%len(endpoints)])[0], 0)
	}
	left.Add(b.N)
	b.ResetTimer()
	if err := w.first.Send(context.Background(), msgs...); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := counting{w.d, &left}
	p := queuebolt.Poller{Queue: w.first, Handler: done, Concurrency: 20, Timeout: time.Minute}
	var poller sync.WaitGroup
	poller.Go(func() { p.Run(ctx) })
	left.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	stop()
	poller.Wait()
}

// counting tells how many messages were handled.
type counting struct {
	queue.Handler
	left *sync.WaitGroup
}

func (c counting) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	failed := c.Handler.Handle(ctx, batch)
	c.left.Add(len(failed) - len(batch))
	return failed
}
