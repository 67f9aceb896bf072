package records

import (
	"context"
	"fmt"
	"iter"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// KeptVersions is how many versions of the settings are remembered.
const KeptVersions = 200

// versionSort are the versions of the settings, by number.
const versionSort = "V#"

func versionKey(n int64) store.Key {
	return store.Key{Partition: settingsPartition, Sort: fmt.Sprintf("%s%010d", versionSort, n)}
}

// versionDoc is the row of a version: what it changed, and what was read of the
// expressions before, which no change holds.
type versionDoc struct {
	heed.SettingsVersion
	Formulas map[string]*heed.Formula `json:"formulas,omitempty"` // by factor
}

// PutSettingsVersion remembers what a version changed of the settings before it, and
// forgets the oldest one that is remembered.
func PutSettingsVersion(v heed.SettingsVersion, before heed.Settings) []store.Op {
	doc := versionDoc{SettingsVersion: v, Formulas: formulasOf(before)}
	ops := []store.Op{store.Put(store.Item{Key: versionKey(v.Version), Data: encode(doc)})}
	if v.Version > KeptVersions {
		ops = append(ops, store.Delete(versionKey(v.Version-KeptVersions)))
	}
	return ops
}

// SettingsVersions pages through the versions, newest first: those before a
// number, or from the newest when it is 0.
func (r *Records) SettingsVersions(ctx context.Context, before int64, limit int) ([]heed.SettingsVersion, error) {
	q := prefixed(settingsPartition, versionSort)
	q.Backward, q.Limit = true, limit
	if before > 0 {
		q.To = versionKey(before).Sort
	}
	return collect[heed.SettingsVersion](ctx, r.db, q)
}

// SettingsBack goes from the settings in use back to those before them, and so on, as
// long as every change in between is remembered.
func (r *Records) SettingsBack(ctx context.Context) iter.Seq2[heed.Settings, error] {
	return func(yield func(heed.Settings, error) bool) {
		row, err := r.Settings(ctx)
		set := row.Value
		if !yield(set, err) || err != nil {
			return
		}
		q := prefixed(settingsPartition, versionSort)
		q.To, q.Backward = versionKey(set.Version+1).Sort, true
		for row, err := range rows[versionDoc](ctx, r.db, q) {
			if err == nil && row.Value.Version != set.Version {
				return
			}
			if err == nil {
				set, err = row.Value.undone(set)
			}
			if !yield(set, err) || err != nil {
				return
			}
		}
	}
}

// undone are the settings before a version, as they could be judged with.
func (d versionDoc) undone(set heed.Settings) (heed.Settings, error) {
	before, err := set.Undone(d.Changes)
	before.Version = d.Version - 1
	readAs(before.Factors, d.Formulas)
	return before, err
}
