package heed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Field describes one member of a signal's data: what it may hold, in one place
// for the validation, the API document and the docs.
type Field struct {
	Name     string
	Kind     FieldKind
	Required bool
	// Personal members name or quote people: shown only to keys with the scope personal.
	Personal bool
	Enum     []string // of Text
	Min, Max float64  // of Integer and Number; Max of Text is its length in characters
}

// FieldKind is what a member may hold.
type FieldKind int

// The kinds of members.
const (
	TextField    FieldKind = iota // a string without control characters but line breaks and tabs
	IDField                       // a string of 1 to 128 characters, no control characters
	IntegerField                  // a whole number written without fraction or exponent
	NumberField                   // a finite number
	BooleanField
	DayField        // "2026-11-20"
	MoneyField      // {"amount": minor units, "currency": "EUR"}
	TextsField      // an array of up to 50 strings
	AttributesField // an object of up to 20 scalars
	ExternalsField  // {"<connection>": ["id", …]}
)

// MaxAttributes is how many free attributes a signal or account may carry.
const MaxAttributes = 20

const maxIDLength = 128

var null = []byte("null")

// check reports what is wrong with a value, or nil. Null is a value of every
// optional member: it clears, or stands for absence.
func (f *Field) check(raw json.RawMessage) error {
	if bytes.Equal(raw, null) {
		if f.Required {
			return FieldError{Code: "required", Detail: "the member must not be null"}
		}
		return nil
	}
	switch f.Kind {
	case IntegerField:
		return f.checkInteger(raw)
	case NumberField:
		return f.checkNumber(raw)
	case BooleanField:
		return typed[bool](raw, "true or false")
	case MoneyField:
		return checkMoney(raw)
	case TextsField:
		return checkTexts(raw)
	case AttributesField:
		return checkAttributes(raw)
	case ExternalsField:
		return checkExternals(raw)
	default:
		return f.checkString(raw)
	}
}

func (f *Field) checkString(raw json.RawMessage) error {
	s, ok := plainString(raw)
	if !ok {
		return FieldError{Code: "type", Detail: "the member must be a string"}
	}
	switch f.Kind {
	case DayField:
		return checkDay(s)
	case IDField:
		return checkID(s)
	}
	return f.checkText(s)
}

func (f *Field) checkText(s string) error {
	if len(f.Enum) > 0 && !slices.Contains(f.Enum, s) {
		return FieldError{Code: "enum", Detail: "the member must be one of " + strings.Join(f.Enum, ", ")}
	}
	if limit := int(f.Max); utf8.RuneCountInString(s) > limit && limit > 0 {
		return FieldError{Code: "range", Detail: fmt.Sprintf("the member holds at most %d characters", limit)}
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }) {
		return FieldError{Code: "format", Detail: "the member must not hold control characters"}
	}
	return nil
}

func checkDay(s string) error {
	if _, err := ParseDay(s); err != nil {
		return FieldError{Code: "format", Detail: err.Error()}
	}
	return nil
}

func checkID(s string) error {
	if s == "" || utf8.RuneCountInString(s) > maxIDLength || strings.ContainsFunc(s, unicode.IsControl) {
		return FieldError{Code: "format", Detail: fmt.Sprintf("the member must hold 1 to %d characters, none of them a control character", maxIDLength)}
	}
	return nil
}

func (f *Field) checkInteger(raw json.RawMessage) error {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return FieldError{Code: "type", Detail: "the member must be a whole number, such as " + fmt.Sprint(int64(f.Min))}
	}
	return f.checkRange(float64(n))
}

func (f *Field) checkNumber(raw json.RawMessage) error {
	var n float64
	if json.Unmarshal(raw, &n) != nil || math.IsInf(n, 0) {
		return FieldError{Code: "type", Detail: "the member must be a number"}
	}
	return f.checkRange(n)
}

func (f *Field) checkRange(n float64) error {
	if n < f.Min || n > f.Max {
		return FieldError{Code: "range", Detail: fmt.Sprintf("the member must lie between %v and %v", f.Min, f.Max)}
	}
	return nil
}

func typed[T any](raw json.RawMessage, what string) error {
	var v T
	if json.Unmarshal(raw, &v) != nil {
		return FieldError{Code: "type", Detail: "the member must be " + what}
	}
	return nil
}

func validCurrency(code string) bool { return len(code) == 3 && spelt(code, 3, capital) }

// MaxAmount bounds amounts of money so that no sum overflows.
const MaxAmount = 1_000_000_000_000_000

func checkMoney(raw json.RawMessage) error {
	var room [2]member
	m, _ := members(room[:0]).split(raw)
	digits, _ := m.get("amount")
	quoted, _ := m.get("currency")
	amount, err := strconv.ParseInt(string(digits), 10, 64)
	code, ok := plainString(quoted)
	if err != nil || !ok || len(m) != 2 {
		return FieldError{Code: "type", Detail: `the member must be money, such as {"amount":480000,"currency":"EUR"} with the amount in whole minor units`}
	}
	if amount < 0 || amount > MaxAmount {
		return FieldError{Pointer: "/amount", Code: "range", Detail: fmt.Sprintf("the amount must lie between 0 and %d", int64(MaxAmount))}
	}
	if !validCurrency(code) {
		return FieldError{Pointer: "/currency", Code: "format", Detail: "the currency must be three capital letters (ISO 4217)"}
	}
	return nil
}

func checkTexts(raw json.RawMessage) error {
	var texts []string
	if json.Unmarshal(raw, &texts) != nil {
		return FieldError{Code: "type", Detail: "the member must be an array of strings"}
	}
	if len(texts) > 50 {
		return FieldError{Code: "range", Detail: "the member holds at most 50 strings"}
	}
	for i, s := range texts {
		if err := checkID(s); err != nil {
			return below(fmt.Sprint(i), err)
		}
	}
	return nil
}

func checkAttributes(raw json.RawMessage) error {
	var attrs map[string]any
	if json.Unmarshal(raw, &attrs) != nil {
		return FieldError{Code: "type", Detail: "the member must be an object"}
	}
	if len(attrs) > MaxAttributes {
		return FieldError{Code: "range", Detail: fmt.Sprintf("the member holds at most %d attributes", MaxAttributes)}
	}
	for name, v := range attrs {
		switch v := v.(type) {
		case map[string]any, []any:
			return FieldError{Pointer: "/" + escapePointer(name), Code: "type", Detail: "an attribute must be a string, a number, true, false or null"}
		case string:
			if utf8.RuneCountInString(v) > 500 {
				return FieldError{Pointer: "/" + escapePointer(name), Code: "range", Detail: "an attribute holds at most 500 characters"}
			}
		}
		if err := checkID(name); err != nil {
			return FieldError{Pointer: "/" + escapePointer(name), Code: "format", Detail: "an attribute's name has 1 to 128 characters"}
		}
	}
	return nil
}

func checkExternals(raw json.RawMessage) error {
	var ids map[string][]string
	if json.Unmarshal(raw, &ids) != nil {
		return FieldError{Code: "type", Detail: `the member must be an object such as {"zendesk":["8447"]}`}
	}
	for connection, list := range ids {
		if !ValidSlug(connection) {
			return FieldError{Pointer: "/" + escapePointer(connection), Code: "format", Detail: "a connection's name is made of letters, digits, _ and -"}
		}
		if len(list) > 20 {
			return FieldError{Pointer: "/" + escapePointer(connection), Code: "range", Detail: "at most 20 ids per connection"}
		}
		for i, id := range list {
			if err := checkID(id); err != nil {
				return below(connection, below(fmt.Sprint(i), err))
			}
		}
	}
	return nil
}

// CheckMembers checks an object against the fields that are allowed in it and
// returns every error, with pointers below prefix, in the order of the fields.
func CheckMembers(fields []Field, object map[string]json.RawMessage, prefix string) []FieldError {
	return listed(object).check(fields, prefix)
}

func (m members) check(fields []Field, prefix string) []FieldError {
	var errs []FieldError
	unknown := len(m)
	for i := range fields {
		f := &fields[i]
		raw, given := m.get(f.Name)
		if !given && !f.Required {
			continue
		}
		err := error(FieldError{Code: "required", Detail: "the member is missing"})
		if given {
			unknown--
			err = f.check(raw)
		}
		if err != nil {
			errs = append(errs, at(prefix+"/"+f.Name, err))
		}
	}
	if unknown == 0 {
		return errs
	}
	return append(errs, m.unknown(fields, prefix)...)
}

func (m members) unknown(fields []Field, prefix string) []FieldError {
	var errs []FieldError
	detail := "the member is not known here"
	if slices.ContainsFunc(fields, func(f Field) bool { return f.Kind == AttributesField }) {
		detail += "; free values go into \"attributes\""
	}
	for i := range m {
		name := string(m[i].name)
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			errs = append(errs, FieldError{
				Pointer: prefix + "/" + escapePointer(name), Code: "unknown", Detail: detail,
			})
		}
	}
	slices.SortFunc(errs, func(a, b FieldError) int { return strings.Compare(a.Pointer, b.Pointer) })
	return errs
}

func at(prefix string, err error) FieldError {
	f, ok := err.(FieldError)
	if !ok {
		f = FieldError{Code: "format", Detail: err.Error()}
	}
	f.Pointer = prefix + f.Pointer
	return f
}

// parseTime reads an RFC 3339 instant and gives it in UTC. time.Parse would also
// take an hour of one digit and a comma before the fraction, which others do not.
func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || s[len("2006-01-02T15")] != ':' || s[len("2006-01-02T15:04:05")] == ',' {
		return time.Time{}, FieldError{Code: "format", Detail: "the member must be a time such as 2026-11-20T09:30:00Z (RFC 3339)"}
	}
	return t.UTC(), nil
}
