package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/history"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// sheet is a CSV file as text: a header and rows of equal length.
type sheet struct {
	header []string
	rows   [][]string
}

func read(path string) (*sheet, error) {
	text, err := history.Text(path)
	if err != nil {
		return nil, fmt.Errorf("%w (docs/risk.md says which data are needed and where they come from)", err)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.LazyQuotes = separator(text), true
	all, err := r.ReadAll()
	if errors.Is(err, csv.ErrFieldCount) {
		err = fmt.Errorf("%w: the header has %d; mend that line, or quote what has a %q in it", err, r.FieldsPerRecord, r.Comma)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(all) < 2 {
		return nil, fmt.Errorf("%s: a header and at least one row are needed", path)
	}
	s := &sheet{each1(all[0], strings.TrimSpace), all[1:]}
	return s, s.named(path)
}

// named refuses a header that has a name twice: nothing could say which is meant.
func (s *sheet) named(path string) error {
	for i, name := range s.header {
		if slices.Contains(s.header[:i], name) {
			return fmt.Errorf("%s: two columns are called %q: rename one", path, name)
		}
	}
	return nil
}

// separator is the one that the header has most of.
func separator(text []byte) rune {
	header, _, _ := bytes.Cut(text, []byte("\n"))
	return slices.MaxFunc([]rune{',', ';', '\t', '|'}, func(a, b rune) int {
		return cmp.Compare(bytes.Count(header, []byte(string(a))), bytes.Count(header, []byte(string(b))))
	})
}

// column is one by name, without the spaces around its values.
func (s *sheet) column(name string) ([]string, error) {
	at := slices.Index(s.header, strings.TrimSpace(name))
	if at < 0 {
		return nil, fmt.Errorf("no column is called %q; there are %q", name, s.header)
	}
	values := make([]string, len(s.rows))
	for i, row := range s.rows {
		values[i] = strings.TrimSpace(row[at])
	}
	return values, nil
}

// table makes every column but those named one to learn from.
func (s *sheet) table(lost []bool, but ...string) (*learn.Table, error) {
	t := &learn.Table{Lost: lost}
	for _, name := range s.header {
		if slices.Contains(but, name) {
			continue
		}
		values, err := s.column(name)
		if err != nil {
			return nil, err
		}
		t.Columns = append(t.Columns, columnOf(name, values))
	}
	return t, nil
}

// columnOf reads values as numbers or days where all of them are, else as texts.
func columnOf(name string, values []string) learn.Column {
	for _, reads := range []func(string) (float64, error){grouped, number} {
		if numbers, ok := each(values, reads); ok {
			return learn.Column{Name: name, Numbers: numbers}
		}
	}
	if numbers, ok := days(values); ok {
		return learn.Column{Name: name, Numbers: numbers}
	}
	return learn.Column{Name: name, Texts: values}
}

func each(values []string, reads func(string) (float64, error)) (numbers []float64, ok bool) {
	numbers = make([]float64, len(values))
	for i, v := range values {
		numbers[i] = math.NaN()
		if missing(v) {
			continue
		}
		x, err := reads(v)
		if err != nil {
			return nil, false
		}
		numbers[i] = x
	}
	return numbers, true
}

func missing(v string) bool {
	return slices.Contains([]string{"", "-", "na", "n/a", "nan", "null", "none", "?", "inf", "+inf", "-inf", "infinity"}, strings.ToLower(v))
}

// thousands are numbers in groups of three, as in 1,234,567.5.
var thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$`)

// grouped reads a number whose commas, if it has any, part its thousands.
func grouped(v string) (float64, error) {
	v = bare(v)
	if thousands.MatchString(v) {
		v = strings.ReplaceAll(v, ",", "")
	}
	return finite(v)
}

// number reads a number with a decimal point, or a comma as the Germans write it.
func number(v string) (float64, error) {
	v = bare(v)
	if strings.Count(v, ",") == 1 {
		v = strings.Replace(v, ",", ".", 1)
	}
	return finite(v)
}

// bare is a number without what it counts: 12 %, $40.
func bare(v string) string {
	return strings.TrimSpace(strings.TrimRight(strings.TrimLeft(v, "$€£ "), "%€ "))
}

// finite reads a number; one too large to hold is as good as unknown.
func finite(v string) (float64, error) {
	x, err := strconv.ParseFloat(v, 64)
	if errors.Is(err, strconv.ErrRange) {
		return math.NaN(), nil
	}
	return x, err
}

// dates are the ways a day is written.
var dates = []string{time.DateOnly, time.DateTime, time.RFC3339, "02-01-2006", "02-01-2006 15:04", "2006/01/02", "01/02/2006", "02/01/2006", "02.01.2006"}

// days reads a column of them as numbers of days since 1970: in the first way that all
// are written in, for 03/04/2026 alone can be read in two, or else each in its own.
func days(values []string) (numbers []float64, ok bool) {
	for _, layout := range dates {
		if numbers, ok = each(values, func(v string) (float64, error) { return dayIn(v, layout) }); ok {
			return numbers, true
		}
	}
	return each(values, func(v string) (float64, error) { return dayIn(v, dates...) })
}

// dayIn is the number of days since 1970, read in the first of some ways that fits.
func dayIn(v string, layouts ...string) (float64, error) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, v); err == nil {
			return float64(t.Unix()) / (24 * 60 * 60), nil
		}
	}
	return 0, fmt.Errorf("%q is no day", v)
}

// outcomes reads labels, however they are capitalised: which of two values means
// lost. Without being told it is the one that says so, else the rarer.
func outcomes(values []string, positive string) ([]bool, error) {
	said := each1(values, strings.ToLower)
	count := map[string]int{}
	for i, v := range said {
		if v == "" {
			return nil, fmt.Errorf("row %d has no outcome: take out the rows whose outcome nobody knows, for unknown is not kept", i+1)
		}
		count[v]++
	}
	positive, err := positiveOf(count, strings.ToLower(positive))
	if err != nil {
		return nil, err
	}
	lost := make([]bool, len(said))
	for i, v := range said {
		lost[i] = v == positive
	}
	return lost, testable(len(said), count[positive])
}

// testable refuses labels that leave a fold without a row of either kind.
func testable(rows, lost int) error {
	if min(lost, rows-lost) < parted {
		return fmt.Errorf("of %d rows %d are lost: %d folds need %d of either outcome at least", rows, lost, parted, parted)
	}
	return nil
}

var means = []string{
	"1", "1.0", "true", "t", "yes", "y", "ja", "churn", "churned", "attrited", "attrited customer", "lost", "left", "gone", "exited",
	"cancelled", "canceled", "terminated", "closed", "inactive", "ended", "not renewed",
}

// positiveOf is the value that means lost: the one asked for, or that says so.
func positiveOf(count map[string]int, asked string) (rarest string, err error) {
	values := slices.Sorted(maps.Keys(count))
	switch {
	case asked != "" && count[asked] > 0:
		return asked, nil
	case asked != "":
		return "", fmt.Errorf("no label is %q; there are %s", asked, someOf(values))
	case len(values) == 1:
		return "", fmt.Errorf("every row says %q: rows of both outcomes are needed", values[0])
	case len(values) > 2:
		return "", fmt.Errorf("the label has %d values, %s: name the one that means lost with -positive, as in RISK_FLAGS='-positive %s', or another column", len(values), someOf(values), values[0])
	}
	for _, v := range values {
		if slices.Contains(means, strings.TrimSuffix(v, ".")) {
			return v, nil
		}
	}
	return slices.MinFunc(values, func(a, b string) int { return count[a] - count[b] }), nil
}

// mostNamed is how many values of a label a refusal names.
const mostNamed = 6

func someOf(values []string) string {
	if len(values) > mostNamed {
		return fmt.Sprintf("%q and more", values[:mostNamed])
	}
	return fmt.Sprintf("%q", values)
}
