package learn

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// arrows draws a matrix as fitting makes them: squares of rows of which each names one
// level of the head, held back a little. It comes as it is and as an arrow.
func arrows(t *rapid.T) (whole [][]float64, m arrow) {
	head := rapid.IntRange(0, 5).Draw(t, "head")
	size := head + rapid.IntRange(1, 4).Draw(t, "behind")
	whole, m = zeros(size, size), newArrow(head, size)
	add := func(i, k int, x float64) {
		whole[i][k] += x
		if i >= k {
			m.add(i, k, x)
		}
	}
	for i := range size {
		add(i, i, .5)
	}
	for range rapid.IntRange(0, 20).Draw(t, "rows") {
		row := rapid.SliceOfN(rapid.Float64Range(-2, 2), size, size).Draw(t, "row")
		level := rapid.IntRange(-1, head-1).Draw(t, "level")
		for i := range head {
			if i != level {
				row[i] = 0
			}
		}
		for i, x := range row {
			for k, y := range row {
				add(i, k, x*y)
			}
		}
	}
	return whole, m
}

func times(m [][]float64, x []float64) []float64 {
	product := make([]float64, len(x))
	for i, row := range m {
		product[i] = dot(row, x)
	}
	return product
}

// What is solved gives back what was asked, the inverse too, and each of its elements is
// what it makes of a unit.
func TestArrowsAreInverted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, m := arrows(t)
		want := rapid.SliceOfN(rapid.Float64Range(-3, 3), m.size, m.size).Draw(t, "x")
		b := times(whole, want)
		same := arrow{slices.Clone(m.head), m.size, slices.Clone(m.cell)}
		m.factorize()
		v, r := m.inverse(), m.root()
		if x := v.product(same); math.Abs(x-float64(m.size)) > 1e-6 {
			t.Fatalf("inverse and matrix have the trace %v, not %d", x, m.size)
		}
		again := v.times(b)
		m.solve(b)
		for i := range want {
			if math.Abs(b[i]-want[i]) > 1e-6 || math.Abs(again[i]-want[i]) > 1e-6 {
				t.Fatalf("want %v, solved %v, times the inverse %v", want, b, again)
			}
		}
		for k := range m.size {
			unit := make([]float64, m.size)
			unit[k] = 1
			column := v.times(unit)
			for i, x := range column {
				if math.Abs(x-v.at(i, k)) > 1e-9 || math.Abs(x-r.at(i, k)) > 1e-9 {
					t.Fatalf("column %d is %v, but row %d of it %v, by roots %v", k, column, i, v.at(i, k), r.at(i, k))
				}
			}
			if own := times(whole, column); slices.ContainsFunc(own, math.IsNaN) || math.Abs(own[k]-1) > 1e-6 {
				t.Fatalf("column %d is inverted to %v", k, own)
			}
		}
	})
}
