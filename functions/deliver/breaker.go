package deliver

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// admit reports whether the endpoint's breaker lets an attempt through. While it
// is open it lets nobody; after that the first who says so on the breaker's row,
// and the others wait for what comes of it. What a person asked for passes always.
func (d *Deliver) admit(ctx context.Context, e *records.Errand, k heed.Knock, now time.Time) (bool, error) {
	b := &e.Breaker
	if !b.Found() || k.Trigger == manual {
		return true, nil
	}
	if now.Before(b.Value.Until) {
		return false, nil
	}
	b.Value.Until = now.Add(d.opt.Timeout + margin)
	err := d.rec.Write(ctx, records.PutBreaker(*b))
	if conflicts(err) {
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
	row := e.Delivery
	row.Value = dl
	err := d.rec.Write(ctx, records.PutDelivery(row, lookAt(dl, a.at), row.Expires))
	if conflicts(err) {
		return nil // the sweep has moved it and sends another knock, or it is over
	}
	if err == nil {
		d.ride(ctx, dl, a.at)
	}
	return err
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
	if err != nil && !conflicts(err) { // in a conflict another attempt was faster
		d.log.LogAttrs(ctx, slog.LevelWarn, "breaker not moved", slog.String("endpoint", e.Endpoint.Value.ID), slog.String("error", err.Error()))
	}
}

// trip opens the breaker of an endpoint that worked, and says so.
func (d *Deliver) trip(ctx context.Context, e records.Errand, a answer, f failing) error {
	b := heed.Breaker{Endpoint: e.Endpoint.Value.ID, Since: f.since, Failures: f.times}.Open(a.ended())
	notice := endpointNotice{b.Endpoint, fmt.Sprintf("%d failures, the last: %s", f.times, a.why()), f.since}
	return d.announce(ctx, heed.EndpointFailing, notice, a.ended(), records.PutBreaker(records.Row[heed.Breaker]{Value: b}))
}

// reopen opens the breaker for longer, or gives up on the endpoint.
func (d *Deliver) reopen(ctx context.Context, e records.Errand, a answer) error {
	row := e.Breaker
	row.Value.Failures++
	row.Value = row.Value.Open(a.ended())
	err := d.rec.Write(ctx, records.PutBreaker(row))
	if err == nil && row.Value.Hopeless(a.ended()) {
		return d.disable(ctx, e.Endpoint.Value, reasonHopeless, a.ended())
	}
	return err
}

// shut closes the breaker of an endpoint that works again, and says so.
func (d *Deliver) shut(ctx context.Context, e records.Errand, a answer) error {
	b := e.Breaker.Value
	notice := endpointNotice{b.Endpoint, fmt.Sprintf("it works again after %d failures", b.Failures), b.Since}
	return d.announce(ctx, heed.EndpointRecovered, notice, a.ended(), records.CloseBreaker(e.Breaker))
}

// why names a failure to a person.
func (a answer) why() string {
	if a.outcome.Status != 0 {
		return fmt.Sprintf("%d %s", a.outcome.Status, http.StatusText(a.outcome.Status))
	}
	return a.class
}
