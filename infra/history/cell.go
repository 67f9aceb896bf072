package history

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// fieldOf is what a member holds in signals of the type, else in any other.
func fieldOf(kind, name string) heed.Field {
	fields, _ := heed.DataFields(kind)
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return members[name]
}

// typed writes a value as the field's kind is written in JSON.
func (m maker) typed(f heed.Field, v, currency any) (any, error) {
	text, isText := v.(string)
	switch f.Kind {
	case heed.TextField, heed.IDField:
		if !isText {
			return textOr(v), nil
		}
		if len(f.Enum) > 0 {
			return strings.ToLower(text), nil
		}
		return clean(text), nil
	case heed.MoneyField:
		return m.money(v, currency)
	}
	if !isText {
		return whole(v), nil
	}
	switch f.Kind {
	case heed.IntegerField, heed.NumberField:
		n, err := m.number(text)
		return whole(n), err
	case heed.BooleanField:
		return truth(text)
	case heed.DayField:
		return m.day(text)
	case heed.TextsField:
		if strings.HasPrefix(text, "[") {
			return inJSON(text)
		}
		return list(text), nil
	case heed.AttributesField, heed.ExternalsField:
		return inJSON(text)
	}
	return v, nil
}

// inJSON reads a cell that holds a list or an object.
func inJSON(text string) (v any, err error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return nil, errors.New("is no JSON that can be read")
	}
	return v, nil
}

// clean turns control characters, of which spreadsheets are full, into spaces.
func clean(text string) string {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	if !strings.ContainsFunc(text, control) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if control(r) {
			return ' '
		}
		return r
	}, text)
}

var errCurrency = errors.New("the amount has no currency: add a column currency, or give --currency EUR")

// money reads an amount in the currency's units, which may stand behind or before it.
func (m maker) money(v, currency any) (any, error) {
	text, isText := v.(string)
	code := textOf(currency)
	if isText {
		if named := strings.Trim(text, "0123456789.,'’+- \u00a0\u202f"); len(named) == 3 {
			code, text = named, strings.TrimSpace(strings.Replace(text, named, "", 1))
		}
		n, err := m.number(text)
		if err != nil {
			return nil, err
		}
		v = n
	}
	if _, ready := v.(map[string]any); ready {
		return v, nil
	}
	if code == "" {
		code = m.Currency
	}
	if code == "" {
		return nil, errCurrency
	}
	if money := provider.Money(whole(v), code); money != nil {
		return money, nil
	}
	return nil, errNumber
}

// whole writes numbers without a fraction as integers, as JSON must have them.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int(v)
		}
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return n
		}
	}
	return v
}

// textOr writes numbers that are ids as text, and leaves the rest as it is.
func textOr(v any) any {
	if text := textOf(v); text != "" {
		return text
	}
	return v
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case json.Number:
		return v.String()
	}
	return ""
}

func quoted(text string) json.RawMessage {
	raw, _ := json.Marshal(text) // a string always can be
	return raw
}
