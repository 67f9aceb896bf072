package learn

import (
	"math"
	"slices"
)

// layout says which coefficients a column has, and what of a row they multiply.
type layout struct {
	column *Column
	grid   grid
	of     []int16 // the bin of every row

	linear, gap int   // coefficients of the value and of its absence; none
	steps       []int // of every bin; none for one that contributes nothing
	rough       []int // of every bin of codes; nil where values are no codes
	codes       bool
	expert      bool // whether the opinion on the column counts

	centre, scale, low, high float64 // of the value
}

// standard is a value in standard deviations from its centre, kept within what
// was seen.
func (l *layout) standard(x float64) float64 {
	return (min(max(x, l.low), l.high) - l.centre) / l.scale
}

// newLayout measures a column. A column that says the same of every row has no
// coefficients.
func newLayout(c *Column, bins int) *layout {
	l := &layout{column: c, grid: gridOf(c, bins), linear: none, gap: none, expert: c.Expert != 0}
	if fine := codesOf(c, bins); fine != nil {
		l.codes, l.steps = true, l.grid.under(fine)
		l.grid = grid{cuts: fine}
	}
	l.of = l.grid.all(c)
	if !c.categorical() {
		l.measure()
	}
	return l
}

func (l *layout) measure() {
	said := l.column.said()
	if len(said) == 0 {
		return
	}
	l.low, l.high = slices.Min(said), slices.Max(said)
	mean, squares := 0., 0.
	for _, x := range said {
		mean += x / float64(len(said))
	}
	for _, x := range said {
		squares += (x - mean) * (x - mean)
	}
	l.centre, l.scale = mean, math.Sqrt(squares/float64(len(said)))
	if l.column.Neutral != nil {
		l.centre = *l.column.Neutral
	}
	if !(l.scale > 1e-12*max(math.Abs(l.low), math.Abs(l.high))) {
		l.scale = 0
	}
}

func (l *layout) constant() bool { return l.scale == 0 }

// gaps reports whether values are missing whose absence may speak.
func (l *layout) gaps() bool {
	if l.column.categorical() || l.column.Neutral != nil {
		return false
	}
	for _, x := range l.column.Numbers {
		if math.IsNaN(x) {
			return true
		}
	}
	return false
}

// neutral is the bin that contributes nothing; none when there is no such.
func (l *layout) neutral() int {
	if l.column.Neutral == nil {
		return none
	}
	return l.grid.number(*l.column.Neutral)
}

// shares are how the known rows spread over the bins; none where a neutral value
// is what contributions are measured from.
func (l *layout) shares() []float64 {
	shares, n := make([]float64, l.grid.bins()), 0.
	if l.neutral() != none {
		return shares
	}
	for _, at := range l.of {
		if at != none {
			shares[at]++
			n++
		}
	}
	for k := range shares {
		shares[k] /= max(n, 1)
	}
	return shares
}

// entries are as many as a row has of the column at most.
func (l *layout) entries() (n int) {
	for _, has := range []bool{!l.column.categorical(), l.steps != nil, l.rough != nil} {
		if has {
			n++
		}
	}
	return n
}

// size is how many coefficients the column takes with at most so many bins.
func (l *layout) size(bins int) int {
	n := min(l.grid.bins(), bins)
	if l.codes && n == l.grid.bins() {
		return n + mostBins
	}
	return n
}
