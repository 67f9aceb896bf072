package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// operations is the partition of events about no account: the deployment itself, or all of them.
const operations = "OPS"

const eventSort = "~E#"

// EventKey is where an event stands; account is empty for those about none.
func EventKey(account, instant, event string) store.Key {
	partition := operations
	if account != "" {
		partition = accountPartition(account)
	}
	return store.Key{Partition: partition, Sort: eventSort + instant + "#" + event}
}

func feedPartition(d heed.Day) string { return "FEED#" + string(d) }

// PutEvent writes an event, once. Business events join the feed of their day;
// operational ones do not, for the feed speaks of customers.
func PutEvent(ev heed.Event) store.Op { return store.Put(eventItem(ev)).IfAbsent() }

func eventItem(ev heed.Event) store.Item {
	instant := heed.Instant(ev.At)
	it := store.Item{Key: EventKey(ev.Account, instant, ev.ID), Data: encode(ev)}
	if !heed.Operational(ev.Type) {
		it.By = store.Key{Partition: feedPartition(heed.DayOf(ev.At)), Sort: instant + "#" + ev.ID}
	}
	return it
}

// Feed reads up to limit events of one day from the second order, oldest first,
// behind a position made by FeedPosition.
func (r *Records) Feed(ctx context.Context, d heed.Day, position string, limit int) ([]heed.Event, error) {
	q := store.Query{Partition: feedPartition(d), From: position, By: true, Limit: limit}
	if position != "" {
		q.From = position + "\x00"
	}
	return collect[heed.Event](ctx, r.db, q)
}

// LatestEvents reads up to limit events of one day from the second order, newest
// first: for people who look, not for programs that follow.
func (r *Records) LatestEvents(ctx context.Context, d heed.Day, limit int) ([]heed.Event, error) {
	return collect[heed.Event](ctx, r.db, store.Query{Partition: feedPartition(d), By: true, Backward: true, Limit: limit})
}

// FeedPosition is where an event stands in the feed of its day.
func FeedPosition(at time.Time, event string) string { return heed.Instant(at) + "#" + event }

// AccountEvents reads the newest events of an account.
func (r *Records) AccountEvents(ctx context.Context, account string, limit int) ([]heed.Event, error) {
	q := prefixed(accountPartition(account), eventSort)
	q.Backward, q.Limit = true, limit
	return collect[heed.Event](ctx, r.db, q)
}
