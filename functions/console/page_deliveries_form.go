package console

import (
	"maps"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// endpointFields are the fields of an endpoint with what was typed into them.
type endpointFields struct {
	frame
	Draft endpointDraft
}

// newEndpoint is one as it is when nobody says otherwise.
var newEndpoint = endpointView{Events: []string{"*"}, Format: heed.FormatStandard, TimeoutSeconds: heed.DefaultTimeoutSeconds}

// endpointDraft is what the fields of an endpoint's form begin with, as people type it.
type endpointDraft struct {
	endpointView
	// Kinds are the events to choose from: all of customers, each type, and whatever
	// else the endpoint names.
	Kinds    []string
	MinARR   string // in whole units
	Currency string // of MinARR
}

// draftOf is the form of an endpoint; amounts are in its filter's currency, or in the
// one given.
func draftOf(e endpointView, currency string) endpointDraft {
	d := endpointDraft{endpointView: e, Currency: currency, Kinds: append([]string{"*"}, eventTypes...)}
	for _, pattern := range e.Events {
		if !slices.Contains(d.Kinds, pattern) {
			d.Kinds = append(d.Kinds, pattern)
		}
	}
	if least := e.Filter.MinARR; least != nil {
		d.MinARR, d.Currency = strconv.FormatFloat(whole(*least), 'f', -1, 64), least.Currency
	}
	return d
}

// Has reports whether the endpoint asks for events in these words.
func (d endpointDraft) Has(pattern string) bool { return slices.Contains(d.Events, pattern) }

// Bands are all there are, from good to bad.
func (d endpointDraft) Bands() []heed.Band { return heed.Bands }

// Narrows reports whether there is a filter.
func (d endpointDraft) Narrows() bool {
	f := d.Filter
	return len(f.Bands)+len(f.Segments)+len(f.Owners) > 0 || f.MinARR != nil || f.MaxDays != nil
}

// Asks reports whether the filter names a band.
func (d endpointDraft) Asks(band heed.Band) bool { return slices.Contains(d.Filter.Bands, band) }

// Figure writes a number into a field; nothing when there is none.
func (d endpointDraft) Figure(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// HeaderLines writes the endpoint's own headers into a field, a line for each.
func (d endpointDraft) HeaderLines() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(d.Headers)) {
		b.WriteString(name + ": " + d.Headers[name] + "\n")
	}
	return b.String()
}

// endpointBody is what a form says of an endpoint, as the API takes it; before is how
// it was.
func endpointBody(f typed, before endpointView) map[string]any {
	return map[string]any{
		"url": strings.TrimSpace(f.Get("url")), "description": f.Get("description"), "format": f.Get("format"), "events": ticked(f, "events"),
		"filter": map[string]any{
			"bands": ticked(f, "filter/bands"), "segments": f.lines("filter/segments"), "owners": f.lines("filter/owners"),
			"min_arr": amount(f.Get("filter/min_arr"), f.Get("currency")), "max_days": numeral(f.Get("filter/max_days")),
		},
		"headers": headersIn(f.Get("headers"), before.Headers), "timeout_seconds": numeral(f.Get("timeout_seconds")),
		"max_per_minute": numeral(f.Get("max_per_minute")), "digest_hour": numeral(f.Get("digest_hour")), "challenge": f.Get("challenge") == "true",
	}
}

// ticked are the boxes that were ticked. The form sends one empty value along, so
// that the field is known when none was.
func ticked(f typed, name string) []string {
	return slices.DeleteFunc(orEmpty(f.Values[name]), func(v string) bool { return v == "" })
}

// lines is what was typed as names with commas or lines between; names may have spaces.
func (f typed) lines(name string) []string {
	names := []string{}
	for _, part := range strings.FieldsFunc(f.Get(name), func(r rune) bool { return strings.ContainsRune(",\r\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			names = append(names, part)
		}
	}
	return names
}

// numeral is what was typed as a whole number, null for nothing. The API says what is
// wrong with anything else.
func numeral(text string) any {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
		return n
	}
	return textOrNull(text)
}

func textOrNull(text string) any {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return text
}

// maxUnits is what no account pays: amounts below it are exact.
const maxUnits = 1e12

// amount is what was typed as whole units of a currency, null for nothing.
func amount(text, currency string) any {
	units, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(units >= 0 && units < maxUnits) {
		return textOrNull(text)
	}
	return moneyOf(units, currency)
}

// headersIn are the headers that were typed, a line for each, as a merge patch: one
// that is there no more is null.
func headersIn(text string, before map[string]string) map[string]any {
	headers := map[string]any{}
	for name := range before {
		headers[name] = nil
	}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(line, ":")
		if name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)); name != "" {
			headers[name] = strings.TrimSpace(value)
		}
	}
	return headers
}

// momentForm is how a browser's field for a time writes it.
const momentForm = "2006-01-02T15:04"

// moment is what was typed as a time in UTC, as the API takes it; what is none is
// left as it is.
func moment(text string) string {
	t, err := time.Parse(momentForm, text)
	if err != nil {
		return text
	}
	return t.Format(time.RFC3339)
}
