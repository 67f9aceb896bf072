package learn

import (
	"errors"
	"math"
)

// Pair is what two columns contribute together beyond their terms, in thousandths
// of log-odds: Cells[a*len(Columns)+b], of the ranks of both.
//
// What it says is shared between the two by the Shapley value against the
// reference population of either, taken as independent. That keeps a direction:
// where the cells never fall along a column, neither does what the column is shown.
type Pair struct {
	A int `json:"a"` // indexes of Terms
	B int `json:"b"`
	// Rows and Columns are the first ranks, of A and of B, that share a row or column
	// of the cells.
	Rows    []int   `json:"rows"`
	Columns []int   `json:"columns"`
	Cells   []int16 `json:"cells"`

	mean        float64 // over the reference population
	row, column []int   // by rank; a row is where it begins
	toA, toB    []float64
}

const thousandth = 1e-3

// thousandths rounds log-odds to what a pair keeps.
func thousandths(x float64) int16 {
	return int16(math.Round(min(max(x/thousandth, math.MinInt16), math.MaxInt16)))
}

// newPair keeps a table of boosting, coarsened to so many cells.
func newPair(t *table, rows, columns []float64, most int) Pair {
	c := newCoarse(t, rows, columns)
	c.merge(most)
	p := Pair{A: t.a, B: t.b, Rows: c.rows.first, Columns: c.columns.first}
	for a := range c.rows.first {
		for b := range c.columns.first {
			p.Cells = append(p.Cells, thousandths(c.cells[a][b]))
		}
	}
	return p
}

// prepare works out what is not written down.
func (m *Model) prepare() {
	for i := range m.Pairs {
		p := &m.Pairs[i]
		first, second := m.Terms[p.A].Shares, m.Terms[p.B].Shares
		p.row, p.column = places(p.Rows, len(first)), places(p.Columns, len(second))
		for k := range p.row {
			p.row[k] *= len(p.Columns)
		}
		p.share(gathered(first, p.Rows), gathered(second, p.Columns))
	}
	for i := range m.Trees {
		m.Trees[i].prepare(m.Terms)
	}
	m.plant()
}

// places are the rows or columns of all ranks.
func places(first []int, ranks int) []int {
	place := make([]int, ranks)
	for k, at := range first {
		for rank := at; rank < ranks; rank++ {
			place[rank] = k
		}
	}
	return place
}

// gathered are the shares of rows or columns.
func gathered(shares []float64, first []int) []float64 {
	sums := make([]float64, len(first))
	for rank, at := range places(first, len(shares)) {
		sums[at] += shares[rank]
	}
	return sums
}

// share splits every cell. With f the cell, r and c the means along its row and
// column, A is shown (f − mean + r − c)/2 and B the rest of f − mean.
func (p *Pair) share(first, second []float64) {
	r, c := make([]float64, len(first)), make([]float64, len(second))
	p.mean = 0
	width := len(second)
	for a := range first {
		for b := range second {
			f := thousandth * float64(p.Cells[a*width+b])
			r[a] += second[b] * f
			c[b] += first[a] * f
			p.mean += first[a] * second[b] * f
		}
	}
	p.toA, p.toB = make([]float64, len(p.Cells)), make([]float64, len(p.Cells))
	for a := range first {
		for b := range second {
			f := thousandth*float64(p.Cells[a*width+b]) - p.mean
			p.toA[a*width+b] = (f + r[a] - c[b]) / 2
			p.toB[a*width+b] = (f + c[b] - r[a]) / 2
		}
	}
}

// at is what the pair says of a row, beyond what it says on average.
func (p *Pair) at(ranks *[mostTerms]uint8) float64 {
	cell := p.cell(ranks)
	return p.toA[cell] + p.toB[cell]
}

func (p *Pair) cell(ranks *[mostTerms]uint8) int { return p.row[ranks[p.A]] + p.column[ranks[p.B]] }

func (p *Pair) check(terms []Term) error {
	if p.A < 0 || p.A >= len(terms) || p.B < 0 || p.B >= len(terms) || p.A == p.B {
		return errors.New("it names no two terms")
	}
	if !begin(p.Rows, len(terms[p.A].Shares)) || !begin(p.Columns, len(terms[p.B].Shares)) {
		return errors.New("its rows and columns do not fit the ranks of its terms")
	}
	if len(p.Cells) != len(p.Rows)*len(p.Columns) {
		return errors.New("its cells do not fill its rows and columns")
	}
	return nil
}

// begin reports whether first ranks begin at 0, rise and stay below the end.
func begin(first []int, ranks int) bool {
	for k, at := range first {
		if k == 0 && at != 0 || k > 0 && at <= first[k-1] || at >= ranks {
			return false
		}
	}
	return len(first) > 0
}

// strength is how much the pair says, as the sum of its squares.
func (p *Pair) strength() float64 {
	sum := 0.
	for _, x := range p.toA {
		sum += x * x
	}
	return sum
}
