package records

import (
	"context"
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

const settingsPartition = "SET"

var settingsKey = store.Key{Partition: settingsPartition, Sort: "SET"}

// settingsDoc is the row: the settings, and what was read of the expressions of
// their factors, which no document of settings holds.
type settingsDoc struct {
	heed.Settings
	Formulas map[string]*heed.Formula `json:"formulas,omitempty"` // by factor
}

// Settings reads the deployment's settings: the defaults until somebody changed them.
func (r *Records) Settings(ctx context.Context) (Row[heed.Settings], error) {
	doc, err := get[settingsDoc](ctx, r.db, settingsKey)
	row := Row[heed.Settings]{Value: doc.Value.Settings, Version: doc.Version, Expires: doc.Expires}
	if err == nil && !row.Found() {
		row.Value = heed.DefaultSettings()
	}
	row.Value.Version = row.Version
	row.Value.Factors = append([]heed.CustomFactor{}, row.Value.Factors...) // older rows have none
	for i := range row.Value.Factors {
		f := &row.Value.Factors[i]
		f.Formula = doc.Value.Formulas[f.Factor]
	}
	return row, err
}

// PutSettings writes the settings back.
func PutSettings(row Row[heed.Settings]) store.Op {
	doc := settingsDoc{Settings: row.Value, Formulas: map[string]*heed.Formula{}}
	for _, f := range row.Value.Factors {
		doc.Formulas[f.Factor] = f.Formula
	}
	return store.Put(store.Item{Key: settingsKey, Data: encode(doc)}).IfVersion(row.Version)
}

// KeptVersions is how many versions of the settings are remembered.
const KeptVersions = 200

// versionSort are the versions of the settings, by number.
const versionSort = "V#"

func versionKey(n int64) store.Key {
	return store.Key{Partition: settingsPartition, Sort: fmt.Sprintf("%s%010d", versionSort, n)}
}

// PutSettingsVersion remembers what a version of the settings changed, and
// forgets the oldest one that is remembered.
func PutSettingsVersion(v heed.SettingsVersion) []store.Op {
	ops := []store.Op{store.Put(store.Item{Key: versionKey(v.Version), Data: encode(v)})}
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
