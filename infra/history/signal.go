package history

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// maker turns what a row says into signals.
type maker struct {
	Habits
	kind       string // of rows that do not say
	source     string // of rows that do not say
	connection string // names the accounts whose names are no ids
	rules      heed.Rules
}

// signal makes the nth signal of a row. The digest stands in for an id.
func (m maker) signal(said provider.Row, digest string, nth int) (heed.Signal, error) {
	kind := textOf(said["type"])
	if kind == "" {
		kind = m.kind
	}
	data, err := m.data(kind, said)
	if err != nil {
		return heed.Signal{}, err
	}
	subject := m.subject(said)
	if subject == "" {
		return heed.Signal{}, errors.New("account: the row names no account")
	}
	attributes := map[string]json.RawMessage{"type": quoted(kind), "source": quoted(m.sourceOf(said)), "subject": quoted(subject), "data": data}
	at, err := m.moment(kind, said)
	if err != nil {
		return heed.Signal{}, fmt.Errorf("time: %w", err)
	}
	if !at.IsZero() {
		attributes["time"] = quoted(at.Format(time.RFC3339Nano))
	}
	attributes["id"] = quoted(m.id(kind, said, digest, nth))
	s, errs := heed.SignalOf(attributes, m.rules)
	if len(errs) > 0 {
		return s, errors.New(reason(errs[0]))
	}
	return s, nil
}

// reason says what is wrong in the words of the file's columns.
func reason(e heed.FieldError) string {
	column := strings.TrimPrefix(strings.TrimPrefix(e.Pointer, "/data/"), "/")
	if column == "subject" {
		column = "account"
	}
	if column == "" {
		return e.Detail
	}
	return column + ": " + e.Detail
}

func (m maker) sourceOf(said provider.Row) string {
	if own := textOf(said["source"]); own != "" {
		return own
	}
	return m.source
}

// subject is the account as the row names it. What is no account's id in Heed is
// one of the tool's.
func (m maker) subject(said provider.Row) string {
	account := textOf(said["account"])
	if account == "" {
		account = textOf(said["subject"])
	}
	if _, _, external := heed.ExternalSubject(account); account == "" || external || heed.ValidAccountID(account) {
		return account
	}
	return m.connection + ":" + account
}

// moment is when it happened; zero for a state that the row says holds now.
func (m maker) moment(kind string, said provider.Row) (time.Time, error) {
	for _, v := range []any{said["time"], begin(kind, said)} {
		switch v := v.(type) {
		case nil:
		case string:
			return m.time(v)
		default:
			return m.time(textOf(v))
		}
	}
	if family := heed.Family(kind); family == "account" || family == "contact" {
		return time.Time{}, nil
	}
	return time.Time{}, errors.New("the row does not say when it happened")
}

// begin is when a contract was signed, as far as a list of contracts tells.
func begin(kind string, said provider.Row) any {
	if kind == heed.ContractSigned {
		return said["start_date"]
	}
	return nil
}

// id is the row's own id, else one made of its content. A row that tells a state of
// now may tell it again another day.
func (m maker) id(kind string, said provider.Row, digest string, nth int) string {
	if own := textOf(said["id"]); own != "" {
		return own
	}
	id := "row-" + digest
	if kind == heed.AccountUpdated && said["time"] == nil {
		id += "-" + string(heed.DayOf(m.rules.Now))
	}
	if nth > 0 {
		id += "-" + strconv.Itoa(nth)
	}
	return id
}

// data are the members of the signal's data, each as its kind is written in JSON.
func (m maker) data(kind string, said provider.Row) (json.RawMessage, error) {
	data, nested := map[string]any{}, map[string]map[string]any{}
	for column, v := range said {
		switch column {
		case "type", "id", "source", "time", "account", "subject", currencyColumn, errorColumn:
			continue
		}
		name := strings.TrimPrefix(column, dataColumn)
		if object, member, ok := nestedIn(name); ok {
			if nested[object] == nil {
				nested[object] = map[string]any{}
			}
			nested[object][member] = v
			continue
		}
		value, err := m.typed(fieldOf(kind, name), v, said[currencyColumn])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", column, err)
		}
		data[name] = value
	}
	for object, of := range nested {
		data[object] = m.object(object, of)
	}
	return json.Marshal(data)
}

// nestedIn splits attributes.NAME and external_ids.CONNECTION.
func nestedIn(name string) (object, member string, ok bool) {
	object, member, ok = strings.Cut(name, ".")
	return object, member, ok && (object+"." == attributesColumn || object+"." == externalsColumn)
}

func (m maker) object(name string, of map[string]any) map[string]any {
	if name+"." == externalsColumn {
		for connection, v := range of {
			if text, ok := v.(string); ok {
				of[connection] = list(text)
			}
		}
	}
	return of
}
