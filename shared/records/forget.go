package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// PlaceKey is the row of an account that a signal has a part in, by the place that it
// kept when a contact was erased from it.
func PlaceKey(account, place string) store.Key {
	return store.Key{Partition: accountPartition(account), Sort: place}
}

// Place names that row while the signal still says so; empty when it has a part in none.
func (r *Records) Place(s heed.Stored) string {
	if !heed.IsFeedback(s.Type) {
		name, _ := r.Thing(s.Signal)
		return name
	}
	f, err := heed.FeedbackOf(s.Signal)
	if err != nil {
		return ""
	}
	name, _, _ := r.Slot(s.Signal, f)
	return name
}

// Who is the keyed hash of whoever gave an answer, while the signal still says so;
// empty of any other signal.
func (r *Records) Who(s heed.Stored) string {
	f, err := heed.FeedbackOf(s.Signal)
	if err != nil || !heed.IsFeedback(s.Type) {
		return ""
	}
	return r.ContactHash(f.Contact)
}

// TimelineFrom reads up to limit signals of an account behind a place in its
// timeline, oldest first; next is the place of the last one.
func (r *Records) TimelineFrom(ctx context.Context, account, place string, limit int) (page []heed.Stored, next string, err error) {
	q := store.Query{Partition: timelinePartition(account), By: true, Limit: limit}
	if place != "" {
		q.From = place + "\x00"
	}
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, "", err
		}
		row, err := rowOf[heed.Stored](it)
		if err != nil {
			return nil, "", err
		}
		page, next = append(page, row.Value), it.By.Sort
	}
	return page, next, nil
}

// Named is a row of facts that may name contacts, and where it is.
type Named struct {
	Row[heed.Facts]
	Key store.Key
}

// Naming reads the facts of an account that may name contacts: of people, and the
// pulse, which names its author.
func (r *Records) Naming(ctx context.Context, account string) (all []Named, err error) {
	pulse := store.Query{Partition: accountPartition(account), From: pulseSort, To: pulseSort + "\x00"}
	for _, q := range []store.Query{pulse, prefixed(accountPartition(account), contactSort)} {
		for it, err := range r.db.Query(ctx, q) {
			if err != nil {
				return nil, err
			}
			row, err := rowOf[heed.Facts](it)
			if err != nil {
				return nil, err
			}
			all = append(all, Named{row, it.Key})
		}
	}
	return all, nil
}

// Put writes the facts back.
func (n Named) Put() store.Op { return PutFacts(n.Key, n.Row) }

// Slotted is a slot of answers, and where it is.
type Slotted struct {
	Row[heed.Slot]
	Key store.Key
}

// Slots reads all slots of an account.
func (r *Records) Slots(ctx context.Context, account string) (all []Slotted, err error) {
	for it, err := range r.db.Query(ctx, prefixed(accountPartition(account), slotSort)) {
		if err != nil {
			return nil, err
		}
		row, err := slotOf(it)
		if err != nil {
			return nil, err
		}
		all = append(all, Slotted{row, it.Key})
	}
	return all, nil
}

// Put writes the slot back.
func (a Slotted) Put() store.Op { return PutSlot(a.Key, a.Row, a.Expires) }

// Detractors reads the events of an account that may quote somebody, oldest first.
func (r *Records) Detractors(ctx context.Context, account string) ([]Row[heed.Event], error) {
	var all []Row[heed.Event]
	for row, err := range rows[heed.Event](ctx, r.db, prefixed(accountPartition(account), eventSort)) {
		if err != nil {
			return nil, err
		}
		if row.Value.Type == heed.FeedbackDetractor {
			all = append(all, row)
		}
	}
	return all, nil
}

// RewriteEvent writes an event back that quotes less than before.
func RewriteEvent(row Row[heed.Event]) store.Op {
	it := eventItem(row.Value)
	it.Expires = row.Expires
	return store.Put(it).IfVersion(row.Version)
}
