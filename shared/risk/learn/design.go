package learn

import "math"

// design is a table as a linear model reads it: for every row its few nonzero
// entries, and for every coefficient how it is held back.
type design struct {
	size   int // coefficients
	head   int // how many of them, the first, are levels of one column, of which a row has one
	base   int // that of the intercept
	start  []int32
	rest   []int32 // where the implied entries of a row begin
	index  []int32 // rising in every row up to its rest
	value  []float64
	lost   []bool
	weight []float64

	implied []implied
	follows []bool  // by coefficient: is it implied?
	behind  []int32 // the implied entries of the row that is written
	blocks  []*block
	centre  []float64 // where the prior holds the coefficients
	long    *block    // of the longest column of texts; nil when that is short
	columns []*layout
	expert  int // the coefficient of the opinion; none
}

// block is a set of coefficients that share one strength of the prior.
type block struct {
	from, to int
	// steps are neighbours whose difference is held back: pairs of coefficients,
	// none standing for 0. A block without them holds back the coefficients.
	steps [][2]int
	// lambda is the inverse variance of the prior, learned from its first guess
	// unless fixed.
	lambda, guess float64
	fixed         bool
}

// ridge is how much a block with steps holds back the coefficients themselves.
const ridge = .02

// build lays out the coefficients of all columns and writes the entries.
func build(t *Table, columns []*layout, binned bool, base float64) *design {
	d := &design{lost: t.Lost, weight: t.Weights, columns: columns, expert: none}
	long := longest(columns)
	if long != nil {
		d.levels(long)
		if d.head = d.size; d.head >= manyLevels {
			d.long = d.blocks[0]
		}
	}
	d.base = d.size
	d.add(&block{lambda: baseStrength, fixed: true}, 1)
	d.opinion()
	d.lines()
	for _, l := range columns {
		if l != long {
			d.bins(l, binned)
		}
	}
	d.centre = make([]float64, d.size)
	d.centre[d.base] = base
	if d.expert != none {
		d.centre[d.expert] = 1
	}
	d.imply()
	d.write()
	return d
}

// Strengths of the prior, as inverse variances.
const (
	baseStrength   = 2. // the base is what was expected, ± 0.7
	expertStrength = 1. // the common scale of the opinion is 1 ± 1
	lineStrength   = 8.
	lineOpinion    = 40. // of lines around an opinion: they leave it by ± 0.16
	levelStrength  = 8.
	stepStrength   = 60.
	roughStrength  = 60.
)

func (d *design) opinion() {
	for _, l := range d.columns {
		if l.expert && !l.column.categorical() && !l.constant() {
			d.expert = d.size
			d.add(&block{lambda: expertStrength, fixed: true}, 1)
			return
		}
	}
}

// add gives a block so many coefficients.
func (d *design) add(b *block, n int) {
	b.from, b.to, b.guess = d.size, d.size+n, b.lambda
	d.size = b.to
	if n > 0 {
		d.blocks = append(d.blocks, b)
	}
}

// lines gives every number a slope and, where values are missing, a level for that.
func (d *design) lines() {
	n := 0
	take := func() int { n++; return d.size + n - 1 }
	for _, l := range d.columns {
		l.gap = none
		if l.column.categorical() {
			continue
		}
		if l.linear != fixed {
			l.linear = none
			if !l.constant() {
				l.linear = take()
			}
		}
		if l.gaps() {
			l.gap = take()
		}
	}
	strength := lineStrength
	if d.expert != none {
		strength = lineOpinion
	}
	d.add(&block{lambda: strength}, n)
}

// fixed marks a slope that must stay 0.
const fixed = -2

// bins gives every bin of a column its step. Bins tied together share one.
func (d *design) bins(l *layout, binned bool) {
	switch {
	case l.column.categorical():
		d.levels(l)
	case binned && l.grid.bins() > 2:
		d.steps(l)
	default:
		l.steps = nil
	}
	l.rough = nil
	if binned && l.codes {
		d.rough(l)
	}
}

// rough gives every value of a column of codes a level of its own beside its shape.
func (d *design) rough(l *layout) {
	l.rough = make([]int, l.grid.bins())
	for i := range l.rough {
		l.rough[i] = d.size + i
	}
	d.add(&block{lambda: roughStrength}, len(l.rough))
}

// manyLevels are as many as are loosened.
const manyLevels = 30

// longest is the column of texts with the most levels. Its coefficients come first, as
// the head of an arrow.
func longest(columns []*layout) (long *layout) {
	for _, l := range columns {
		if l.column.categorical() && (long == nil || l.grid.bins() > long.grid.bins()) {
			long = l
		}
	}
	return long
}

func (d *design) levels(l *layout) {
	l.steps = make([]int, l.grid.bins())
	for i := range l.steps {
		l.steps[i] = d.size + i
	}
	d.add(&block{lambda: levelStrength}, len(l.steps))
}

func (d *design) steps(l *layout) {
	b := &block{lambda: stepStrength}
	n, tied := 0, l.steps
	l.steps = make([]int, l.grid.bins())
	for k := range l.steps {
		switch {
		case k > 0 && tied != nil && tied[k] == tied[k-1]:
			l.steps[k] = l.steps[k-1]
		default:
			l.steps[k] = d.size + n
			n++
		}
	}
	n = d.drop(l, n)
	for k := 1; k < len(l.steps); k++ {
		if pair := [2]int{l.steps[k-1], l.steps[k]}; pair[0] != pair[1] {
			b.steps = append(b.steps, pair)
		}
	}
	d.add(b, n)
}

// drop leaves the neutral bin without a coefficient.
func (d *design) drop(l *layout, n int) int {
	at := l.neutral()
	if at == none {
		return n
	}
	gone := l.steps[at]
	for k, c := range l.steps {
		switch {
		case c == gone:
			l.steps[k] = none
		case c > gone:
			l.steps[k]--
		}
	}
	return n - 1
}

// write puts down the entries of all rows.
func (d *design) write() {
	n := len(d.lost)
	d.start, d.rest = make([]int32, 1, n+1), make([]int32, 0, n)
	long, most := longest(d.columns), 2*n
	for _, l := range d.columns {
		most += n * l.entries()
	}
	d.index, d.value = make([]int32, 0, most), make([]float64, 0, most)
	for i := range n {
		if long != nil {
			d.bin(long, i)
		}
		d.entry(d.base, 1)
		if d.expert != none {
			d.entry(d.expert, d.opinionOn(i))
		}
		for _, l := range d.columns {
			d.line(l, i)
		}
		for _, l := range d.columns {
			if l != long {
				d.bin(l, i)
			}
		}
		d.end()
	}
}

func (d *design) opinionOn(row int) float64 {
	sum := 0.
	for _, l := range d.columns {
		if l.expert && !l.column.categorical() && !l.constant() {
			if x := l.column.Numbers[row]; !math.IsNaN(x) {
				sum += l.column.Expert * l.scale * l.standard(x)
			}
		}
	}
	return sum
}

func (d *design) line(l *layout, row int) {
	if l.column.categorical() {
		return
	}
	if x := l.column.Numbers[row]; math.IsNaN(x) {
		d.entry(l.gap, 1)
	} else if l.linear >= 0 {
		d.entry(l.linear, l.standard(x))
	}
}

func (d *design) bin(l *layout, row int) {
	at := l.of[row]
	if at == none {
		return
	}
	if l.steps != nil {
		d.entry(l.steps[at], 1)
	}
	if l.rough != nil {
		d.entry(l.rough[at], 1)
	}
}

func (d *design) entry(index int, value float64) {
	if index >= 0 && value != 0 {
		d.index = append(d.index, int32(index))
		d.value = append(d.value, value)
	}
}
