package learn

import "math"

// arrow is a symmetric positive definite matrix whose first rows, the head, are diagonal
// among themselves, as the levels of one column of texts are: a thousand of them cost
// no more than the rows behind. Those are kept whole, up to their diagonal.
type arrow struct {
	head []float64 // the diagonal
	size int
	cell []float64
}

func newArrow(head, size int) arrow {
	return arrow{make([]float64, head), size, make([]float64, (size-head)*size)}
}

// row is one behind the head.
func (m arrow) row(i int) []float64 {
	i -= len(m.head)
	return m.cell[i*m.size : (i+1)*m.size]
}

// add takes either triangle.
func (m arrow) add(i, k int, x float64) {
	i, k = max(i, k), min(i, k)
	if i < len(m.head) {
		m.head[i] += x
		return
	}
	m.row(i)[k] += x
}

// at reads either triangle.
func (m arrow) at(i, k int) float64 {
	switch i, k = max(i, k), min(i, k); {
	case i >= len(m.head):
		return m.row(i)[k]
	case i == k:
		return m.head[i]
	}
	return 0
}

func (m arrow) clear() {
	clear(m.head)
	clear(m.cell)
}

// factorize turns the matrix into its Cholesky factor in place. A pivot that rounding
// has eaten gets a tiny one instead, which leaves its coefficient where it is.
func (m arrow) factorize() {
	for i, x := range m.head {
		m.head[i] = math.Sqrt(max(x, tiniest))
	}
	for i := len(m.head); i < m.size; i++ {
		row := m.row(i)
		for k, pivot := range m.head {
			row[k] /= pivot
		}
		for k := len(m.head); k < i; k++ {
			other := m.row(k)
			row[k] = (row[k] - dot(row[:k], other[:k])) / other[k]
		}
		pivot := row[i] - dot(row[:i], row[:i])
		row[i] = math.Sqrt(max(pivot, 1e-10*math.Abs(row[i])+tiniest))
	}
}

const tiniest = 1e-300

// solve finds x with L·Lᵀ·x = b in place, L being the factor.
func (m arrow) solve(b []float64) {
	for i, pivot := range m.head {
		b[i] /= pivot
	}
	for i := len(m.head); i < m.size; i++ {
		row := m.row(i)
		b[i] = (b[i] - dot(row[:i], b[:i])) / row[i]
	}
	for i := m.size - 1; i >= len(m.head); i-- {
		row := m.row(i)
		b[i] /= row[i]
		for k, l := range row[:i] {
			b[k] -= l * b[i]
		}
	}
	for i, pivot := range m.head {
		b[i] /= pivot
	}
}

// dot adds in four strands, always the same ones.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4] // one check of bounds for four
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}
