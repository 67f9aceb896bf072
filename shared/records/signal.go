package records

import (
	"context"
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func signalKey(sid string) store.Key { return store.Key{Partition: "S#" + sid, Sort: "S"} }

func timelinePartition(account string) string { return "AS#" + account }

// Signals reads stored signals by sid; what is not there is left out.
func (r *Records) Signals(ctx context.Context, sids ...string) (map[string]Row[heed.Stored], error) {
	items, err := r.db.Get(ctx, keysOf(sids, signalKey)...)
	if err != nil {
		return nil, err
	}
	found := make(map[string]Row[heed.Stored], len(items))
	for _, it := range items {
		row, err := rowOf[heed.Stored](it)
		if err != nil {
			return nil, err
		}
		found[it.Partition[len("S#"):]] = row
	}
	return found, nil
}

// PutSignal stores a signal, kept until expires, in its account's timeline.
// A stub, known only by its identity, is in no timeline.
func PutSignal(row Row[heed.Stored], expires time.Time) store.Op {
	s := row.Value
	it := store.Item{Key: signalKey(s.SID()), Data: encode(s), Expires: expires}
	if !s.Absent {
		it.By = store.Key{Partition: timelinePartition(s.Account), Sort: heed.Instant(s.Time) + "#" + s.SID()}
	}
	return store.Put(it).IfVersion(row.Version)
}

// MoveSignal puts a signal into the timeline of the account that its own became part of.
func MoveSignal(row Row[heed.Stored], into string) store.Op {
	row.Value.Account = into
	return PutSignal(row, row.Expires)
}

// EraseSignal leaves a stub of a signal, which keeps late copies out.
func EraseSignal(row Row[heed.Stored], expires time.Time) store.Op {
	s := row.Value
	stub := heed.Stored{Signal: heed.Signal{ID: s.SID(), Source: ""}, Absent: true, Retracted: true}
	it := store.Item{Key: signalKey(s.SID()), Data: encode(stub), Expires: expires}
	return store.Put(it).IfVersion(row.Version)
}

// Timeline pages through an account's signals, newest first; cursor is the end
// of the page before, empty at the start, and next is empty behind the last page.
func (r *Records) Timeline(ctx context.Context, account, cursor string, limit int) (page []heed.Stored, next string, err error) {
	q := store.Query{Partition: timelinePartition(account), To: cursor, By: true, Backward: true, Limit: limit + 1}
	for it, err := range r.db.Query(ctx, q) {
		if err != nil {
			return nil, "", err
		}
		if len(page) == limit {
			return page, next, nil
		}
		row, err := rowOf[heed.Stored](it)
		if err != nil {
			return nil, "", err
		}
		page, next = append(page, row.Value), it.By.Sort
	}
	return page, "", nil
}

// History reads all signals of an account that are still kept, oldest first.
func (r *Records) History(ctx context.Context, account string) ([]heed.Stored, error) {
	return collect[heed.Stored](ctx, r.db, store.Query{Partition: timelinePartition(account), By: true})
}

// TimelineRows reads up to limit signals of an account with their versions, oldest first.
func (r *Records) TimelineRows(ctx context.Context, account string, limit int) ([]Row[heed.Stored], error) {
	var page []Row[heed.Stored]
	for row, err := range rows[heed.Stored](ctx, r.db, store.Query{Partition: timelinePartition(account), By: true, Limit: limit}) {
		if err != nil {
			return nil, fmt.Errorf("reading the timeline: %w", err)
		}
		page = append(page, row)
	}
	return page, nil
}
