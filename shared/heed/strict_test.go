package heed

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestStrict(t *testing.T) {
	deepest := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	for _, good := range []string{
		`{}`, `[]`, `0`, `null`, `""`, " \t\r\n{ } ", `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, `{"a":"{\"a\":1}"}`,
		`["\\",{"\"":1}]`, `{"é":1,"e":2}`, `{"a":1,"A":2}`, `{"":1}`, deepest, `"` + strings.Repeat("[", 100) + `"`,
	} {
		if err := Strict([]byte(good)); err != nil {
			t.Errorf("%s is refused: %v", good, err)
		}
	}
	bad := map[string]struct{ pointer, code string }{
		``: {"", "format"}, ` `: {"", "format"}, `{`: {"", "format"}, `{} {}`: {"", "format"}, `{"a":01}`: {"", "format"}, `{'a':1}`: {"", "format"},
		`[1,]`: {"", "format"}, `NaN`: {"", "format"}, "\"\n\"": {"", "format"}, "\"\xff\"": {"", "format"}, "\"\xed\xa0\x80\"": {"", "format"}, "\"\xc0\x80\"": {"", "format"},
		`{"a":1,"a":1}`: {"/a", "duplicate"}, `{"a":1,"\u0061":2}`: {"/a", "duplicate"}, `{"x":[0,{"b":1,"b":2}]}`: {"/x/1/b", "duplicate"},
		`{"a/b~":{"c":1,"c":2}}`: {"/a~1b~0/c", "duplicate"}, `{"":1,"":2}`: {"/", "duplicate"},
		"[" + deepest + "]": {"", "format"}, strings.Repeat(`{"a":`, 1_000_000): {"", "format"},
	}
	for text, want := range bad {
		var got FieldError
		if err := Strict([]byte(text)); !errors.As(err, &got) || got.Pointer != want.pointer || got.Code != want.code || got.Detail == "" {
			t.Errorf("%.60s gives %+v, want %s at %q", text, got, want.code, want.pointer)
		}
	}
}

// FuzzStrict holds what passing means: text that every JSON parser reads alike.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":null}]}`, `{"a":1,"\u0061":2}`, `["\\\"",true]`, "\xff", `{"a":{"b":1,"b":2}}`, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := Strict(raw)
		repeated := json.Valid(raw) && repeats(json.NewDecoder(strings.NewReader(string(raw))))
		if good := utf8.Valid(raw) && json.Valid(raw) && !repeated && depth(raw) <= MaxDepth; good != (err == nil) {
			t.Fatalf("%q gives %v, want passing to be %v", raw, err, good)
		}
		if err == nil {
			wantSplit(t, raw)
			wantElements(t, raw)
		}
	})
}

// depth is how deep the brackets of valid JSON nest.
func depth(raw []byte) int {
	deepest, open, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}

// repeats walks the tokens of valid JSON and reports whether an object has a member twice.
func repeats(dec *json.Decoder) bool {
	type level struct {
		names map[string]bool
		isKey bool
	}
	var open []level
	for {
		token, err := dec.Token()
		if err != nil {
			return false
		}
		top := len(open) - 1
		if name, ok := token.(string); ok && top >= 0 && open[top].names != nil && open[top].isKey {
			if open[top].names[name] {
				return true
			}
			open[top].names[name], open[top].isKey = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, level{names: map[string]bool{}, isKey: true})
			continue
		case json.Delim('['):
			open = append(open, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:top]
		}
		if top = len(open) - 1; top >= 0 {
			open[top].isKey = true
		}
	}
}

// wantElements holds that splitting an array means what encoding/json means.
func wantElements(t *testing.T, raw []byte) {
	t.Helper()
	var want []json.RawMessage
	isArray := json.Unmarshal(raw, &want) == nil && want != nil
	got, ok := Elements(raw)
	if ok != isArray || !slices.EqualFunc(got, want, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
		t.Fatalf("%q has the elements %q, %v, want %q", raw, got, ok, want)
	}
}

// wantSplit holds that splitting an object means what encoding/json means.
func wantSplit(t *testing.T, raw []byte) {
	t.Helper()
	var want map[string]json.RawMessage
	if json.Unmarshal(raw, &want) != nil || want == nil {
		want = nil
	}
	got, ok := members(nil).split(raw)
	if ok != (want != nil) || len(got) != len(want) {
		t.Fatalf("%q splits into %q, want %q", raw, got, want)
	}
	for name := range want {
		if value, _ := got.get(name); string(value) != string(want[name]) {
			t.Fatalf("%q has %q under %q, want %q", raw, value, name, want[name])
		}
	}
}

func TestSplitObject(t *testing.T) {
	for _, raw := range []string{`{}`, ` { "a" : 1 , "b":[1,{"c":"]}"}] ,"d":"\"\\" } `, `{"\u0073core":3}`, `{"a":{}}`, `[]`, `"{"`, `null`, `7`, `{"score":null}`} {
		wantSplit(t, []byte(raw))
	}
	for _, raw := range []string{`[]`, ` [ ] `, `[1 , "a]", [2,[3]] ,{"b":[4]}, null ] `, `{}`, `"["`, `null`, `7`} {
		wantElements(t, []byte(raw))
	}
}

func TestPlainString(t *testing.T) {
	for raw, want := range map[string]string{`""`: "", `"a"`: "a", `"\u00e9\n\""`: "é\n\"", `"\ud83d\ude00"`: "😀", `"score"`: "score"} {
		if got, ok := plainString([]byte(raw)); !ok || got != want {
			t.Errorf("%s reads as %q, %v", raw, got, ok)
		}
	}
	for _, raw := range []string{``, `1`, `null`, `true`, `["a"]`, `{}`} {
		if got, ok := plainString([]byte(raw)); ok {
			t.Errorf("%s reads as %q", raw, got)
		}
	}
}

func TestPointersAreEscaped(t *testing.T) {
	if got := escapePointer("a/b~c"); got != "a~1b~0c" {
		t.Errorf("a/b~c becomes %s", got)
	}
	nested := below("x", below("1", FieldError{Pointer: "/y"}))
	if !reflect.DeepEqual(nested, FieldError{Pointer: "/x/1/y"}) {
		t.Errorf("the pointer is %v", nested)
	}
	if other := errors.New("no field"); !errors.Is(below("x", other), other) {
		t.Error("an error without pointer was changed")
	}
	if at("/a", fmt.Errorf("plain")).Code != "format" {
		t.Error("a plain error has no code")
	}
}

// FuzzSplit holds that no text at all, strict or not, makes splitting fail.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a`, `{"a":"\`, `{a:1}`, `{"a":,"b"]`, `{"\u0061":{"b":"}`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, raw []byte) { members(nil).split(raw) })
}
