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
	for _, values := range [][]string{{"01/02/1970", "13/02/1970"}, {"02/01/1970", "02/13/1970"}, {"1970-02-01", "13.02.1970"}} { // each column in one way, where there is one
		if c := columnOf("x", values); !slices.Equal(c.Numbers, []float64{31, 43}) {
			t.Errorf("%q are read as %+v", values, c)
		}
	}
	for _, values := range [][]string{{"1,234", "$ 12", "1,234,567.5"}, {"1234", "12", "1234567.5"}, {"1.234e3", "12 %", "1234567,5"}} {
		if c := columnOf("x", values); !slices.Equal(c.Numbers, []float64{1234, 12, 1234567.5}) {
			t.Errorf("%q are read as %+v", values, c)
		}
	}
	if c := columnOf("x", []string{"1e999", "-", "inf", "7"}); c.Numbers == nil || !math.IsNaN(c.Numbers[0]) || !math.IsNaN(c.Numbers[2]) || c.Numbers[3] != 7 {
		t.Errorf("numbers beyond all bounds are read as %+v", c)
	}
	for _, values := range [][]string{{"1", "two"}, {"1970-01-03", "soon"}} {
		if c := columnOf("x", values); !slices.Equal(c.Texts, values) {
			t.Errorf("%q are read as %+v", values, c)
		}
	}
}

func TestLabelsSayWhatIsLost(t *testing.T) {
	for _, c := range []struct {
		values   string // of each five
		positive string
		want     string // of them, 1 is lost
		problem  string
	}{
		{"Yes No Yes Yes", "", "1011", ""},
		{"Yes no YES yes", "", "1011", ""},
		{"0 1 1 1", "", "0111", ""},
		{"FALSE TRUE FALSE", "", "010", ""},
		{"kept kept gone kept", "", "0010", ""},
		{"Stayed Churned Stayed", "", "010", ""},
		{"True. True. False.", "", "110", ""},
		{"Active Inactive Inactive", "", "011", ""},
		{"red red green red", "", "0010", ""},
		{"kept kept gone kept", "Kept", "1101", ""},
		{"a b c", "c", "001", ""},
		{"a b c", "", "", `3 values, ["a" "b" "c"]: name the one that means lost with -positive`},
		{"1 2 3 4 5 6 7 8", "", "", `"6"] and more: name the one`},
		{"a b", "z", "", `no label is "z"; there are ["a" "b"]`},
		{"no no", "", "", `every row says "no": rows of both outcomes are needed`},
		{"yes  no", "", "", "row 2 has no outcome: take out the rows"},
	} {
		lost, err := outcomes(slices.Repeat(strings.Split(c.values, " "), 5), c.positive)
		got := ""
		for _, l := range lost {
			got += map[bool]string{true: "1", false: "0"}[l]
		}
		if got != strings.Repeat(c.want, 5) || (err == nil) != (c.problem == "") || err != nil && !strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s with %q: %s, %v; want %s, %q", c.values, c.positive, got, err, c.want, c.problem)
		}
	}
	if _, err := outcomes(strings.Fields("yes yes yes yes no no no no no no"), ""); err == nil || !strings.Contains(err.Error(), "of 10 rows 4 are lost: 5 folds need 5") {
		t.Errorf("four losses for five folds: %v", err)
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
		" a ,b\n1,\"x\ny\"\n",
		"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x00\"\x00x\x00\n\x00y\x00\"\x00\n\x00",
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

func TestSheetsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"":              "a header and at least one row are needed",
		"a,b\n":         "a header and at least one row are needed",
		"a,a\n1,2\n":    `two columns are called "a": rename one`,
		"a,b\n1,2\n3\n": `record on line 3: wrong number of fields: the header has 2; mend that line`,
	} {
		path := filepath.Join(t.TempDir(), "some.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}
