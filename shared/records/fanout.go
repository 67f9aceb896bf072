package records

import (
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Fanout is what saying an event takes: the operations that write it and a
// delivery for every endpoint that wants it, and a knock for each delivery, to
// be sent once they are written. What they may be kept for, the settings say.
func Fanout(ev heed.Event, endpoints []heed.Endpoint, rates heed.Rates, keep heed.Retention) (ops []store.Op, knocks []heed.Knock) {
	said := PutEvent(ev)
	said.Item.Expires = keep.Events(ev.At)
	ops = append(ops, said)
	for _, e := range endpoints {
		if !e.Wants(ev, rates) {
			continue
		}
		ops = append(ops, CreateDelivery(NewDelivery(ev, e.ID), keep.Deliveries(ev.At)))
		knocks = append(knocks, heed.Knock{Endpoint: e.ID, Delivery: heed.DeliveryID(ev.At, ev.ID), Account: ev.Account, Attempt: 1, Trace: ev.Trace})
	}
	return ops, knocks
}
