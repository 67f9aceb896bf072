package heed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The bounds of a signal from outside.
const (
	MaxSignalBytes = 16 << 10
	MaxAhead       = 10 * time.Minute
	maxSource      = 256
)

// Signal is one fact about an account that came from outside. It never changes;
// Source and ID identify it for ever. It is a CloudEvent 1.0.
type Signal struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"`
	Type    string          `json:"type"`
	Time    time.Time       `json:"time"`
	Subject string          `json:"subject"`
	Data    json.RawMessage `json:"data"`

	// ReceivedAt is when Heed accepted it; Untimed says that Time was not given and is ReceivedAt.
	ReceivedAt time.Time `json:"received_at"`
	Untimed    bool      `json:"untimed,omitempty"`
	// Via names the connection it came through; empty for the signals API.
	Via string `json:"via,omitempty"`
	// Imported signals are history: counted and judged, never announced.
	Imported bool `json:"imported,omitempty"`
}

// Stored is a signal as the table keeps it.
type Stored struct {
	Signal
	Account string `json:"account"`
	// Phase is the account's lifecycle phase when the signal was counted.
	Phase string `json:"phase,omitempty"`
	// Retracted signals stay visible and count no more.
	Retracted bool `json:"retracted,omitempty"`
	// Conflicting says that a repeat with other content came; the first content stays.
	Conflicting bool `json:"conflicting,omitempty"`
	// Absent marks a retraction that came before its signal: nothing but the identity is known.
	Absent bool `json:"absent,omitempty"`
	// Erased says that a contact was taken out of it. Place is where it then has its
	// part, by keyed hashes: the answers it replaces, or the person it spoke of.
	// Who is the keyed hash of whoever answered, which the answer's place keeps too.
	Erased bool   `json:"erased,omitempty"`
	Place  string `json:"place,omitempty"`
	Who    string `json:"who,omitempty"`
}

// SID is the signal's identity in the table.
func (s Signal) SID() string { return SignalID(s.Source, s.ID) }

// Stamp is the signal's place among others that say something about the same thing.
func (s Signal) Stamp() Stamp { return Stamp{Time: s.Time, Source: s.Source, ID: s.ID} }

// Day is the UTC day the signal counts on: the one it happened on, however late it came.
func (s Signal) Day() Day { return DayOf(s.Time) }

// KnownAt reports whether the signal had happened at a moment and was heard of.
// Imported history counts as heard of when it happened.
func (s Signal) KnownAt(at time.Time) bool {
	return !s.Time.After(at) && (s.Imported || !s.ReceivedAt.After(at))
}

// late is when the signal came in, if on a later day than it happened; zero else, and
// for history that was imported.
func (s Signal) late() (at time.Time) {
	if !s.Imported && DayOf(s.ReceivedAt) > s.Day() {
		at = s.ReceivedAt
	}
	return at
}

// SameContent reports whether a repeat says what the first one said. The arrival
// time is not content.
func (s Signal) SameContent(other Signal) bool {
	sameTime := s.Untimed && other.Untimed || s.Time.Equal(other.Time)
	return s.Type == other.Type && s.Subject == other.Subject && sameTime && bytes.Equal(compact(s.Data), compact(other.Data))
}

func compact(raw json.RawMessage) []byte {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return raw
	}
	canonical, _ := json.Marshal(v) // sorts members
	return canonical
}

// Rules are what the deployment allows of a signal's time.
type Rules struct {
	Now    time.Time
	Oldest time.Time // signals before it are refused
}

// ParseSignal reads one JSON object that Strict has passed, and returns every
// error in it with pointers from the signal's root.
func ParseSignal(raw []byte, rules Rules) (Signal, []FieldError) {
	if len(raw) > MaxSignalBytes {
		return Signal{}, []FieldError{{Code: "range", Detail: fmt.Sprintf("a signal has at most %d bytes", MaxSignalBytes)}}
	}
	var room [12]member
	m, ok := members(room[:0]).split(raw)
	if !ok {
		return Signal{}, []FieldError{{Code: "type", Detail: "a signal is a JSON object"}}
	}
	return m.signal(rules)
}

// SignalOf makes a signal of CloudEvents attributes and data, each of which is valid JSON.
func SignalOf(object map[string]json.RawMessage, rules Rules) (Signal, []FieldError) {
	return listed(object).signal(rules)
}

// With makes a signal of its own texts: id, source, type and subject, with data that
// is valid JSON, and the time as text, empty for the arrival.
func (s Signal) With(at string, rules Rules) (Signal, []FieldError) {
	var e envelope
	for _, part := range []struct {
		name, text string
		limit      int
	}{{"id", s.ID, maxSource}, {"source", s.Source, maxSource}, {"type", s.Type, short}, {"subject", s.Subject, maxSource}} {
		e.fits(part.name, part.text, part.limit)
	}
	s.ReceivedAt, s.Time, s.Untimed = rules.Now, rules.Now, at == ""
	if at != "" {
		s.Time = e.instant(at, rules)
	}
	e.subject(s.Subject)
	e.data(s.Type, s.Data)
	return s, e.errs
}

func (m members) signal(rules Rules) (Signal, []FieldError) {
	var e envelope
	data, _ := m.get("data")
	s := Signal{
		ID:         e.text(m, "id", maxSource),
		Source:     e.text(m, "source", maxSource),
		Type:       e.text(m, "type", short),
		Subject:    e.text(m, "subject", maxSource),
		Data:       data,
		ReceivedAt: rules.Now,
	}
	e.version(m)
	e.contentType(m)
	e.extensions(m)
	s.Time, s.Untimed = e.time(m, rules)
	e.subject(s.Subject)
	e.data(s.Type, s.Data)
	return s, e.errs
}

// envelope collects the errors of a signal's own members.
type envelope struct{ errs []FieldError }

func (e *envelope) fail(pointer, code, format string, args ...any) {
	e.errs = append(e.errs, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
}

func (e *envelope) text(m members, name string, limit int) string {
	raw, given := m.get(name)
	if !given || bytes.Equal(raw, null) {
		e.fail("/"+name, "required", "the member is missing")
		return ""
	}
	s, ok := plainString(raw)
	if !ok {
		e.fail("/"+name, "type", "the member must be a string")
		return ""
	}
	e.fits(name, s, limit)
	return s
}

func (e *envelope) fits(name, s string, limit int) {
	if s == "" || utf8.RuneCountInString(s) > limit || strings.ContainsFunc(s, unicode.IsControl) {
		e.fail("/"+name, "format", "the member must hold 1 to %d characters, none of them a control character", limit)
	}
}

func (e *envelope) version(m members) {
	if raw, given := m.get("specversion"); given && string(raw) != `"1.0"` {
		e.fail("/specversion", "enum", `the member must be "1.0" or left out`)
	}
}

func (e *envelope) contentType(m members) {
	raw, given := m.get("datacontenttype")
	if !given || bytes.Equal(raw, null) {
		return
	}
	var kind string
	if json.Unmarshal(raw, &kind) != nil || !IsJSON(kind) {
		e.fail("/datacontenttype", "enum", "the data must be JSON: application/json or left out")
	}
}

// IsJSON reports whether a media type says JSON.
func IsJSON(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

func known(name []byte) bool {
	switch string(name) {
	case "id", "source", "type", "subject", "time", "data", "specversion", "datacontenttype", "dataschema":
		return true
	}
	return false
}

// extensions lets CloudEvents extension attributes pass unread, and refuses the rest.
func (e *envelope) extensions(all members) {
	for _, m := range all {
		if known(m.name) {
			continue
		}
		if name := string(m.name); !isExtension(name) || m.raw[0] == '{' || m.raw[0] == '[' {
			e.fail("/"+escapePointer(name), "unknown", "the member is not known here; free values go into \"data\".\"attributes\"")
		}
	}
}

// isExtension reports whether an extension attribute may have the name: [a-z0-9]{1,40}.
func isExtension(name string) bool {
	return name != "database64" && spelt(name, 40, func(c byte) bool { return alphanumeric(c) && !capital(c) })
}

func (e *envelope) time(m members, rules Rules) (time.Time, bool) {
	raw, given := m.get("time")
	if !given || bytes.Equal(raw, null) {
		return rules.Now, true
	}
	s, ok := plainString(raw)
	if !ok {
		e.fail("/time", "type", "the member must be a string")
		return rules.Now, true
	}
	return e.instant(s, rules), false
}

func (e *envelope) instant(s string, rules Rules) time.Time {
	t, err := parseTime(s)
	switch {
	case err != nil:
		e.errs = append(e.errs, at("/time", err))
	case t.After(rules.Now.Add(MaxAhead)):
		e.fail("/time", "range", "the time lies more than 10 minutes ahead: check the sender's clock")
	case t.Before(rules.Oldest):
		e.fail("/time", "range", "the time lies before %s, the oldest this deployment keeps", rules.Oldest.Format(time.RFC3339))
	}
	return t
}

func (e *envelope) subject(s string) {
	if s == "" || ValidAccountID(s) {
		return
	}
	connection, external, ok := ExternalSubject(s)
	if !ok || !ValidSlug(connection) || checkID(external) != nil {
		e.fail("/subject", "format", "the subject must be an account id made of letters, digits, full stops, _ and -, or {connection}:{external id}")
	}
}

// ExternalSubject splits {connection}:{external id}; false for a plain account id.
func ExternalSubject(subject string) (connection, external string, ok bool) {
	return strings.Cut(subject, ":")
}

func (e *envelope) data(kind string, raw json.RawMessage) {
	if kind == "" {
		return
	}
	fields, ok := DataFields(kind)
	if !ok {
		e.fail("/type", "enum", "the type is not known; known are %s", strings.Join(SignalTypes(), ", "))
		return
	}
	if len(raw) == 0 {
		raw = json.RawMessage("{}")
	}
	var room [16]member
	m, ok := members(room[:0]).split(raw)
	if !ok {
		e.fail("/data", "type", "the data must be an object")
		return
	}
	errs := m.check(fields, "/data")
	if len(errs) == 0 {
		errs = checkScale(kind, raw)
	}
	e.errs = append(e.errs, errs...)
}
