package deliver

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

const (
	// lead is how long before its attempt a delivery leaves the due order for a
	// queue: two runs of the sweep, so that one may be missed.
	lead = 2 * time.Minute
	// maxRespite bounds how long the sweep leaves a late delivery alone.
	maxRespite = 15 * time.Minute
	// maxSwept bounds the deliveries of one run; the next one goes on.
	maxSwept = 5000
	// crowd is how many rows are moved at once.
	crowd = 50
)

// Due sends what should be on its way by a time, each with its exact delay: far
// attempts whose time has come near, and deliveries whose knock was lost. A row is
// moved on in the due order first, and only who moved it sends: runs may overlap
// or repeat. What a run leaves, by its bound or by a crash, the next ones find,
// since the due order itself says what is left.
func (d *Deliver) Due(ctx context.Context, at time.Time) error {
	var faults []error
	var rows []records.Row[heed.Delivery]
	come := found{now: time.Now()}
	for row, err := range d.rec.Due(ctx, at) {
		if err != nil {
			faults = append(faults, err) // the other shards go on
			continue
		}
		rows = append(rows, row)
		if come.see(row.Value); len(rows) == crowd {
			faults, rows = append(faults, d.rouse(ctx, rows, at)), nil
		}
		if len(come.deliveries) == d.sweepMost || ctx.Err() != nil {
			break
		}
	}
	defer d.report(ctx, &come)
	return errors.Join(append(faults, d.rouse(ctx, rows, at))...)
}

// rouse moves rows on and sends the knocks of those that it could move.
func (d *Deliver) rouse(ctx context.Context, rows []records.Row[heed.Delivery], at time.Time) error {
	errs := make([]error, len(rows))
	var all sync.WaitGroup
	for i, row := range rows {
		all.Go(func() { errs[i] = d.rec.Write(ctx, records.PutDelivery(row, lookAgain(row.Value, at), row.Expires)) })
	}
	all.Wait()
	var faults []error
	var first, later []queue.Message
	for i, row := range rows {
		switch m := hint.Knock(knockOf(row.Value, auto), row.Value.NextAt.Sub(at)); {
		case store.IsConflict(errs[i]): // somebody was faster
		case errs[i] != nil:
			faults = append(faults, errs[i])
		case again(row.Value):
			later = append(later, m)
		default:
			first = append(first, m)
		}
	}
	return errors.Join(append(faults, send(ctx, d.first, first), send(ctx, d.retry, later))...)
}

func send(ctx context.Context, q queue.Sender, msgs []queue.Message) error {
	if len(msgs) == 0 {
		return nil
	}
	return q.Send(ctx, msgs...)
}

// lookAgain is when the sweep is to look for a delivery it has sent. The later a
// delivery already is, the longer it is left alone, for then its queue is behind
// and more knocks would only lengthen it.
func lookAgain(dl heed.Delivery, at time.Time) time.Time {
	late := at.Sub(dl.NextAt)
	if late < 0 {
		return dl.NextAt.Add(records.SafetyNet)
	}
	return at.Add(max(records.SafetyNet, min(late, maxRespite)))
}
