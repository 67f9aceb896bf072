package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestColumnsAreWhatTheirValuesAre(t *testing.T) {
	if c := columnOf("x", []string{"1", "", "2.5", "NA"}); c.Numbers == nil || !math.IsNaN(c.Numbers[1]) || c.Numbers[2] != 2.5 {
		t.Errorf("numbers with gaps are read as %+v", c)
	}
	if c := columnOf("x", []string{"0,5", "-12,25", "3"}); c.Numbers == nil || c.Numbers[0] != .5 || c.Numbers[1] != -12.25 {
		t.Errorf("numbers with a comma are read as %+v", c)
	}
	if c := columnOf("x", []string{"1970-01-03", "", "1970-02-01"}); c.Numbers == nil || c.Numbers[0] != 2 || c.Numbers[2] != 31 {
		t.Errorf("days are read as %+v", c)
	}
	if c := columnOf("x", []string{"01-02-1970", "13-02-1970"}); c.Numbers == nil || c.Numbers[0] != 31 {
		t.Errorf("days written the other way round are read as %+v", c)
	}
	for _, values := range [][]string{{"1", "two"}, {"inf", "1"}, {"1970-01-03", "soon"}} {
		if c := columnOf("x", values); !slices.Equal(c.Texts, values) {
			t.Errorf("%q are read as %+v", values, c)
		}
	}
}

func TestLabelsSayWhatIsLost(t *testing.T) {
	for _, c := range []struct {
		values   string
		positive string
		want     string // of the rows, 1 is lost
		problem  string
	}{
		{"Yes No Yes Yes", "", "1011", ""},
		{"0 1 1 1", "", "0111", ""},
		{"FALSE TRUE FALSE", "", "010", ""},
		{"kept kept gone kept", "", "0010", ""},
		{"True. True. False.", "", "110", ""},
		{"Active Inactive Inactive", "", "011", ""},
		{"kept kept gone kept", "kept", "1101", ""},
		{"a b c", "", "", "3 values: say with -positive"},
		{"a b c", "c", "001", ""},
		{"a b", "z", "", `no label is "z"`},
	} {
		lost, err := outcomes(strings.Fields(c.values), c.positive)
		got := ""
		for _, l := range lost {
			got += map[bool]string{true: "1", false: "0"}[l]
		}
		if got != c.want || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s with %q: %s, %v; want %s, %q", c.values, c.positive, got, err, c.want, c.problem)
		}
	}
}

// A file is read whatever separates its columns, however it begins and whatever is
// quoted in it.
func TestAnySeparator(t *testing.T) {
	for _, text := range []string{
		"\ufeffa,b\n1,\"x\ny\"\n",
		"a;b\r\n1;\"x\ny\"\r\n",
		"a\tb\n1\t\"x\ny\"\n",
		"\"a\"|\"b\"\n1|\"x\ny\"\n",
	} {
		path := filepath.Join(t.TempDir(), "some.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := read(path)
		if err != nil || !slices.Equal(s.header, []string{"a", "b"}) || !slices.Equal(s.rows[0], []string{"1", "x\ny"}) {
			t.Errorf("%q is read as %+v, %v", text, s, err)
		}
	}
}
