package traffic

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/queue"
)

// polled lets n messages come in over a while, and gives the batches in which
// they were handed over.
func polled(t interface{ Fatal(...any) }, n int, over time.Duration, batch int, window, busy time.Duration) (batches [][]queue.Message, m *cost.Meter) {
	c := &clock{}
	m = cost.NewMeter()
	b := newBox("signals", batch, window, c, m, func(msgs []queue.Message) time.Duration {
		batches = append(batches, msgs)
		return busy
	})
	r := rand.New(rand.NewPCG(1, 1))
	for i := range n {
		c.at(time.Duration(r.Float64()*float64(over)), func() {
			if err := b.Send(context.Background(), queue.Message{Body: fmt.Append(nil, i)}); err != nil {
				t.Fatal(err)
			}
		})
	}
	c.run(over + 24*time.Hour)
	return batches, m
}

func TestEveryMessageIsHandedOverOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, batch := rapid.IntRange(0, 300).Draw(t, "messages"), rapid.IntRange(1, 100).Draw(t, "batch")
		window := time.Duration(rapid.IntRange(0, 5).Draw(t, "window")) * time.Second
		busy := time.Duration(rapid.IntRange(0, 5000).Draw(t, "busy")) * time.Millisecond
		batches, m := polled(t, n, time.Minute, batch, window, busy)
		seen := map[string]int{}
		for _, msgs := range batches {
			if len(msgs) == 0 || len(msgs) > batch {
				t.Errorf("a batch of %d messages, at most %d are allowed", len(msgs), batch)
			}
			for _, msg := range msgs {
				seen[string(msg.Body)]++
			}
		}
		for body, times := range seen {
			if times != 1 {
				t.Errorf("message %s came %d times", body, times)
			}
		}
		if len(seen) != n {
			t.Errorf("%d messages came of %d", len(seen), n)
		}
		wantCounted(t, m, n)
	})
}

func wantCounted(t *rapid.T, m *cost.Meter, n int) {
	for _, l := range m.Lines() {
		if l.Items != n {
			t.Errorf("%s was counted for %d messages of %d", l.Operation, l.Items, n)
		}
	}
}

// TestBatchesAreSmallAtAModestRate: at 12 messages a second five pollers find one or
// two at a time; a window gathers what one poller finds in it, and no more.
func TestBatchesAreSmallAtAModestRate(t *testing.T) {
	tests := []struct {
		name      string
		batch     int
		window    time.Duration
		low, high float64 // the mean
	}{
		{"no window", 10, 0, 1, 2},
		{"a window of 5 s", 100, 5 * time.Second, 8, 15},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const n = 12 * 600
			batches, _ := polled(t, n, 600*time.Second, tt.batch, tt.window, 40*time.Millisecond)
			if mean := float64(n) / float64(len(batches)); mean < tt.low || mean > tt.high {
				t.Errorf("%.1f messages a batch, want %v to %v", mean, tt.low, tt.high)
			}
		})
	}
}

// TestBusyPollersLeaveFullBatches: what waits behind five busy pollers is taken by tens.
func TestBusyPollersLeaveFullBatches(t *testing.T) {
	batches, _ := polled(t, 1000, time.Second, 10, 0, 10*time.Second)
	if len(batches) > 110 {
		t.Errorf("%d batches for 1000 messages behind busy pollers", len(batches))
	}
}
