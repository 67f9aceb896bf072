package lambda

import (
	"context"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/plan"
)

// beat runs a schedule until ctx ends. A beat that fails is not repeated: the
// next one mends what it left.
func (f *function) beat(ctx context.Context, t plan.Timer, hurry int) {
	for {
		now := time.Now()
		due := now.Add(t.Schedule.Next(now).Sub(now) / time.Duration(hurry))
		if !pause(ctx, time.Until(due)) {
			return
		}
		_, _ = f.invoke(input(t, due)) // the function has logged it
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
