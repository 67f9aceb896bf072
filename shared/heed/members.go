package heed

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// members are those of a JSON object that Strict has passed, in the order they
// stand in. A signal has a dozen of them at most: they are sooner compared than
// hashed. Nothing is copied out of the text but names with escapes.
type members []member

type member struct {
	name []byte
	raw  json.RawMessage
}

// get is the value of a member; false when there is none.
func (m members) get(name string) (json.RawMessage, bool) {
	for i := range m {
		if string(m[i].name) == name {
			return m[i].raw, true
		}
	}
	return nil, false
}

// with is the object after one member was said: null clears it.
func (m members) with(said member) members {
	i := slices.IndexFunc(m, func(old member) bool { return bytes.Equal(old.name, said.name) })
	switch clears := bytes.Equal(said.raw, null); {
	case i < 0 && clears:
		return m
	case i < 0:
		return append(m, said)
	case clears:
		return slices.Delete(m, i, i+1)
	}
	m[i] = said
	return m
}

// object writes the members as JSON.
func (m members) object() []byte {
	raw := []byte{'{'}
	for i := range m {
		if i > 0 {
			raw = append(raw, ',')
		}
		raw = append(appendText(raw, "", string(m[i].name)), ':')
		raw = append(raw, m[i].raw...)
	}
	return append(raw, '}')
}

// listed are the members of an object that was read into a map, by name.
func listed(object map[string]json.RawMessage) members {
	all := make(members, 0, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		all = append(all, member{[]byte(name), object[name]})
	}
	return all
}

// Elements splits a JSON array that Strict has passed, without copying; false
// for any other value.
func Elements(raw []byte) ([]json.RawMessage, bool) {
	s := scanner{raw: raw}
	if !s.take('[') {
		return nil, false
	}
	var elements []json.RawMessage
	for s.next(']') {
		elements = append(elements, s.skip())
	}
	return elements, true
}

// split appends the members of a JSON object that Strict has passed; false for
// any other value.
func (m members) split(raw []byte) (members, bool) {
	s := scanner{raw: raw}
	if !s.take('{') {
		return nil, false
	}
	for s.next('}') {
		quoted := s.text()
		if quoted == nil {
			return nil, false
		}
		s.take(':')
		s.space()
		m = append(m, member{nameOf(quoted), s.skip()})
	}
	return m, true
}

// next moves to the next element, or past the closing bracket: then it is false.
func (s *scanner) next(closing byte) bool {
	s.take(',')
	s.space()
	return s.at < len(s.raw) && !s.skips(closing)
}

// skip moves past one value without looking into it.
func (s *scanner) skip() json.RawMessage {
	start := s.at
	switch s.peek() {
	case '{', '[':
		s.skipNested()
	case '"':
		s.skipText()
	default:
		s.skipScalar()
	}
	return s.raw[start:s.at:s.at]
}

func (s *scanner) skipNested() {
	for open := 0; s.at < len(s.raw); {
		switch s.raw[s.at] {
		case '"':
			s.skipText()
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

func (s *scanner) skipText() {
	for s.at++; s.at < len(s.raw); s.at++ {
		switch s.raw[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return
		}
	}
	s.at = len(s.raw) // an escape may have led beyond it
}

func (s *scanner) skipScalar() {
	for s.at < len(s.raw) {
		switch s.raw[s.at] {
		case ',', '}', ']', ' ', '\t', '\n', '\r':
			return
		}
		s.at++
	}
}

// nameOf undoes a quoted name, so that "a" and "\u0061" are the same member.
func nameOf(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	return []byte(unquote(quoted))
}

// plainString reads a JSON string that Strict has passed; false for any other value.
func plainString(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	return unquote(raw), true
}

// unquote undoes a JSON string that Strict has passed.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	_ = json.Unmarshal(quoted, &text)
	return text
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

func unescapePointer(name string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
}
