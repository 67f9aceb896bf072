package walkthrough

import (
	"regexp"
	"strings"
	"testing"
)

// varying is what a promise leaves open: an ellipsis stands for anything, and an
// instant, a day or a decimal for any other.
var varying = regexp.MustCompile(`…|\d{4}-\d\d-\d\dT[\d:.]+Z|\d{4}-\d\d-\d\d|-?\d+\.\d+`)

var spaces = regexp.MustCompile(`\s+`)

// kept reports whether an output is as promised. Space counts nowhere, so pages
// may fold lines and indent what the API writes in one.
func kept(promise, output string) bool {
	return pattern(spaces.ReplaceAllString(promise, "")).MatchString(spaces.ReplaceAllString(output, ""))
}

func pattern(promise string) *regexp.Regexp {
	var p strings.Builder
	p.WriteString(`(?s)^`)
	from := 0
	for _, at := range varying.FindAllStringIndex(promise, -1) {
		p.WriteString(regexp.QuoteMeta(promise[from:at[0]]))
		p.WriteString(anyOf(promise[at[0]:at[1]]))
		from = at[1]
	}
	p.WriteString(regexp.QuoteMeta(promise[from:]) + `$`)
	return regexp.MustCompile(p.String())
}

// anyOf is the pattern of all texts that one stands for.
func anyOf(text string) string {
	switch {
	case text == "…":
		return `.*?`
	case strings.HasSuffix(text, "Z"):
		return `\d{4}-\d\d-\d\dT[\d:.]+Z`
	case strings.Count(text, "-") == 2:
		return `\d{4}-\d\d-\d\d`
	}
	return `-?\d+(\.\d+)?(e-?\d+)?`
}

func TestKept(t *testing.T) {
	for _, row := range []struct {
		promise, output string
		want            bool
	}{
		{`{"accepted": 5}`, "{\"accepted\":5}\n", true},
		{`{"accepted": 5}`, `{"accepted":6}`, false},
		{`{"accepted": 5}`, `{"accepted":5,"more":1}`, false},
		{`{"p": 0.52, "at": "2026-11-20T09:30:00Z", "due": "2026-12-02"}`, `{"p":0.0891,"at":"2031-01-02T03:04:05.678Z","due":"2031-05-06"}`, true},
		{`{"p": 0.52}`, `{"p":null}`, false},
		{`{"key": "heed_…", …, "next": null}`, `{"key":"heed_x","name":"n","next":null}`, true},
		{`{"key": "heed_…"}`, `{"key":"whsec_x"}`, false},
		{`…`, ``, true},
	} {
		if got := kept(row.promise, row.output); got != row.want {
			t.Errorf("kept(%s, %s) = %v", row.promise, row.output, got)
		}
	}
}
