package learn

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a table of texts, counts and numbers, some of them missing, with weights.
func drawn(t *rapid.T) *Table {
	n := rapid.IntRange(1, 60).Draw(t, "rows")
	table := &Table{Lost: rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "lost")}
	table.Weights = rapid.SliceOfN(rapid.Float64Range(0, 2), n, n).Draw(t, "weights")
	for k := range rapid.IntRange(1, 3).Draw(t, "texts") {
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c"}), n, n).Draw(t, "column")
		table.Columns = append(table.Columns, Column{Name: fmt.Sprint("text", k), Texts: texts})
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "numbers") {
		numbers := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 1, 2, 3, 4.5, math.NaN()}), n, n).Draw(t, "column")
		c := Column{Name: fmt.Sprint("number", k), Numbers: numbers}
		if neutral := 1.; rapid.Bool().Draw(t, "is there a neutral value") {
			c.Neutral = &neutral
		}
		table.Columns = append(table.Columns, c)
	}
	return table
}

// plain are log-odds, gradient and Hessian of the likelihood from all entries of all rows.
func (n *newton) plain() (eta, gradient []float64, hessian [][]float64) {
	gradient, hessian = make([]float64, n.size), zeros(n.size, n.size)
	for i, lost := range n.lost {
		index, value, sum := n.index[n.start[i]:n.start[i+1]], n.value[n.start[i]:n.start[i+1]], 0.
		for k, at := range index {
			sum += value[k] * n.beta[at]
		}
		eta = append(eta, sum)
		p, w := Probability(sum), n.rowWeight(i)
		g := w * p
		if lost {
			g -= w
		}
		for k, at := range index {
			gradient[at] += g * value[k]
			for j, other := range index {
				hessian[at][other] += w * p * (1 - p) * value[k] * value[j]
			}
		}
	}
	return eta, gradient, hessian
}

// What is implied comes to what adding it up row by row does.
func TestImpliedEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawn(t)
		n := newNewton(build(table, layouts(table), true, -1))
		n.beta, n.blocks = rapid.SliceOfN(rapid.Float64Range(-2, 2), n.size, n.size).Draw(t, "beta"), nil
		n.predict(n.beta)
		n.curve()
		eta, gradient, hessian := n.plain()
		for i := range eta {
			if math.Abs(eta[i]-n.eta[i]) > 1e-9 {
				t.Fatalf("row %d has log-odds %v, entry by entry %v", i, n.eta[i], eta[i])
			}
		}
		for i := range n.size {
			if math.Abs(gradient[i]-n.gradient[i]) > 1e-9 {
				t.Fatalf("gradient %d is %v, row by row %v", i, n.gradient[i], gradient[i])
			}
			for k := range i + 1 {
				if x := n.hessian.at(i, k); math.Abs(x-hessian[i][k]) > 1e-9 {
					t.Fatalf("the Hessian of %d and %d is %v, row by row %v", i, k, x, hessian[i][k])
				}
			}
		}
	})
}
