package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// TestPoisonIsParked drops one message of three and sees the others through.
func TestPoisonIsParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		h := build(t, func(h *house) {
			h.functions["aggregate"].Queues["signals"] = queue.HandlerFunc(func(_ context.Context, m queue.Message) error {
				if string(m.Body) == "poison" {
					return queue.Drop(errors.New("cannot be read"))
				}
				seen = append(seen, string(m.Body))
				return nil
			})
		})
		h.write(t, "signals", "a", "poison", "b")
		h.start(t)
		synctest.Wait()
		dead, err := h.queues["signals-dead"].Receive(t.Context(), 10)
		if err != nil || len(dead) != 1 || len(seen) != 2 {
			t.Fatalf("dead letters %v, %v; seen %v", dead, err, seen)
		}
		if a := dead[0].Attributes; a["reason"] != "cannot be read" || a["function"] != "aggregate" || a["time"] == "" {
			t.Errorf("attributes %v", a)
		}
	})
}

// TestAMessageDiesOfItsReceives holds that the template's figures are the queue's.
func TestAMessageDiesOfItsReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries, want []time.Duration
		began := time.Now()
		h := build(t, func(h *house) {
			h.functions["deliver"].Queues["deliver"] = queue.HandlerFunc(func(context.Context, queue.Message) error {
				tries = append(tries, time.Since(began))
				panic("always")
			})
		})
		plan := h.plan.Queue("deliver")
		for i := range plan.Receives {
			want = append(want, time.Duration(i)*plan.Visibility)
		}
		h.write(t, "deliver")
		h.start(t)
		time.Sleep(time.Duration(plan.Receives)*plan.Visibility + time.Second)
		synctest.Wait()
		if visible, _, _ := h.queues["deliver-dead"].Depth(); visible != 1 || !slices.Equal(tries, want) {
			t.Errorf("%d dead letters after tries at %v, want 1 after %v", visible, tries, want)
		}
	})
}

// batches notes the size of each batch and when it came; each takes a minute.
type batches struct {
	mu    sync.Mutex
	start time.Time
	came  []string
}

func (b *batches) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	b.mu.Lock()
	b.came = append(b.came, fmt.Sprintf("%d at %v", len(batch), time.Since(b.start)))
	b.mu.Unlock()
	pause(ctx, time.Minute)
	return nil
}

// TestBatchesAreAsPlanned holds the figures of the template: size, how many at
// a time, and the window while the function is busy.
func TestBatchesAreAsPlanned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sized, windowed := &batches{start: time.Now()}, &batches{start: time.Now()}
		h := build(t, func(h *house) {
			h.functions["deliver"].Queues["retry"] = sized
			h.functions["score"].Queues["touches"] = windowed
		})
		h.write(t, "retry", slices.Repeat([]string{"x"}, 101)...)
		h.start(t)
		h.write(t, "touches")
		time.Sleep(time.Second)
		h.write(t, "touches", slices.Repeat([]string{"x"}, 102)...)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		for _, row := range []struct {
			queue string
			got   []string
			want  []string
		}{
			{"retry", sized.came, slices.Repeat([]string{"10 at 0s"}, 10)},
			{"touches", windowed.came, []string{"1 at 0s", "100 at 1s", "2 at 6s"}},
		} {
			if !slices.Equal(row.got, row.want) {
				t.Errorf("%s: batches of %v, want %v", row.queue, row.got, row.want)
			}
		}
	})
}
