package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// The columns of Heed's own beside those of the data: one for every member that
// signals have, attributes.NAME and external_ids.CONNECTION. A member of the data
// that is called as one of these has "data." before it.
var envelope = []string{"type", "id", "source", "time", "account", "subject"}

const (
	currencyColumn   = "currency" // of the one amount that a signal has
	errorColumn      = "import_error"
	attributesColumn = "attributes."
	externalsColumn  = "external_ids."
	dataColumn       = "data."
)

// cloudEvents are members that lines may have, and that say nothing to Heed.
var cloudEvents = []string{"specversion", "datacontenttype", "dataschema", "traceparent", "tracestate"}

// inData is the column of a member of the data.
func inData(name string) string {
	if slices.Contains(envelope, name) {
		return dataColumn + name
	}
	return name
}

// members are the fields of all signal types, by name.
var members = func() map[string]heed.Field {
	all := map[string]heed.Field{}
	for _, kind := range heed.SignalTypes() {
		fields, _ := heed.DataFields(kind)
		for _, f := range fields {
			all[f.Name] = f
		}
	}
	return all
}()

// isColumn reports whether a column is one of Heed's own.
func isColumn(name string) bool {
	if slices.Contains(envelope, name) || name == currencyColumn || name == errorColumn {
		return true
	}
	if after, ok := strings.CutPrefix(name, dataColumn); ok {
		name = after
	}
	_, member := members[name]
	return member || strings.HasPrefix(name, attributesColumn) || strings.HasPrefix(name, externalsColumn)
}

// strange are the columns that are not Heed's own.
func strange(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), isColumn)
}

// ownKind is the signal type that a file of Heed's columns without a column type
// is about: a portfolio, or contracts.
func ownKind(columns []string) (string, error) {
	has := func(name string) bool { return slices.Contains(columns, name) }
	switch {
	case has("type"):
		return "", nil
	case only(columns, heed.AccountUpdated):
		return heed.AccountUpdated, nil
	case has("contract") && only(columns, heed.ContractSigned):
		return heed.ContractSigned, nil
	}
	return "", fmt.Errorf("the file does not say what its rows are: add a column type, or give --type, such as --type feedback.nps")
}

// only reports whether all columns belong to signals of a type.
func only(columns []string, kind string) bool {
	fields, _ := heed.DataFields(kind)
	return !slices.ContainsFunc(columns, func(name string) bool {
		member := slices.ContainsFunc(fields, func(f heed.Field) bool { return f.Name == name })
		return !member && !slices.Contains(envelope, name) && name != currencyColumn && name != errorColumn &&
			!strings.HasPrefix(name, attributesColumn) && !strings.HasPrefix(name, externalsColumn)
	})
}
