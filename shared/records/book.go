package records

import (
	"context"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// Book is what is known of the whole portfolio and every judgement uses.
type Book struct {
	// Base is the prior's log-odds before any factor, for a whole term, and WindowBase
	// for the next 90 days, both solved for LossRate; nil until a sweep solved them.
	Base       *float64 `json:"base,omitempty"`
	WindowBase *float64 `json:"window_base,omitempty"`
	LossRate   float64  `json:"loss_rate,omitempty"`
	// MedianTenureDays is how long half of the accounts have been customers at least.
	MedianTenureDays int `json:"median_tenure_days,omitempty"`
	// Model is the id of the model that was learned and accounts are judged with; empty
	// while the opinion stands.
	Model    string    `json:"model,omitempty"`
	Accounts int       `json:"accounts"`
	At       time.Time `json:"at,omitzero"`
	// Assessed is the last day whose portfolio was told of.
	Assessed heed.Day `json:"assessed,omitempty"`
	// Heard is the newest day on which any account said something, per family of
	// signals; it has rows of its own.
	Heard map[string]heed.Day `json:"-"`
}

var bookKey = store.Key{Partition: "BOOK", Sort: "BOOK"}

// Book reads what the last sweep learned, and what was heard of since.
func (r *Records) Book(ctx context.Context) (Row[Book], error) {
	row, err := get[Book](ctx, r.db, bookKey)
	if err != nil {
		return row, err
	}
	heard, err := r.Heard(ctx)
	row.Value.Heard = make(map[string]heed.Day, len(heard))
	for family, day := range heard {
		row.Value.Heard[family] = day.Value
	}
	return row, err
}

// PutBook writes what a sweep learned.
func PutBook(row Row[Book]) store.Op {
	return store.Put(store.Item{Key: bookKey, Data: encode(row.Value)}).IfVersion(row.Version)
}
