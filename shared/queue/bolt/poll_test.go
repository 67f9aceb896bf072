package bolt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// diary notes what a handler was given and when, in seconds since the start.
type diary struct {
	mu     sync.Mutex
	start  time.Time
	calls  []string
	errors []error
}

func (d *diary) note(batch []queue.Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var bodies []string
	for _, m := range batch {
		bodies = append(bodies, string(m.Body))
	}
	d.calls = append(d.calls, time.Since(d.start).String()+" "+strings.Join(bodies, ","))
}

func (d *diary) failed(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.errors = append(d.errors, err)
}

type handle func(ctx context.Context, batch []queue.Message) queue.Failures

func (h handle) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	return h(ctx, batch)
}

// polling runs the poller in a bubble, beside the story, and stops it after it.
func polling(t *testing.T, o Options, p Poller, h handle, story func(q *Queue, d *diary)) *diary {
	t.Helper()
	d := &diary{}
	synctest.Test(t, func(t *testing.T) {
		d.start = time.Now()
		p.Queue = newQueue(t, o)
		p.OnError = d.failed
		p.Handler = handle(func(ctx context.Context, batch []queue.Message) queue.Failures {
			d.note(batch)
			return h(ctx, batch)
		})
		ctx, stop := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { p.Run(ctx) })
		story(p.Queue, d)
		stop()
		done.Wait()
	})
	return d
}

func takes(d time.Duration) handle {
	return func(context.Context, []queue.Message) queue.Failures {
		time.Sleep(d)
		return nil
	}
}

func (d *diary) want(t *testing.T, calls ...string) {
	t.Helper()
	if !slices.Equal(d.calls, calls) {
		t.Errorf("calls %q, want %q", d.calls, calls)
	}
}

func TestAnIdleHandlerGetsMessagesAtOnce(t *testing.T) {
	d := polling(t, Options{}, Poller{Window: 5 * time.Second, Concurrency: 2}, takes(time.Second), func(q *Queue, _ *diary) {
		time.Sleep(time.Hour)
		send(t, q, text("a"))
		time.Sleep(time.Hour)
	})
	d.want(t, "1h0m0s a")
}

func TestABusyHandlerGetsFullBatchesOrWaitsForTheWindow(t *testing.T) {
	p := Poller{BatchSize: 3, Window: 5 * time.Second, Concurrency: 4}
	d := polling(t, Options{}, p, takes(20*time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("idle"))
		time.Sleep(time.Second)
		send(t, q, text("a"), text("b"))
		time.Sleep(time.Second)
		send(t, q, text("c")) // full at 2 s
		time.Sleep(time.Second)
		send(t, q, text("d")) // at 3 s, alone until 8 s
		time.Sleep(time.Minute)
	})
	d.want(t, "0s idle", "2s a,b,c", "8s d")
}

func TestADelayedMessageMayFillTheBatch(t *testing.T) {
	p := Poller{BatchSize: 2, Window: 5 * time.Second, Concurrency: 2}
	d := polling(t, Options{}, p, takes(20*time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("idle"))
		synctest.Wait()
		send(t, q, text("a"), queue.Message{Body: []byte("b"), Delay: 2 * time.Second})
		time.Sleep(time.Minute)
	})
	d.want(t, "0s idle", "2s a,b")
}

func TestWhatABatchLeavesGetsAWindowOfItsOwn(t *testing.T) {
	p := Poller{BatchSize: 2, Window: 5 * time.Second, Concurrency: 3}
	d := polling(t, Options{}, p, takes(20*time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("idle"))
		synctest.Wait()
		send(t, q, text("a"))
		time.Sleep(3 * time.Second)
		send(t, q, text("b"), text("c"))
		time.Sleep(time.Minute)
	})
	d.want(t, "0s idle", "3s a,b", "8s c")
}

func TestAWindowEndsWithTheMessagesItWaitedFor(t *testing.T) {
	p := Poller{Window: 5 * time.Second, Concurrency: 2}
	d := polling(t, Options{}, p, takes(20*time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("idle"))
		synctest.Wait()
		send(t, q, text("a"))
		time.Sleep(time.Second)
		id := receive(t, q, 1)[0].ID // by somebody else
		time.Sleep(3 * time.Second)
		if err := q.Return(t.Context(), time.Second, id); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
	})
	d.want(t, "0s idle", "10s a")
}

func TestAHandlerThatBecomesIdleEndsTheWindow(t *testing.T) {
	p := Poller{Window: time.Minute, Concurrency: 2}
	d := polling(t, Options{}, p, takes(2*time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("idle"))
		time.Sleep(time.Second)
		send(t, q, text("a"))
		time.Sleep(time.Minute)
	})
	d.want(t, "0s idle", "2s a")
}

func TestConcurrencyBoundsTheCalls(t *testing.T) {
	p := Poller{BatchSize: 1, Concurrency: 2}
	d := polling(t, Options{}, p, takes(time.Second), func(q *Queue, _ *diary) {
		send(t, q, text("a"))
		synctest.Wait()
		send(t, q, text("b"))
		synctest.Wait()
		send(t, q, text("c"))
		time.Sleep(time.Minute)
	})
	d.want(t, "0s a", "0s b", "1s c")
}

func TestAPollerWakesWhenADelayIsOver(t *testing.T) {
	d := polling(t, Options{}, Poller{}, takes(0), func(q *Queue, _ *diary) {
		send(t, q, queue.Message{Body: []byte("a"), Delay: 90 * time.Second})
		time.Sleep(time.Hour)
	})
	d.want(t, "1m30s a")
}

func TestFailedMessagesReturnAndTheOthersAreAcknowledged(t *testing.T) {
	broken := errors.New("broken")
	failB := func(_ context.Context, batch []queue.Message) queue.Failures {
		for _, m := range batch {
			if string(m.Body) == "b" && m.Received == 1 {
				return queue.Failures{m.ID: broken}
			}
		}
		return nil
	}
	d := polling(t, Options{Visibility: time.Minute}, Poller{}, failB, func(q *Queue, _ *diary) {
		send(t, q, text("a"), text("b"), text("c"))
		time.Sleep(time.Hour)
		if visible, inFlight, delayed := q.Depth(); visible+inFlight+delayed != 0 {
			t.Errorf("depth %d, %d, %d, want nothing left", visible, inFlight, delayed)
		}
	})
	d.want(t, "0s a,b,c", "1m0s b")
	if len(d.errors) != 1 || !errors.Is(d.errors[0], broken) {
		t.Errorf("told of %v, want the failure", d.errors)
	}
}

func TestACallThatFailsAsAWholeReturnsItsBatch(t *testing.T) {
	tests := []struct {
		name, told string
		fail       handle
	}{
		{"panic", "panicked: oh no", func(context.Context, []queue.Message) queue.Failures { panic("oh no") }},
		{"overrun", "abandoned: context deadline exceeded", takes(15 * time.Second)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			once := func(ctx context.Context, batch []queue.Message) queue.Failures {
				if calls.Add(1) == 1 {
					return tt.fail(ctx, batch)
				}
				return nil
			}
			p := Poller{Timeout: 10 * time.Second}
			d := polling(t, Options{Visibility: time.Minute}, p, once, func(q *Queue, _ *diary) {
				send(t, q, text("a"), text("b"))
				time.Sleep(time.Hour)
			})
			d.want(t, "0s a,b", "1m0s a,b")
			if len(d.errors) != 1 || !strings.Contains(d.errors[0].Error(), tt.told) {
				t.Errorf("told of %v, want %q", d.errors, tt.told)
			}
		})
	}
}

func TestStoppingLetsRunningCallsFinish(t *testing.T) {
	tests := []struct {
		name  string
		grace time.Duration
		left  int // messages in flight after the end
		took  time.Duration
	}{
		{"within the grace", time.Minute, 0, 5 * time.Second},
		{"beyond the grace", 2 * time.Second, 1, 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newQueue(t, Options{Visibility: time.Hour})
				ctx, stop := context.WithCancel(t.Context())
				p := Poller{Queue: q, Handler: takes(5 * time.Second), Grace: tt.grace, OnError: func(error) {}}
				var done sync.WaitGroup
				done.Go(func() { p.Run(ctx) })
				send(t, q, text("a"))
				synctest.Wait()
				start := time.Now()
				stop()
				send(t, q, text("too late"))
				done.Wait()
				if took := time.Since(start); took != tt.took {
					t.Errorf("stopping took %v, want %v", took, tt.took)
				}
				if visible, inFlight, _ := q.Depth(); visible != 1 || inFlight != tt.left {
					t.Errorf("%d visible and %d in flight, want 1 and %d", visible, inFlight, tt.left)
				}
				time.Sleep(time.Minute) // the abandoned handler ends
			})
		})
	}
}

func TestAnIdlePollerWritesNothing(t *testing.T) {
	polling(t, Options{}, Poller{}, takes(0), func(q *Queue, _ *diary) {
		before := q.file.Commits()
		time.Sleep(24 * time.Hour)
		if after := q.file.Commits(); after != before {
			t.Errorf("%d commits while idle", after-before)
		}
	})
}

func TestAPollerOutlivesAFailingFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{})
		send(t, q, text("a"))
		f := q.file
		q.file = openFile(t, t.TempDir()+"/closed.db")
		q.file.Close()
		d := &diary{}
		ctx, stop := context.WithTimeout(t.Context(), 9500*time.Millisecond)
		defer stop()
		Poller{Queue: q, Handler: takes(0), OnError: d.failed}.Run(ctx)
		if n := len(d.errors); n != 10 {
			t.Errorf("told of %d errors in 9.5 s, want 10", n)
		}
		q.file = f
		if got := receive(t, q, 1); len(got) != 1 || got[0].Received != 1 {
			t.Errorf("received %+v, want a for the first time", got)
		}
	})
}
