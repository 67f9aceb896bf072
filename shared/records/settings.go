package records

import (
	"context"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

var settingsKey = store.Key{Partition: "SET", Sort: "SET"}

// Settings reads the deployment's settings: the defaults until somebody changed them.
func (r *Records) Settings(ctx context.Context) (Row[heed.Settings], error) {
	row, err := get[heed.Settings](ctx, r.db, settingsKey)
	if err == nil && !row.Found() {
		row.Value = heed.DefaultSettings()
	}
	return row, err
}

// PutSettings writes the settings back.
func PutSettings(row Row[heed.Settings]) store.Op {
	return store.Put(store.Item{Key: settingsKey, Data: encode(row.Value)}).IfVersion(row.Version)
}
