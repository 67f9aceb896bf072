package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// rows are what was measured so far.
type rows []row

// row is one figure with its goal.
type row struct {
	figure, value, goal string
	met, aimed          bool
	method              string
}

// atLeast and atMost put a figure beside its goal; note puts one down that has none.
func (r *rows) atLeast(figure, format string, value, goal float64, method string) {
	r.add(figure, format, value, "≥ ", goal, value >= goal, method)
}

func (r *rows) atMost(figure, format string, value, goal float64, method string) {
	r.add(figure, format, value, "≤ ", goal, value <= goal, method)
}

func (r *rows) add(figure, format string, value float64, sign string, goal float64, met bool, method string) {
	*r = append(*r, row{figure, fmt.Sprintf(format, value), sign + fmt.Sprintf(format, goal), met, true, method})
}

func (r *rows) note(figure, value, method string) {
	*r = append(*r, row{figure: figure, value: value, method: method})
}

// print writes the table. Missed goals are marked and are no failure: the clock is
// this machine's, and other data have other limits.
func (r rows) print(to io.Writer) {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tvalue\tgoal\tmethod")
	for _, x := range r {
		goal := x.goal
		if x.aimed {
			goal += map[bool]string{true: "  ✓", false: "  ✗"}[x.met]
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", x.figure, x.value, goal, x.method)
	}
	_ = w.Flush() // the reader may be gone
}
