package deliver

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/webhook"
)

const (
	// keptAttempts is how many attempts a delivery shows: the schedule's and a few by hand.
	keptAttempts = 12
	// maxConflicts is how often a row is read again before the message returns.
	maxConflicts = 8
)

// conclude brings an attempt to its end: on the delivery's row first, then on the
// queue. A receiver that is gone is disabled before, so that a crash between the
// two does not forget it.
func (d *Deliver) conclude(ctx context.Context, e records.Errand, a answer) error {
	if a.outcome.Gone() {
		if err := d.disable(ctx, e.Endpoint.Value, a.outcome.Leave(), a.ended()); err != nil {
			return err
		}
	}
	dl, recorded, err := d.record(ctx, e.Delivery, a)
	if err != nil || !recorded {
		return err
	}
	d.tell(ctx, dl, dl.Attempts[len(dl.Attempts)-1])
	d.ride(ctx, dl, a.ended())
	d.learn(ctx, e, a)
	return nil
}

// record writes the attempt on the delivery's row, unless somebody else recorded
// it. The sweep may have moved the row in the meantime, which changes nothing: then
// the row is read again.
func (d *Deliver) record(ctx context.Context, row records.Row[heed.Delivery], a answer) (dl heed.Delivery, recorded bool, err error) {
	n, endpoint, id := row.Value.Attempt, row.Value.Endpoint, heed.DeliveryID(row.Value.At, row.Value.Event)
	for range maxConflicts {
		dl = after(row.Value, a)
		err = d.rec.Write(ctx, records.PutDelivery(records.Row[heed.Delivery]{Value: dl, Version: row.Version}, lookAt(dl, a.ended()), row.Expires))
		if !store.IsConflict(err) {
			return dl, err == nil, err
		}
		row, err = d.rec.Delivery(ctx, endpoint, id)
		if err != nil || row.Value.Status != heed.Pending || row.Value.Attempt != n {
			return heed.Delivery{}, false, err
		}
	}
	return heed.Delivery{}, false, errors.New("deliver: the delivery's row keeps changing")
}

// after is the delivery once its attempt has ended.
func after(dl heed.Delivery, a answer) heed.Delivery {
	done := heed.Attempt{
		N: dl.Attempt, At: a.at, Millis: a.took.Milliseconds(), Status: a.outcome.Status,
		Error: a.class, Response: a.head, Trigger: a.trigger,
	}
	wait, more := webhook.Next(dl.Attempt, a.outcome, jitter(dl.Endpoint, heed.DeliveryID(dl.At, dl.Event), dl.Attempt))
	dl.Hurried = dl.Hurried || a.hurried
	dl.NextAt = time.Time{}
	switch {
	case webhook.Delivered(a.outcome.Status):
		dl.Status = heed.Delivered
	case a.final != "":
		dl.Status = a.final
	case a.outcome.Gone(), a.outcome.Wish == webhook.Abort:
		dl.Status = heed.Cancelled
	case more && a.ended().Before(lastCall(dl)):
		dl.Attempt++
		dl.NextAt = earliest(a.ended().Add(wait), lastCall(dl))
	default:
		dl.Status = heed.Exhausted
	}
	done.NextAt = dl.NextAt
	all := append(slices.Clone(dl.Attempts), done)
	dl.Attempts = all[max(0, len(all)-keptAttempts):]
	return dl
}

// lastCall is when a delivery gets its last attempt, however many are left: only one
// that was postponed comes so far.
func lastCall(dl heed.Delivery) time.Time { return dl.Began().Add(heed.MaxDeliveryLife) }

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// lookAt is when the sweep is to look for a pending delivery: some time after it
// should have been on its way when it rides the queue, and shortly before its
// attempt when that is too far ahead for a queue.
func lookAt(dl heed.Delivery, now time.Time) time.Time {
	if dl.NextAt.Sub(now) <= queue.MaxDelay {
		return dl.NextAt.Add(records.SafetyNet)
	}
	return dl.NextAt.Add(-lead)
}
