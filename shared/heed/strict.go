package heed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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
	s := scanner{raw: raw}
	err := s.value(0)
	if s.space(); err == nil && s.at < len(raw) {
		err = errNotJSON
	}
	switch err {
	case errNotJSON:
		return syntaxError(raw)
	case errTooDeep:
		return FieldError{Code: "format", Detail: errTooDeep.Error()}
	}
	return err
}

var (
	errNotJSON = errors.New("not JSON")
	errTooDeep = fmt.Errorf("the JSON nests deeper than %d levels", MaxDepth)
	twice      = error(FieldError{Code: "duplicate", Detail: "the member stands twice"})
)

// syntaxError says what is wrong in the words of encoding/json, which stops at
// the first mistake and does not recurse to find it.
func syntaxError(raw []byte) error {
	var v any
	err := json.Unmarshal(raw, &v)
	if err == nil {
		err = errNotJSON
	}
	return FieldError{Code: "format", Detail: "the text is not JSON: " + err.Error()}
}

// value moves past one value inside depth others and checks all of it.
func (s *scanner) value(depth int) error {
	s.space()
	switch c := s.peek(); c {
	case '{', '[':
		return s.nested(c, depth)
	case '"':
		return wellFormed(s.text() != nil)
	case 't':
		return wellFormed(s.literal("true"))
	case 'f':
		return wellFormed(s.literal("false"))
	case 'n':
		return wellFormed(s.literal("null"))
	}
	return wellFormed(s.number())
}

func wellFormed(ok bool) error {
	if !ok {
		return errNotJSON
	}
	return nil
}

func (s *scanner) nested(opening byte, depth int) error {
	if depth == MaxDepth {
		return errTooDeep
	}
	s.at++
	if opening == '[' {
		return s.array(depth + 1)
	}
	return s.object(depth + 1)
}

func (s *scanner) object(depth int) error {
	var seen names
	for first := true; ; first = false {
		if more, err := s.more('}', first); !more {
			return err
		}
		quoted := s.text()
		if quoted == nil || !s.take(':') {
			return errNotJSON
		}
		name, err := nameOf(quoted), twice
		if seen.add(name) {
			err = s.value(depth)
		}
		if err != nil {
			return below(string(name), err)
		}
	}
}

func (s *scanner) array(depth int) error {
	for i := 0; ; i++ {
		if more, err := s.more(']', i == 0); !more {
			return err
		}
		if err := s.value(depth); err != nil {
			return below(strconv.Itoa(i), err)
		}
	}
}

// more moves to the next element, or past the closing bracket: then it is false.
func (s *scanner) more(closing byte, first bool) (bool, error) {
	switch {
	case s.take(closing):
		return false, nil
	case !first && !s.skips(','):
		return false, errNotJSON
	}
	s.space()
	return true, nil
}

// names are the members an object has had so far. Most objects have few, which
// are sooner compared than hashed.
type names struct {
	few  [16][]byte
	n    int
	many map[string]bool
}

// add is false for a name that is there already.
func (k *names) add(name []byte) bool {
	for _, other := range k.few[:k.n] {
		if string(other) == string(name) {
			return false
		}
	}
	if k.n < len(k.few) {
		k.few[k.n] = name
		k.n++
		return true
	}
	if k.many == nil {
		k.many = map[string]bool{}
	}
	known := k.many[string(name)]
	k.many[string(name)] = true
	return !known
}
