package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/expr-lang/expr"

	"github.com/heed-cs/heed/shared/heed"
)

// functions are the words that expressions have beside the language's own. All
// take null and give null where they know nothing.
func functions() []expr.Option {
	one := new(func(any) any)
	two := new(func(any, any) any)
	many := new(func(...any) any)
	return []expr.Option{
		expr.Function("member", func(p ...any) (any, error) { return p[0].(*budget).spend(memberOf(p[1], p[2])) }, new(func(*budget, any, any) any)),
		expr.Function("spend", func(p ...any) (any, error) { return p[0].(*budget).spend(p[1]) }, new(func(*budget, any) any)),
		// account(id): an account's id in Heed, as a tool was given it to keep.
		expr.Function("account", func(p ...any) (any, error) { return accountID(p[0]), nil }, one),
		// coalesce(a, b, …): the first that is neither null nor empty.
		expr.Function("coalesce", func(p ...any) (any, error) { return coalesce(p), nil }, many),
		// join(a, b, …): an id made of parts; a hash of it when it is too long.
		expr.Function("join", func(p ...any) (any, error) { return join(p), nil }, many),
		// pick(table, value): the row of a table for a value: as it is, in small
		// letters, or its first word in small letters, for labels in many languages.
		expr.Function("pick", func(p ...any) (any, error) { return pick(p[0], p[1]), nil }, two),
		expr.Function("lower", func(p ...any) (any, error) { return lower(p[0]), nil }, one),
		// isoTime(text): a time in one of the usual ways, in RFC 3339.
		expr.Function("isoTime", func(p ...any) (any, error) { return isoTime(p[0]), nil }, one),
		// unixTime(seconds), unixTimeMs(milliseconds): since 1970, in RFC 3339.
		expr.Function("unixTime", func(p ...any) (any, error) { return unixTime(p[0], time.Second), nil }, one),
		expr.Function("unixTimeMs", func(p ...any) (any, error) { return unixTime(p[0], time.Millisecond), nil }, one),
		// day(time): the UTC day of a time in RFC 3339, or a day.
		expr.Function("day", func(p ...any) (any, error) { return dayOf(p[0]), nil }, one),
		// number(value): a number that some tools write as text.
		expr.Function("number", func(p ...any) (any, error) { return numberOf(p[0]), nil }, one),
		// money(amount, currency): an amount as people write it, such as 480.50.
		expr.Function("money", func(p ...any) (any, error) { return major(p[0], p[1]), nil }, two),
		// cents(amount, currency): an amount in the currency's smallest unit.
		expr.Function("cents", func(p ...any) (any, error) { return minor(p[0], p[1]), nil }, two),
		// domain(email): the domain of a company's e-mail address, for subjects where a
		// tool names no company; null for addresses that anybody can have.
		expr.Function("domain", func(p ...any) (any, error) { return domain(p[0]), nil }, one),
		// signalType(text): Heed's type that a text is, or holds between full stops.
		expr.Function("signalType", func(p ...any) (any, error) { return signalType(p[0]), nil }, one),
	}
}

// memberOf gives a member of an object or an element of a list; null when there is none.
func memberOf(from, key any) any {
	switch from := from.(type) {
	case map[string]any:
		name, ok := key.(string)
		if !ok {
			return nil
		}
		return from[name]
	case []any:
		i, ok := key.(int)
		if ok && i < 0 {
			i += len(from)
		}
		if !ok || i < 0 || i >= len(from) {
			return nil
		}
		return from[i]
	}
	return nil
}

// textOf writes a text, whole number or truth; anything else is empty.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// textOrNull writes a text, or null for an empty one.
func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func accountID(v any) any {
	if id := textOf(v); heed.ValidAccountID(id) {
		return id
	}
	return nil
}

func coalesce(values []any) any {
	for _, v := range values {
		if v != nil && v != "" {
			return v
		}
	}
	return nil
}

// maxID is how long a signal's id may be.
const maxID = 256

func join(parts []any) any {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = textOf(part)
	}
	id := strings.Join(texts, ":")
	if strings.Trim(id, ":") == "" {
		return nil
	}
	if len(id) > maxID {
		return digest([]byte(id))
	}
	return id
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

func pick(table, value any) any {
	rows, _ := table.(map[string]any)
	text := textOf(value)
	small := strings.ToLower(text)
	for _, key := range []string{text, small, firstWord(small)} {
		if row, ok := rows[key]; ok && key != "" {
			return row
		}
	}
	return nil
}

func firstWord(text string) string {
	start := strings.IndexFunc(text, unicode.IsLetter)
	if start < 0 {
		return ""
	}
	text = text[start:]
	if end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		return text[:end]
	}
	return text
}

func lower(v any) any { return textOrNull(strings.ToLower(textOf(v))) }

// layouts are the ways in which tools write times beside RFC 3339; without a
// zone they are UTC.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly}

func timeOf(v any) (time.Time, bool) {
	text, _ := v.(string)
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

func isoTime(v any) any {
	at, ok := timeOf(v)
	if !ok {
		return nil
	}
	return at.Format(time.RFC3339Nano)
}

// maxUnix is the last second that RFC 3339 can write: the end of the year 9999.
const maxUnix = 253402300799

func unixTime(v any, unit time.Duration) any {
	n, ok := floatOf(v)
	if !ok || n <= 0 {
		return nil
	}
	ms := n * float64(unit/time.Millisecond)
	if ms > maxUnix*1000 {
		return nil
	}
	return time.UnixMilli(int64(ms)).UTC().Format(time.RFC3339Nano)
}

func dayOf(v any) any {
	at, ok := timeOf(v)
	if !ok {
		return nil
	}
	return at.Format(time.DateOnly)
}

// numberOf reads a number, whole where it is.
func numberOf(v any) any {
	n, ok := floatOf(v)
	switch {
	case !ok:
		return nil
	case n == math.Trunc(n) && math.Abs(n) < 1<<53:
		return int(n)
	}
	return n
}

func floatOf(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case string:
		n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
	}
	return 0, false
}

func signalType(v any) any {
	text := "." + textOf(v) + "."
	for _, kind := range heed.SignalTypes() {
		if strings.Contains(text, "."+kind+".") {
			return kind
		}
	}
	return nil
}

func domain(v any) any {
	if host := heed.CompanyDomain(textOf(v)); host != "" {
		return host
	}
	return nil
}
