package learn

import "math"

// matrix is square and symmetric, of which the lower triangle counts.
type matrix struct {
	n    int
	cell []float64
}

func newMatrix(n int) matrix { return matrix{n, make([]float64, n*n)} }

func (m matrix) row(i int) []float64 { return m.cell[i*m.n : (i+1)*m.n] }

func (m matrix) add(i, k int, x float64) {
	if i < k {
		i, k = k, i
	}
	m.cell[i*m.n+k] += x
}

// at reads either triangle.
func (m matrix) at(i, k int) float64 {
	if i < k {
		i, k = k, i
	}
	return m.cell[i*m.n+k]
}

// factorize turns a positive definite matrix into its Cholesky factor in place.
// A pivot that rounding has eaten gets a tiny one instead, which leaves its
// coefficient where it is. Zeros a row begins with stay zeros, and cost nothing: that
// is what makes a thousand levels of one column cheap.
func (m matrix) factorize() {
	from := m.envelope()
	for i := range m.n {
		row := m.row(i)
		for k := from[i]; k < i; k++ {
			at := max(from[i], from[k])
			row[k] = (row[k] - dot(row[at:k], m.row(k)[at:k])) / m.row(k)[k]
		}
		pivot := row[i] - dot(row[from[i]:i], row[from[i]:i])
		row[i] = math.Sqrt(max(pivot, 1e-10*math.Abs(row[i])+1e-300))
	}
}

// envelope is where every row begins to be something else than 0.
func (m matrix) envelope() []int {
	from := make([]int, m.n)
	for i := range from {
		row := m.row(i)
		for from[i] < i && row[from[i]] == 0 {
			from[i]++
		}
	}
	return from
}

// solve finds x with L·Lᵀ·x = b in place, L being the factor.
func (m matrix) solve(b []float64) {
	for i := range m.n {
		b[i] = (b[i] - dot(m.row(i)[:i], b[:i])) / m.row(i)[i]
	}
	for i := m.n - 1; i >= 0; i-- {
		b[i] /= m.row(i)[i]
		for k, l := range m.row(i)[:i] {
			b[k] -= l * b[i]
		}
	}
}

// inverse is that of L·Lᵀ, L being the factor.
func (m matrix) inverse() matrix {
	upper, from, next := newMatrix(m.n), m.envelope(), all(m.n) // row k of upper is column k of the inverse of L
	for k := range m.n {
		column := upper.row(k)
		column[k], next[k] = 1/m.row(k)[k], m.n
		for i := k + 1; i < m.n; i++ {
			row, at := m.row(i), max(k, from[i])
			column[i] = -dot(row[at:i], column[at:i]) / row[i]
			if column[i] != 0 {
				next[k] = min(next[k], i)
			}
		}
	}
	v := newMatrix(m.n)
	for i := range m.n {
		for k := range i + 1 {
			v.row(i)[k] = upper.row(i)[i]*upper.row(k)[i] + dot(upper.row(i)[next[i]:], upper.row(k)[next[i]:])
		}
	}
	return v
}

// dot adds in four strands, always the same ones.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	for len(a) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}
