package deliver

import (
	"context"
	"errors"
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

// conclude brings an attempt that began at a time to its end: on the delivery's
// row first, then on the queue. A receiver that is gone is disabled before, so
// that a crash between the two does not forget it.
func (d *Deliver) conclude(ctx context.Context, e records.Errand, began time.Time, a answer, trigger string) error {
	ended := began.Add(a.took)
	if a.outcome.Gone() {
		if err := d.disable(ctx, e.Endpoint.Value, reasonGone, ended); err != nil {
			return err
		}
	}
	dl, err := d.record(ctx, e.Delivery, began, ended, a, trigger)
	if err != nil || dl.Attempts == nil {
		return err
	}
	d.tell(ctx, dl, dl.Attempts[len(dl.Attempts)-1])
	d.ride(ctx, dl, ended)
	return nil
}

// record writes the attempt on the delivery's row, if the attempt is still to be
// made. The sweep may have moved the row in the meantime, which changes nothing:
// then the row is read again. When somebody else recorded the attempt, the
// delivery that comes back is empty.
func (d *Deliver) record(ctx context.Context, row records.Row[heed.Delivery], began, ended time.Time, a answer, trigger string) (heed.Delivery, error) {
	n, endpoint, id := row.Value.Attempt, row.Value.Endpoint, heed.DeliveryID(row.Value.At, row.Value.Event)
	var err error
	for range maxConflicts {
		row.Value = after(row.Value, began, ended, a, trigger)
		if err = d.rec.Write(ctx, records.PutDelivery(row, lookAt(row.Value, ended), row.Expires)); !conflicts(err) {
			return row.Value, err
		}
		if row, err = d.rec.Delivery(ctx, endpoint, id); err != nil {
			return heed.Delivery{}, err
		}
		if row.Value.Status != heed.Pending || row.Value.Attempt != n {
			return heed.Delivery{}, nil
		}
	}
	return heed.Delivery{}, errors.New("deliver: the delivery's row keeps changing")
}

func conflicts(err error) bool { return is[*store.Conflict](err) }

// after is the delivery once its attempt has ended.
func after(dl heed.Delivery, began, ended time.Time, a answer, trigger string) heed.Delivery {
	done := heed.Attempt{N: dl.Attempt, At: began, Millis: a.took.Milliseconds(), Status: a.outcome.Status,
		Error: a.class, Response: a.head, Trigger: triggerOf(trigger)}
	dl.Hurried = dl.Hurried || a.hurried
	dl.NextAt = time.Time{}
	wait, more := webhook.Next(dl.Attempt, a.outcome, jitter(dl.Endpoint, heed.DeliveryID(dl.At, dl.Event), dl.Attempt))
	switch {
	case webhook.Delivered(a.outcome.Status):
		dl.Status = heed.Delivered
	case a.cancels, a.outcome.Gone():
		dl.Status = heed.Cancelled
	case more:
		dl.Attempt++
		dl.NextAt = ended.Add(wait)
		done.NextAt = dl.NextAt
	default:
		dl.Status = heed.Exhausted
	}
	all := append(dl.Attempts[:len(dl.Attempts):len(dl.Attempts)], done)
	dl.Attempts = all[max(0, len(all)-keptAttempts):]
	return dl
}

func triggerOf(knock string) string {
	if knock == manual {
		return manual
	}
	return auto
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
