package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/heed-cs/heed/infra/plan"
)

// settle is the time between something written and the beat of a prompt timer,
// and between the start and the first beat of every timer: when the last one was
// is unknown, and each bears being run once more.
const settle = time.Second

// timer runs a schedule. One that beats every minute on AWS also beats here soon
// after something was written, so that roll-ups are fresh within two seconds and
// an idle laptop stays idle.
func (h *Host) timer(f plan.Function, t plan.Timer, run Timer) func(context.Context) {
	var wake chan struct{}
	if t.Schedule.Every == time.Minute {
		wake = make(chan struct{}, 1)
		h.prompt = append(h.prompt, wake)
	}
	return func(ctx context.Context) {
		for sleeping := pause(ctx, settle); sleeping; {
			seen := h.written()
			h.beat(ctx, f, t, run)
			sleeping = h.rest(ctx, t.Schedule, wake, seen)
		}
	}
}

// beat runs the timer once. An error is logged and mended by the next beat.
func (h *Host) beat(ctx context.Context, f plan.Function, t plan.Timer, run Timer) {
	start := time.Now()
	bounded, cancel := within(ctx, f.Timeout)
	defer cancel()
	err := h.safely(func() error { return run(bounded, start) })
	level, attrs := slog.LevelDebug, []slog.Attr{
		slog.String("function", f.Name), slog.String("timer", t.Name), slog.Int64("ms", time.Since(start).Milliseconds()),
	}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	if err != nil && ctx.Err() == nil { // else it is cut off by the end of the process, and the first beat of the next goes on
		level = slog.LevelError
	}
	h.log.LogAttrs(ctx, level, "beat", attrs...)
}

// rest waits until the timer is due again, and reports false when ctx ended
// first. A wake-up counts only if something was written since seen.
func (h *Host) rest(ctx context.Context, s plan.Schedule, wake <-chan struct{}, seen int64) bool {
	due := time.NewTimer(time.Until(s.Next(time.Now())))
	defer due.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-due.C:
			return true
		case <-wake:
			if h.written() != seen {
				return pause(ctx, settle)
			}
		}
	}
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// safely turns a panic into an error.
func (h *Host) safely(run func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
			h.log.Error("panic", "cause", cause, "stack", string(debug.Stack()))
		}
	}()
	return run()
}
