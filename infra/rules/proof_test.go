package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// provenBy is a test as docs name it: `package.Test`.
var provenBy = regexp.MustCompile("`([a-z/]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)`")

// TestWhatProvesThePromisesExists holds pages that name tests to the tests there are.
func TestWhatProvesThePromisesExists(t *testing.T) {
	const root, page = "../..", "docs/design/webhooks-proof.md"
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	named := provenBy.FindAllStringSubmatch(string(text), -1)
	if len(named) < 80 {
		t.Errorf("%s names %d tests", page, len(named))
	}
	sources := map[string]string{}
	for _, n := range named {
		dir, test := n[1], n[2]
		if sources[dir] == "" {
			sources[dir] = testsIn(t, filepath.Join(root, dir))
		}
		if !strings.Contains(sources[dir], "\nfunc "+test+"(") {
			t.Errorf("%s names %s.%s, which is not there", page, dir, test)
		}
	}
}

// testsIn is the text of a package's tests.
func testsIn(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no tests (%v)", dir, err)
	}
	var all strings.Builder
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}
