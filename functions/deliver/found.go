package deliver

import (
	"context"
	"log/slog"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/trace"
)

// found is what a sweep came upon.
type found struct {
	now        time.Time
	deliveries []string      // as endpoint/delivery
	late       time.Duration // how long ago the oldest attempt should have been made
}

func (f *found) see(dl heed.Delivery) {
	f.deliveries = append(f.deliveries, dl.Endpoint+"/"+heed.DeliveryID(dl.At, dl.Event))
	f.late = max(f.late, f.now.Sub(dl.NextAt))
}

// report writes the line of a sweep: once a minute even when there was nothing, so
// that silence means that nobody sweeps.
func (d *Deliver) report(ctx context.Context, f *found) {
	if !d.told.Due(f.now) && len(f.deliveries) == 0 {
		return
	}
	d.log.LogAttrs(ctx, slog.LevelInfo, "swept", slog.Int("due", len(f.deliveries)), slog.Int64("late", int64(f.late.Seconds())),
		slog.Int64("ms", time.Since(f.now).Milliseconds()), trace.IDs("deliveries", f.deliveries))
}
