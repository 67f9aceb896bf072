package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/risk/learn"
)

// sheet is a CSV file as text: a header and rows of equal length.
type sheet struct {
	header []string
	rows   [][]string
}

func read(path string) (*sheet, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w (docs/risk.md says which data are needed and where they come from)", err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.Comma, r.LazyQuotes = separator(text), true
	all, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(all) < 2 {
		return nil, fmt.Errorf("%s: a header and at least one row are needed", path)
	}
	return &sheet{all[0], all[1:]}, nil
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
	at := slices.Index(s.header, name)
	if at < 0 {
		return nil, fmt.Errorf("no column is called %q; there are %s", name, strings.Join(s.header, ", "))
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
	for _, reads := range []func(string) (float64, error){number, day} {
		if numbers, ok := each(values, reads); ok {
			return learn.Column{Name: name, Numbers: numbers}
		}
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
	return slices.Contains([]string{"", "na", "n/a", "nan", "null", "none", "?"}, strings.ToLower(v))
}

var errInfinite = errors.New("not finite")

func number(v string) (float64, error) {
	x, err := strconv.ParseFloat(v, 64)
	if err != nil && strings.Count(v, ",") == 1 { // 2,5 as the Germans write it
		x, err = strconv.ParseFloat(strings.Replace(v, ",", ".", 1), 64)
	}
	if err == nil && math.IsInf(x, 0) {
		return 0, errInfinite
	}
	return x, err
}

// dates are the ways a day is written.
var dates = []string{time.DateOnly, time.DateTime, time.RFC3339, "02-01-2006", "02-01-2006 15:04", "2006/01/02", "01/02/2006", "02/01/2006", "02.01.2006"}

// day is the number of days since 1970.
func day(v string) (float64, error) {
	for _, layout := range dates {
		if t, err := time.Parse(layout, v); err == nil {
			return float64(t.Unix()) / (24 * 60 * 60), nil
		}
	}
	return 0, fmt.Errorf("%q is no day", v)
}

// outcomes reads labels: which of two values means lost. Without being told it is
// the one that says so, else the rarer.
func outcomes(values []string, positive string) ([]bool, error) {
	count := map[string]int{}
	for _, v := range values {
		count[v]++
	}
	if positive == "" {
		var err error
		if positive, err = positiveOf(count); err != nil {
			return nil, err
		}
	}
	if count[positive] == 0 {
		return nil, fmt.Errorf("no label is %q", positive)
	}
	lost := make([]bool, len(values))
	for i, v := range values {
		lost[i] = v == positive
	}
	return lost, nil
}

var means = []string{
	"1", "1.0", "true", "t", "yes", "y", "ja", "churn", "churned", "attrited", "attrited customer", "lost", "left", "gone", "exited",
	"cancelled", "canceled", "terminated", "closed", "inactive", "ended", "not renewed",
}

func positiveOf(count map[string]int) (rarest string, err error) {
	if len(count) != 2 {
		return "", fmt.Errorf("the label has %d values: say with -positive which one means lost", len(count))
	}
	for v := range count {
		if slices.Contains(means, strings.TrimSuffix(strings.ToLower(v), ".")) {
			return v, nil
		}
	}
	for v, n := range count {
		if rarest == "" || n < count[rarest] || n == count[rarest] && v < rarest {
			rarest = v
		}
	}
	return rarest, nil
}
