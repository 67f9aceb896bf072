package heed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep JSON from outside may nest.
const MaxDepth = 32

// Strict refuses what encoding/json would let pass in silence: invalid UTF-8,
// the same member twice, and nesting deeper than MaxDepth; and, of course, what
// is not one JSON value. The error is a FieldError that points at the place.
func Strict(raw []byte) error {
	if !utf8.Valid(raw) {
		return FieldError{Code: "format", Detail: "the text is not valid UTF-8"}
	}
	if err := depth(raw); err != nil {
		return err
	}
	if !json.Valid(raw) {
		return syntaxError(raw)
	}
	s := scanner{raw: raw}
	return s.value()
}

// depth runs first, so that no recursive parser ever sees a bomb.
func depth(raw []byte) error {
	nested, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if nested++; nested > MaxDepth {
				return FieldError{Code: "format", Detail: fmt.Sprintf("the JSON nests deeper than %d levels", MaxDepth)}
			}
		case c == '}' || c == ']':
			nested--
		}
	}
	return nil
}

func syntaxError(raw []byte) error {
	var v any
	err := json.Unmarshal(raw, &v)
	if err == nil {
		err = fmt.Errorf("more than one JSON value")
	}
	return FieldError{Code: "format", Detail: "the text is not JSON: " + err.Error()}
}

// scanner walks JSON that is known to be valid, looking for repeated members.
type scanner struct {
	raw []byte
	at  int
}

func (s *scanner) value() error {
	s.space()
	switch s.raw[s.at] {
	case '{':
		return s.object()
	case '[':
		return s.array()
	case '"':
		s.text()
	default:
		s.scalar()
	}
	return nil
}

func (s *scanner) object() error {
	s.at++
	seen := make(map[string]bool, 8)
	for s.next('}') {
		name := memberName(s.text())
		if seen[name] {
			return FieldError{Pointer: "/" + escapePointer(name), Code: "duplicate", Detail: "the member stands twice"}
		}
		seen[name] = true
		s.space()
		s.at++ // the colon
		if err := s.value(); err != nil {
			return below(name, err)
		}
	}
	return nil
}

func (s *scanner) array() error {
	s.at++
	for i := 0; s.next(']'); i++ {
		if err := s.value(); err != nil {
			return below(strconv.Itoa(i), err)
		}
	}
	return nil
}

// splitObject gives the members of a JSON object that is known to be valid,
// without copying; nil for any other value. Of a repeated member the last stays.
func splitObject(raw []byte) map[string]json.RawMessage {
	s := scanner{raw: raw}
	if s.space(); raw[s.at] != '{' {
		return nil
	}
	s.at++
	members := make(map[string]json.RawMessage, 8)
	for s.next('}') {
		name := memberName(s.text())
		s.space()
		s.at++ // the colon
		s.space()
		start := s.at
		s.skip()
		members[name] = raw[start:s.at:s.at]
	}
	return members
}

// skip moves past one value without looking into it.
func (s *scanner) skip() {
	switch s.raw[s.at] {
	case '{', '[':
		s.skipNested()
	case '"':
		s.text()
	default:
		s.scalar()
	}
}

func (s *scanner) skipNested() {
	for open := 0; ; {
		switch s.raw[s.at] {
		case '"':
			s.text()
			continue
		case '{', '[':
			open++
		case '}', ']':
			open--
		}
		if s.at++; open == 0 {
			return
		}
	}
}

// plainString reads a JSON string that is known to be valid; false for any other value.
func plainString(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	return unquote(raw), true
}

// below moves an error's pointer under a member or element.
func below(name string, err error) error {
	var f FieldError
	if errors.As(err, &f) {
		f.Pointer = "/" + escapePointer(name) + f.Pointer
		return f
	}
	return err
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// next moves to the next element or past the closing bracket.
func (s *scanner) next(closing byte) bool {
	s.space()
	if s.raw[s.at] == ',' {
		s.at++
		s.space()
	}
	if s.raw[s.at] == closing {
		s.at++
		return false
	}
	return true
}

func (s *scanner) text() []byte {
	start := s.at
	for s.at++; s.raw[s.at] != '"'; s.at++ {
		if s.raw[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
	return s.raw[start:s.at]
}

// memberName undoes a quoted name, so that "a" and "\u0061" are the same member.
// Names the schema has are not allocated anew: a signal has a dozen of them.
func memberName(quoted []byte) string {
	if name, ok := memberNames[string(quoted)]; ok {
		return name
	}
	return unquote(quoted)
}

// memberNames has the schema's names by their quoted form.
var memberNames = func() map[string]string {
	names := map[string]string{}
	for name := range known {
		names[`"`+name+`"`] = name
	}
	for _, fields := range schema {
		for _, f := range fields {
			names[`"`+f.Name+`"`] = f.Name
		}
	}
	return names
}()

// unquote undoes a JSON string that is known to be valid.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	_ = json.Unmarshal(quoted, &text)
	return text
}

func (s *scanner) scalar() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ',', '}', ']', ' ', '\t', '\n', '\r':
			return
		}
		s.at++
	}
}

func (s *scanner) space() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}
