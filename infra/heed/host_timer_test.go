package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// beats collects when a timer ran, since the start of the test.
type beats struct {
	start time.Time
	mu    sync.Mutex
	at    []time.Duration
}

func (b *beats) run(_ context.Context, at time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = append(b.at, at.Sub(b.start))
	return nil
}

func (b *beats) want(t *testing.T, why string, want ...time.Duration) {
	t.Helper()
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Equal(b.at, want) {
		t.Errorf("%s: beats at %v, want %v", why, b.at, want)
	}
}

func TestTimersFollowTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fold, sweep := &beats{start: time.Now()}, &beats{start: time.Now()} // a bubble begins at midnight UTC
		h := build(t, func(h *house) {
			h.functions["aggregate"].Timers["Fold"] = fold.run
			h.functions["score"].Timers["Sweep"] = sweep.run
		})
		h.start(t)
		time.Sleep(2*time.Minute + 2*time.Second)
		fold.want(t, "idle", time.Second, 61*time.Second, 121*time.Second)
		time.Sleep(28 * time.Hour)
		sweep.want(t, "daily", time.Second, 4*time.Hour, 28*time.Hour)
	})
}

func TestAPromptTimerFollowsWhatIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fold, sweep := &beats{start: time.Now()}, &beats{start: time.Now()}
		h := build(t, func(h *house) {
			h.functions["aggregate"].Timers["Fold"] = fold.run
			h.functions["score"].Timers["Sweep"] = sweep.run
			h.answers("console", func(_ http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut {
					h.write(t, "signals-dead") // a queue that nobody reads
				}
			})
		})
		h.start(t)
		time.Sleep(10 * time.Second)
		h.call("GET", "/v1/settings", "")
		time.Sleep(10 * time.Second)
		fold.want(t, "only read", time.Second)
		h.call("PUT", "/v1/settings", "")
		time.Sleep(10 * time.Second)
		fold.want(t, "written by a request at 20 s", time.Second, 21*time.Second)
		h.write(t, "signals")
		time.Sleep(10 * time.Second)
		fold.want(t, "written by a batch at 30 s", time.Second, 21*time.Second, 31*time.Second)
		sweep.want(t, "daily ones do not follow", time.Second)
	})
}

func TestAFailingTimerGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := 0
		h := build(t, func(h *house) {
			h.functions["deliver"].Timers["Due"] = func(context.Context, time.Time) error {
				if runs++; runs == 1 {
					panic("boom")
				}
				return errors.New("the table is away")
			}
		})
		h.start(t)
		time.Sleep(62 * time.Second)
		synctest.Wait()
		if log := h.log.String(); runs != 2 || !strings.Contains(log, "panic: boom") || !strings.Contains(log, "the table is away") {
			t.Errorf("%d runs, log %s", runs, log)
		}
	})
}

// TestShutdownWaits holds that what is under way may end, but not for ever.
func TestShutdownWaits(t *testing.T) {
	for _, row := range []struct{ needs, takes time.Duration }{{2 * time.Second, 2 * time.Second}, {30 * time.Second, grace}} {
		synctest.Test(t, func(t *testing.T) {
			ended := 0
			h := build(t, func(h *house) {
				h.functions["deliver"].Timers["Due"] = func(ctx context.Context, _ time.Time) error {
					pause(ctx, row.needs)
					ended++
					return ctx.Err()
				}
				h.functions["aggregate"].Queues["signals"] = queue.HandlerFunc(func(ctx context.Context, _ queue.Message) error {
					pause(ctx, row.needs)
					return ctx.Err()
				})
			})
			ctx, stop := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() { h.Run(ctx) })
			time.Sleep(settle)
			h.write(t, "signals")
			synctest.Wait()
			stopped := time.Now()
			stop()
			running.Wait()
			if took := time.Since(stopped); took != row.takes || ended != 1 {
				t.Errorf("work of %v held the shutdown for %v, want %v; %d beats ended", row.needs, took, row.takes, ended)
			}
			if log := h.log.String(); strings.Contains(log, `"ERROR","msg":"beat"`) {
				t.Errorf("work of %v that is cut off is called an error: %s", row.needs, log)
			}
		})
	}
}

func TestWorkHasTheTimeoutOfItsFunction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var timer, batch time.Duration
		left := func(ctx context.Context) time.Duration {
			deadline, _ := ctx.Deadline()
			return time.Until(deadline)
		}
		h := build(t, func(h *house) {
			h.functions["score"].Timers["Sweep"] = func(ctx context.Context, _ time.Time) error { timer = left(ctx); return nil }
			h.functions["score"].Queues["touches"] = queue.HandlerFunc(func(ctx context.Context, _ queue.Message) error {
				batch = left(ctx)
				return nil
			})
		})
		h.write(t, "touches")
		h.start(t)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if timer != time.Minute || batch != time.Minute {
			t.Errorf("a timer has %v, a batch %v, want the minute of score", timer, batch)
		}
	})
}
