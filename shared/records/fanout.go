package records

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Fanout is what saying an event takes: the operations that write it and a
// delivery for every endpoint that wants it, and a knock for each delivery that is
// due at once, to be sent once they are written. What they may be kept for, the settings say.
func Fanout(ev heed.Event, endpoints []heed.Endpoint, rates heed.Rates, keep heed.Retention) (ops []store.Op, knocks []heed.Knock) {
	said := PutEvent(ev)
	said.Item.Expires = kept(ev, keep)
	ops = append(ops, said)
	for _, e := range endpoints {
		if !e.Wants(ev, rates) {
			continue
		}
		d := NewDelivery(ev, e.ID)
		d.NextAt = e.NotBefore(ev)
		ops = append(ops, CreateDelivery(d, keep.Deliveries(ev.At)))
		if d.NextAt.After(ev.At) {
			continue // the sweep brings it
		}
		knocks = append(knocks, heed.Knock{Endpoint: e.ID, Delivery: heed.DeliveryID(ev.At, ev.ID), Account: ev.Account, Attempt: 1, Trace: ev.Trace})
	}
	return ops, knocks
}

// kept is until when an event is kept: with its account's signals, or, when it is about
// none, with its deliveries, which must find it at their last attempt.
func kept(ev heed.Event, keep heed.Retention) time.Time {
	if ev.Account != "" {
		return keep.Events(ev.At)
	}
	if least := ev.At.Add(minKept); keep.Deliveries(ev.At).Before(least) {
		return least
	}
	return keep.Deliveries(ev.At)
}
