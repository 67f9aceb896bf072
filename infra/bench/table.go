package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"
	"time"
)

// goal is what a figure should come to; nil is none.
type goal struct {
	least, most float64 // one of them
	unit        string
}

func (g *goal) met(v float64) bool { return g.least > 0 && v >= g.least || g.most > 0 && v <= g.most }

func (g *goal) String() string {
	if g.least > 0 {
		return "≥ " + number(g.least) + g.unit
	}
	return "≤ " + number(g.most) + g.unit
}

func atLeast(v float64, unit string) *goal { return &goal{least: v, unit: unit} }
func atMost(v float64, unit string) *goal  { return &goal{most: v, unit: unit} }

// table is what was measured so far.
type table struct {
	rows  [][5]string // figure, value, spread, goal, method
	notes bytes.Buffer
	err   error
}

// note adds what is printed behind the table.
func (t *table) note(write func(*bytes.Buffer)) {
	t.notes.WriteByte('\n')
	write(&t.notes)
}

// add puts down the median of a sample and its spread.
func (t *table) add(figure string, s sample, unit string, g *goal, method string) {
	spread := ""
	if len(s) > 1 {
		spread = number(s.least()) + "–" + number(s.most())
	}
	t.row(figure, s.median(), unit, spread, g, method)
}

// latency puts down the percentiles of waits. The goal is that of p99.
func (t *table) latency(figure string, s sample, g *goal, method string) {
	t.row(figure+", p50", s.median(), " ms", fmt.Sprintf("n = %d", len(s)), nil, method)
	t.row(figure+", p99", s.percentile(99), " ms", "most "+number(s.most()), g, "the same")
}

func (t *table) row(figure string, v float64, unit, spread string, g *goal, method string) {
	row := [5]string{figure, number(v) + unit, spread, "", method}
	if g != nil {
		row[3] = g.String() + map[bool]string{true: "  ✓", false: "  ✗"}[g.met(v)]
	}
	t.rows = append(t.rows, row)
}

// unknown puts down what this system does not tell.
func (t *table) unknown(figure, why string) {
	t.rows = append(t.rows, [5]string{figure, "n/a", "", "", why})
}

func (t *table) failed(what string, err error) {
	t.rows = append(t.rows, [5]string{what, "failed", "", "", err.Error()})
	t.err = errors.Join(t.err, fmt.Errorf("%s: %w", what, err))
}

// print writes the table. Missed goals are marked and are no failure: the
// machine may be busy.
func (t *table) print(to io.Writer, machine string, took time.Duration) {
	fmt.Fprintf(to, "\n%s\nRatios are measured side by side in this run; times and rates are hints of this machine.\n\n", machine)
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tmedian\tspread\tgoal\tmethod")
	for _, r := range t.rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r[0], r[1], r[2], r[3], r[4])
	}
	_ = w.Flush() // the reader may be gone
	_, _ = t.notes.WriteTo(to)
	fmt.Fprintf(to, "\n%.0f s in all\n", took.Seconds())
}

// number writes three significant digits, and thousands apart.
func number(v float64) string {
	if math.Abs(v) < 1000 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
