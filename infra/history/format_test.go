package history

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the files of testdata become")

// TestFiles holds what every file of testdata becomes: the header by which a tool's
// export is recognised, and each of its rows.
func TestFiles(t *testing.T) {
	for name, c := range map[string]struct {
		format string
		o      Options
	}{
		"delighted.csv": {"delighted", Options{}}, "zendesk.csv": {"zendesk", Options{}}, "typeform.csv": {"typeform", Options{Connection: "main"}},
		"surveymonkey.csv": {"surveymonkey", Options{}}, "hubspot-companies.csv": {"hubspot-companies", Options{}},
		"hubspot-deals.csv": {"hubspot-deals", Options{}}, "hubspot-feedback.csv": {"hubspot-feedback", Options{}},
		"heed.csv": {"heed", Options{}}, "heed.ndjson": {"heed", Options{Source: "old"}},
		"comments.csv": {"map", Options{Map: commentMap, Habits: Habits{Dates: "dmy"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r, entries := all(t, filepath.Join("testdata", name), c.o)
			if r.Format != c.format {
				t.Errorf("it is read as %s", r.Format)
			}
			golden(t, filepath.Join("testdata", name+".txt"), lines(entries))
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWhatIsNotRecognised holds that a file nobody can make sense of is refused
// before its first row, with what to do.
func TestWhatIsNotRecognised(t *testing.T) {
	for name, c := range map[string]struct {
		text, want string
		o          Options
	}{
		"unknown columns": {"account,touchpiont,score\n", "touchpiont", Options{}},
		"no account":      {"score,comment\n", "no column account", Options{}},
		"no type":         {"account,score,time\n", "--type feedback.nps", Options{}},
		"empty":           {"", "the file is empty", Options{}},
		"unknown column":  {"a,b\n", `names the column "c"; there are: a, b`, Options{Map: `{account: col("c")}`}},
		"no expression":   {"a,b\n", "--map:", Options{Map: `{account: `}},
		"no mapping":      {"a,b\n", "no such file", Options{Map: `missing.yaml`}},
	} {
		f, err := Open(written(t, "x.csv", c.text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Read(c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
