package trace

import (
	"net/http"
	"strings"
	"testing"
)

const (
	id     = "4bf92f3577b34da6a3ce929d0e0e4736"
	span   = "00f067aa0ba902b7"
	parent = "00-" + id + "-" + span + "-01"
)

func TestParse(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{parent, parent},
		{"00-" + id + "-" + span + "-00", "00-" + id + "-" + span + "-00"},
		{"00-" + id + "-" + span + "-ff", "00-" + id + "-" + span + "-03"}, // unknown flags are not passed on
		{"cc-" + id + "-" + span + "-01", parent},                          // a version to come
		{"cc-" + id + "-" + span + "-01-what-comes", parent},
		{"cc-" + id + "-" + span + "-01.what-comes", ""},
		{"00-" + id + "-" + span + "-01-", ""},
		{"00-" + id + "-" + span + "-01-more", ""},
		{"ff-" + id + "-" + span + "-01", ""},
		{"0g-" + id + "-" + span + "-01", ""},
		{"00-" + strings.ToUpper(id) + "-" + span + "-01", ""},
		{"00-" + id + "-" + strings.ToUpper(span) + "-01", ""},
		{"CC-" + id + "-" + span + "-01", ""},
		{"00-" + strings.Repeat("0", 32) + "-" + span + "-01", ""},
		{"00-" + id + "-" + strings.Repeat("0", 16) + "-01", ""},
		{"00-" + id + "-" + span + "-0x", ""},
		{"00_" + id + "-" + span + "-01", ""},
		{"00-" + id + "_" + span + "-01", ""},
		{"00-" + id + "-" + span + "_01", ""},
		{parent + "," + parent, ""},
		{" " + parent, ""},
		{parent[:54], ""},
		{"", ""},
	} {
		if got := Parse(row.text).String(); got != row.want {
			t.Errorf("%q reads as %q, want %q", row.text, got, row.want)
		}
	}
}

func TestATraceGoesOn(t *testing.T) {
	c := Parse(parent)
	next := c.Next()
	if next.ID() != id || next.String() == parent || Parse(next.String()) != next {
		t.Errorf("the next span of %v is %v", c, next)
	}
	if none := (Context{}).Next(); !none.None() || none.ID() != "" || none.String() != "" {
		t.Errorf("of none comes %v", none)
	}
	if a, b := New(), New(); a.ID() == b.ID() || a.None() {
		t.Error("traces begin alike")
	}
	if got := From(With(t.Context(), c)); got != c || !From(t.Context()).None() {
		t.Errorf("the context has %v", got)
	}
}

func TestTheTraceOfARequest(t *testing.T) {
	amazon := http.Header{"X-Amzn-Trace-Id": {"Self=1-67891234-12456789abcdef012345678; Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=53995c3f42cd8ad8;Sampled=0"}}
	for name, row := range map[string]struct {
		header http.Header
		same   bool
	}{
		"a caller's":  {http.Header{Header: {parent}}, true},
		"Amazon's":    {amazon, true},
		"both":        {http.Header{Header: {parent}, "X-Amzn-Trace-Id": {"Root=1-00000000-000000000000000000000001"}}, true},
		"no caller's": {http.Header{Header: {"?"}, "X-Amzn-Trace-Id": amazon["X-Amzn-Trace-Id"]}, true},
		"two":         {http.Header{Header: {parent, parent}}, false},
		"no Amazon's": {http.Header{"X-Amzn-Trace-Id": {"Root=1-4bf92f35-77b34da6a3ce929d0e0e473G"}}, false},
		"none":        {http.Header{}, false},
	} {
		c := Of(row.header)
		if c.None() || (c.ID() == id) != row.same || strings.Contains(c.String(), span) || Parse(c.String()) != c {
			t.Errorf("%s: %v", name, c)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(parent)
	f.Fuzz(func(t *testing.T, text string) {
		c := Parse(text)
		if !c.None() && (Parse(c.String()) != c || c.ID() != text[3:35]) {
			t.Errorf("%q reads as %v", text, c)
		}
		_ = parseAmazon(text)
	})
}

func BenchmarkOf(b *testing.B) {
	h := http.Header{}
	for b.Loop() {
		_ = Of(h).String()
	}
}
