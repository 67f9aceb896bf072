package lambda

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/infra/plan"
)

// How Lambda treats an event that nobody waits for: one that failed it hands over
// twice more, and one that was throttled for six hours, ever more rarely.
const (
	retries     = 2
	retryPause  = time.Minute // before the first; the second waits twice as long
	throttleAge = 6 * time.Hour
	firstPause  = time.Second
	longPause   = 5 * time.Minute
)

// beat runs a schedule until ctx ends, and returns when what it began has ended.
func (f *function) beat(ctx context.Context, t plan.Timer, hurry int) {
	var under sync.WaitGroup
	defer under.Wait()
	for {
		now := time.Now()
		due := now.Add(t.Schedule.Next(now).Sub(now) / time.Duration(hurry))
		if !pause(ctx, time.Until(due)) {
			return
		}
		under.Go(func() { f.hand(ctx, input(t, due), hurry) })
	}
}

// hand hands over an event that nobody waits for, until it is done or given up.
func (f *function) hand(ctx context.Context, payload []byte, hurry int) {
	began, wait := time.Now(), firstPause
	for failed := 0; failed <= retries; {
		_, err := f.invoke(payload) // the function has logged it
		switch {
		case err == nil:
			return
		case !errors.Is(err, ErrThrottled):
			failed++
			wait = time.Duration(failed) * retryPause
		case time.Since(began) > throttleAge/time.Duration(hurry):
			return
		default:
			wait = min(2*wait, longPause)
		}
		if !pause(ctx, wait/time.Duration(hurry)) {
			return
		}
	}
}

// input is what the schedule tells the function.
func input(t plan.Timer, due time.Time) []byte {
	return []byte(strings.ReplaceAll(t.Input, plan.ScheduledTime, due.UTC().Format(time.RFC3339)))
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
