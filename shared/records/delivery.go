package records

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const (
	deliverySort = "D#"
	dueShards    = 4
	// SafetyNet is how long after it should have been sent a delivery waits before
	// the sweeper looks for it.
	SafetyNet = 90 * time.Second
	// minKept is how long a delivery is kept at least, whatever the settings say: a
	// pending one must not vanish before its last attempt.
	minKept = heed.MaxDeliveryLife + 24*time.Hour
)

func deliveryKey(endpoint, id string) store.Key {
	return store.Key{Partition: "EP#" + endpoint, Sort: deliverySort + strings.Replace(id, ".", "#", 1)}
}

func duePartition(shard string) string { return "DUE#" + shard }

// NewDelivery is an event's delivery to one endpoint, due at once.
func NewDelivery(ev heed.Event, endpoint string) heed.Delivery {
	return heed.Delivery{
		Endpoint: endpoint, Event: ev.ID, Type: ev.Type, Account: ev.Account, At: ev.At,
		Status: heed.Pending, Attempt: 1, NextAt: ev.At, Trace: ev.Trace,
	}
}

// CreateDelivery writes a new delivery, once. It is born with a place in the due
// order, so that it is found even if its first message is lost.
func CreateDelivery(d heed.Delivery, expires time.Time) store.Op {
	return store.Put(deliveryItem(d, d.NextAt.Add(SafetyNet), expires)).IfAbsent()
}

// Passing writes an event that concerns nobody but its one receiver, with its
// delivery: they vanish together.
func Passing(ev heed.Event, d heed.Delivery, expires time.Time) []store.Op {
	event, delivery := PutEvent(ev), CreateDelivery(d, expires)
	event.Item.By, event.Item.Expires = store.Key{}, delivery.Item.Expires
	return []store.Op{event, delivery}
}

// PutDelivery writes a delivery back: a pending one stands in the due order at
// due, any other leaves it.
func PutDelivery(row Row[heed.Delivery], due, expires time.Time) store.Op {
	return store.Put(deliveryItem(row.Value, due, expires)).IfVersion(row.Version)
}

func deliveryItem(d heed.Delivery, due, expires time.Time) store.Item {
	id := heed.DeliveryID(d.At, d.Event)
	it := store.Item{Key: deliveryKey(d.Endpoint, id), Data: encode(d), Expires: expires}
	if d.Status == heed.Pending {
		if end := d.Began().Add(minKept); !expires.IsZero() && expires.Before(end) {
			it.Expires = end
		}
		it.By = store.Key{Partition: duePartition(shardOf(d.Event+d.Endpoint, dueShards)), Sort: heed.Instant(due)}
	}
	return it
}

// Errand is all that one attempt needs, read in one Get.
type Errand struct {
	Delivery Row[heed.Delivery]
	Endpoint Row[heed.Endpoint]
	Event    Row[heed.Event]
	Breaker  Row[heed.Breaker] // found only while the endpoint fails
}

// Errand reads a delivery with its endpoint, its event and the endpoint's breaker.
func (r *Records) Errand(ctx context.Context, k heed.Knock) (Errand, error) {
	instant, event, err := heed.ParseDeliveryID(k.Delivery)
	if err != nil {
		return Errand{}, err
	}
	at := [4]store.Key{deliveryKey(k.Endpoint, k.Delivery), endpointKey(k.Endpoint), EventKey(k.Account, instant, event), breakerKey(k.Endpoint)}
	l, err := r.Load(ctx, at[:]...)
	if err != nil {
		return Errand{}, err
	}
	var e Errand
	if e.Delivery, err = loaded[heed.Delivery](l, at[0]); err != nil {
		return e, err
	}
	if e.Endpoint, err = loaded[heed.Endpoint](l, at[1]); err != nil {
		return e, err
	}
	if e.Event, err = loaded[heed.Event](l, at[2]); err != nil {
		return e, err
	}
	e.Breaker, err = loaded[heed.Breaker](l, at[3])
	return e, err
}

// Delivery reads one delivery of an endpoint.
func (r *Records) Delivery(ctx context.Context, endpoint, id string) (Row[heed.Delivery], error) {
	return get[heed.Delivery](ctx, r.db, deliveryKey(endpoint, id))
}

// Deliveries pages through an endpoint's deliveries, newest first: those before
// a delivery's id, or from the newest when it is empty.
func (r *Records) Deliveries(ctx context.Context, endpoint, before string, limit int) ([]heed.Delivery, error) {
	q := prefixed("EP#"+endpoint, deliverySort)
	q.Backward, q.Limit = true, limit
	if before != "" {
		q.To = deliveryKey(endpoint, before).Sort
	}
	return collect[heed.Delivery](ctx, r.db, q)
}

// Postponed reads those of an endpoint's newest deliveries, at most look of them, that
// wait because its breaker was open.
func (r *Records) Postponed(ctx context.Context, endpoint string, look int) (waiting []Row[heed.Delivery], err error) {
	q := prefixed("EP#"+endpoint, deliverySort)
	q.Backward, q.Limit = true, look
	for row, err := range rows[heed.Delivery](ctx, r.db, q) {
		if err != nil {
			return nil, err
		}
		if row.Value.Held() {
			waiting = append(waiting, row)
		}
	}
	return waiting, nil
}

// Due walks the deliveries whose place in the due order lies before a moment.
func (r *Records) Due(ctx context.Context, before time.Time) iter.Seq2[Row[heed.Delivery], error] {
	return func(yield func(Row[heed.Delivery], error) bool) {
		for shard := range dueShards {
			q := store.Query{Partition: duePartition(itoa(shard)), To: heed.Instant(before), By: true}
			for row, err := range rows[heed.Delivery](ctx, r.db, q) {
				if !yield(row, err) {
					return
				}
			}
		}
	}
}
