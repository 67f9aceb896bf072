package learn

import (
	"errors"
	"math"
)

// Pair is what two columns contribute together beyond their terms, in thousandths
// of log-odds, by the zones of both: Cells[a*Width+b].
//
// What it says is shared between the two by the Shapley value against the
// reference population of either, taken as independent. That keeps a direction:
// where the cells never fall along a column, neither does what the column is shown.
type Pair struct {
	A     int     `json:"a"` // indexes of Terms
	B     int     `json:"b"`
	Width int     `json:"width"` // zones of B
	Cells []int16 `json:"cells"`

	mean     float64 // over the reference population
	toA, toB []float64
}

const thousandth = 1e-3

// thousandths rounds log-odds to what a pair keeps.
func thousandths(x float64) int16 {
	return int16(math.Round(min(max(x/thousandth, math.MinInt16), math.MaxInt16)))
}

// prepare works out what either column is shown, which is not written down.
func (m *Model) prepare() {
	for i := range m.Pairs {
		p := &m.Pairs[i]
		p.share(m.Terms[p.A].Shares, m.Terms[p.B].Shares)
	}
}

// share splits every cell. With f the cell, r and c the means along its row and
// column, A is shown (f − mean + r − c)/2 and B the rest of f − mean.
func (p *Pair) share(first, second []float64) {
	r, c := make([]float64, len(first)), make([]float64, p.Width)
	p.mean = 0
	for a := range first {
		for b := range second {
			f := thousandth * float64(p.Cells[a*p.Width+b])
			r[a] += second[b] * f
			c[b] += first[a] * f
			p.mean += first[a] * second[b] * f
		}
	}
	p.toA, p.toB = make([]float64, len(p.Cells)), make([]float64, len(p.Cells))
	for a := range first {
		for b := range second {
			f := thousandth*float64(p.Cells[a*p.Width+b]) - p.mean
			p.toA[a*p.Width+b] = (f + r[a] - c[b]) / 2
			p.toB[a*p.Width+b] = (f + c[b] - r[a]) / 2
		}
	}
}

func (p *Pair) check(terms []Term) error {
	if p.A < 0 || p.A >= len(terms) || p.B < 0 || p.B >= len(terms) || p.A == p.B {
		return errors.New("it names no two terms")
	}
	a, b := len(terms[p.A].Shares), len(terms[p.B].Shares)
	if a == 0 || b == 0 || p.Width != b || len(p.Cells) != a*b {
		return errors.New("its cells do not fit the zones of its terms")
	}
	return nil
}

// strength is how much the pair says, as the sum of its squares.
func (p *Pair) strength() float64 {
	sum := 0.
	for _, x := range p.toA {
		sum += x * x
	}
	return sum
}
