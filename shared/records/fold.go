package records

import (
	"context"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const (
	foldPartition = "FOLD"
	foldDay       = "day#"
	foldAccount   = "account#"
)

// FoldMarker says that roll-ups of the past must be folded again: those of one
// day, or of every day an account has counters on, because its attributes changed.
type FoldMarker struct {
	Day     heed.Day `json:"day,omitempty"`
	Account string   `json:"account,omitempty"`
	// FoldedAt is when a pass has folded it; a later pass folds once more and
	// takes the marker away, for the second order may lag behind the counters.
	FoldedAt time.Time `json:"folded_at,omitzero"`
}

func (m FoldMarker) key() store.Key {
	if m.Account != "" {
		return store.Key{Partition: foldPartition, Sort: foldAccount + m.Account}
	}
	return store.Key{Partition: foldPartition, Sort: foldDay + string(m.Day)}
}

// MarkFold asks for a fold, whether or not one was asked for already.
func MarkFold(m FoldMarker) store.Op {
	return store.Put(store.Item{Key: m.key(), Data: encode(m)})
}

// FoldMarkers lists what is to be folded, at most limit of them.
func (r *Records) FoldMarkers(ctx context.Context, limit int) ([]Row[FoldMarker], error) {
	var all []Row[FoldMarker]
	for row, err := range rows[FoldMarker](ctx, r.db, store.Query{Partition: foldPartition, Limit: limit}) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// Folded notes that a marker was folded, or takes it away on the later pass;
// the operation fails when it was set again meanwhile.
func Folded(row Row[FoldMarker], now time.Time, last bool) store.Op {
	if last {
		return store.Delete(row.Value.key()).IfVersion(row.Version)
	}
	row.Value.FoldedAt = now
	return store.Put(store.Item{Key: row.Value.key(), Data: encode(row.Value)}).IfVersion(row.Version)
}

// CountedDays lists the days an account has counters on.
func (r *Records) CountedDays(ctx context.Context, account string) ([]heed.Day, error) {
	var days []heed.Day
	for it, err := range r.db.Query(ctx, prefixed(accountPartition(account), "C#")) {
		if err != nil {
			return nil, err
		}
		days = append(days, heed.Day(strings.TrimPrefix(it.Sort, "C#")))
	}
	return days, nil
}
