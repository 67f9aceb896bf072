package records

import (
	"context"
	"time"

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

// Book is what the daily sweep learns from the whole portfolio and every judgement uses.
type Book struct {
	// Base is the prior's log-odds before any factor, for a whole term, and WindowBase
	// for the next 90 days, both solved for LossRate; nil until solved.
	Base       *float64 `json:"base,omitempty"`
	WindowBase *float64 `json:"window_base,omitempty"`
	LossRate   float64  `json:"loss_rate,omitempty"`
	// MedianTenureDays is how long half of the accounts have been customers at least.
	MedianTenureDays int `json:"median_tenure_days,omitempty"`
	// Heard is the newest day on which any account said something of a family
	// ("usage", "engagement"): it proves that a source is alive.
	Heard    map[string]heed.Day `json:"heard,omitempty"`
	Accounts int                 `json:"accounts"`
	At       time.Time           `json:"at,omitzero"`
}

var bookKey = store.Key{Partition: "BOOK", Sort: "BOOK"}

// Book reads what the last sweep learned; empty before the first.
func (r *Records) Book(ctx context.Context) (Row[Book], error) {
	return get[Book](ctx, r.db, bookKey)
}

// PutBook writes what a sweep learned.
func PutBook(row Row[Book]) store.Op {
	return store.Put(store.Item{Key: bookKey, Data: encode(row.Value)}).IfVersion(row.Version)
}
