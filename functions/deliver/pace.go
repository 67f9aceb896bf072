package deliver

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// pace lets an attempt wait for its turn when the endpoint bounds its requests.
// The turn is noted on the delivery's row, which then waits for it as for any
// attempt, and no attempt is spent. It reports whether the attempt must wait.
func (d *Deliver) pace(ctx context.Context, e records.Errand, now time.Time) (waits bool, err error) {
	dl := e.Delivery.Value
	if e.Endpoint.Value.MaxPerMinute == 0 || dl.Turn == dl.Attempt {
		return false, nil
	}
	turn, err := d.turn(ctx, e.Endpoint.Value, now)
	if err != nil || turn.Sub(now) <= early {
		return false, err
	}
	dl.Turn, dl.NextAt = dl.Attempt, turn
	return true, d.delay(ctx, e.Delivery, dl, now)
}

// turn takes the endpoint's next free moment. The error is errBusy when too many
// others were at it.
func (d *Deliver) turn(ctx context.Context, ep heed.Endpoint, now time.Time) (time.Time, error) {
	for range maxConflicts {
		row, err := d.rec.Pace(ctx, ep.ID)
		if err != nil {
			return now, err
		}
		op, turn := records.TakeTurn(row, ep, now)
		if err := d.rec.Write(ctx, op); !store.IsConflict(err) {
			return turn, err
		}
	}
	return now, errBusy
}

// delay writes a delivery whose attempt waits, and sends its knock for then.
func (d *Deliver) delay(ctx context.Context, row records.Row[heed.Delivery], dl heed.Delivery, now time.Time) error {
	row.Value = dl
	err := d.rec.Write(ctx, records.PutDelivery(row, lookAt(dl, now), row.Expires))
	if store.IsConflict(err) {
		return nil // the sweep has moved it and sends another knock, or it is over
	}
	if err == nil {
		d.ride(ctx, dl, now)
	}
	return err
}
