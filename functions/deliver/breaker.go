package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// passes reports whether an attempt may be made now. If not, it has moved the
// delivery on: behind an open breaker, or to the endpoint's next turn.
func (d *Deliver) passes(ctx context.Context, e *records.Errand, a answer) (bool, error) {
	if e.Breaker.Found() && a.at.Before(e.Breaker.Value.Until) {
		return false, d.postpone(ctx, *e, a)
	}
	if waits, err := d.pace(ctx, *e, a.at); waits || err != nil {
		return false, err
	}
	admitted, err := d.admit(ctx, e, a.at)
	if err == nil && !admitted {
		err = d.postpone(ctx, *e, a)
	}
	return admitted, err
}

// admit reports whether the endpoint's breaker, whose time is over, lets an
// attempt through: the first who says so on the breaker's row. The others wait for
// what comes of it.
func (d *Deliver) admit(ctx context.Context, e *records.Errand, now time.Time) (bool, error) {
	b := &e.Breaker
	if !b.Found() {
		return true, nil
	}
	b.Value.Until = now.Add(e.Endpoint.Value.Timeout() + margin)
	err := d.rec.Write(ctx, records.PutBreaker(*b))
	if store.IsConflict(err) {
		return false, nil
	}
	b.Version++
	return err == nil, err
}

// postpone moves a delivery on without a post and without spending an attempt, to
// when the breaker may let it through, or longer when it has waited for long
// already: so a receiver that is dead for days costs little, and what waits for
// it is spread. One that would outlive the schedule is exhausted.
func (d *Deliver) postpone(ctx context.Context, e records.Errand, a answer) error {
	dl := e.Delivery.Value
	if !a.at.Before(lastCall(dl)) {
		a.class, a.final = classOpen, heed.Exhausted
		return d.conclude(ctx, e, a)
	}
	dl.NextAt = earliest(a.at.Add(pause(dl, e.Breaker.Value, a.at)), lastCall(dl))
	dl.Postponed++
	dl.Turn = 0
	return d.delay(ctx, e.Delivery, dl, a.at)
}

// pause is how long a delivery waits behind an open breaker.
func pause(dl heed.Delivery, b heed.Breaker, now time.Time) time.Duration {
	wait := max(b.Until.Sub(now), now.Sub(dl.Began())/4)
	spread := jitter(dl.Endpoint, heed.DeliveryID(dl.At, dl.Event), -dl.Postponed) / 5
	return wait + time.Duration(float64(wait)*spread)
}

// learn moves the breaker by what came of an attempt. The attempt itself is on
// record: what fails here is made up for by the next one.
func (d *Deliver) learn(ctx context.Context, e records.Errand, a answer) {
	if a.final != "" || a.outcome.Gone() || a.class == classSecret {
		return // this says nothing of the receiver's health
	}
	f, tripped := d.pulses.note(e, a)
	var err error
	switch {
	case e.Breaker.Found() && a.class == "":
		err = d.shut(ctx, e, a)
	case e.Breaker.Found():
		err = d.reopen(ctx, e, a)
	case tripped:
		err = d.trip(ctx, e, a, f)
	}
	if err != nil && !store.IsConflict(err) { // in a conflict another attempt was faster
		d.log.LogAttrs(ctx, slog.LevelWarn, "breaker not moved", slog.String("endpoint", e.Endpoint.Value.ID), slog.String("error", err.Error()))
	}
}

// trip opens the breaker of an endpoint that worked, and says so.
func (d *Deliver) trip(ctx context.Context, e records.Errand, a answer, f failing) error {
	b := heed.Breaker{Endpoint: e.Endpoint.Value.ID, Since: f.since, Failures: f.times}.Open(a.ended())
	notice := endpointNotice{b.Endpoint, fmt.Sprintf("%d failures, the last: %s", f.times, a.why()), f.since}
	return d.announce(ctx, heed.EndpointFailing, notice, a.ended(), records.PutBreaker(records.Row[heed.Breaker]{Value: b}))
}

// reopen opens the breaker for longer, or gives up on the endpoint. What a person
// tries in vain is a failure more, and lets nobody wait longer.
func (d *Deliver) reopen(ctx context.Context, e records.Errand, a answer) error {
	row := e.Breaker
	row.Value.Failures++
	if !a.forced {
		row.Value = row.Value.Open(a.ended())
	}
	err := d.rec.Write(ctx, records.PutBreaker(row))
	if err == nil && row.Value.Hopeless(a.ended()) {
		return d.disable(ctx, e.Endpoint.Value, reasonHopeless, a.ended())
	}
	return err
}

// shut closes the breaker of an endpoint that works again, and says so.
func (d *Deliver) shut(ctx context.Context, e records.Errand, a answer) error {
	b := e.Breaker.Value
	reason := "it works again"
	if b.Failures > 0 {
		reason = fmt.Sprintf("it works again after %d failures", b.Failures)
	}
	notice := endpointNotice{b.Endpoint, reason, b.Since}
	if err := d.announce(ctx, heed.EndpointRecovered, notice, a.ended(), records.CloseBreaker(e.Breaker)); err != nil {
		return err
	}
	return d.wake(ctx, b.Endpoint, a.ended())
}

const (
	// wakes is how many of an endpoint's newest deliveries are looked at when it works
	// again; what is beyond comes at its own time.
	wakes = 200
	// wakeEvery spreads what is woken: the receiver has only just come back.
	wakeEvery = 50 * time.Millisecond
)

// wake brings forward what waits because the breaker was open, the oldest first.
func (d *Deliver) wake(ctx context.Context, endpoint string, now time.Time) error {
	waiting, err := d.rec.Postponed(ctx, endpoint, wakes)
	if err != nil {
		return err
	}
	errs := make([]error, len(waiting))
	var all sync.WaitGroup
	for i, row := range slices.Backward(waiting) {
		next := now.Add(time.Duration(len(waiting)-i) * wakeEvery)
		dl := row.Value
		if !next.Before(dl.NextAt) {
			continue
		}
		dl.NextAt, dl.Turn = next, 0
		all.Go(func() { errs[i] = d.delay(ctx, row, dl, now) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// why names a failure to a person.
func (a answer) why() string {
	if a.outcome.Status != 0 {
		return fmt.Sprintf("%d %s", a.outcome.Status, http.StatusText(a.outcome.Status))
	}
	return a.class
}
