package records

import (
	"context"

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
	readAs(row.Value.Factors, doc.Value.Formulas)
	return row, err
}

// readAs gives factors what was read of their expressions.
func readAs(factors []heed.CustomFactor, formulas map[string]*heed.Formula) {
	for i := range factors {
		factors[i].Formula = formulas[factors[i].Factor]
	}
}

func formulasOf(s heed.Settings) map[string]*heed.Formula {
	all := map[string]*heed.Formula{}
	for _, f := range s.Factors {
		all[f.Factor] = f.Formula
	}
	return all
}

// PutSettings writes the settings back.
func PutSettings(row Row[heed.Settings]) store.Op {
	doc := settingsDoc{Settings: row.Value, Formulas: formulasOf(row.Value)}
	return store.Put(store.Item{Key: settingsKey, Data: encode(doc)}).IfVersion(row.Version)
}
