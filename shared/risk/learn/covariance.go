package learn

// covariance is the inverse of an arrow. Among the rows of the head it is worked out
// where it is asked for: with D their diagonal, B what they have to do with those
// behind and V the inverse there, it is D⁻¹ + D⁻¹·B·V·Bᵀ·D⁻¹ (Banachiewicz 1937).
type covariance struct {
	head   []float64   // D⁻¹
	share  [][]float64 // D⁻¹·B, by row of the head
	spread [][]float64 // D⁻¹·B·V
	tail   [][]float64 // V
}

// inverse is that of L·Lᵀ, L being the factor.
func (m arrow) inverse() *covariance {
	n := len(m.head)
	v := &covariance{tail: m.behind(), share: zeros(n, m.size-n), spread: zeros(n, m.size-n), head: make([]float64, n)}
	for i, pivot := range m.head {
		v.head[i] = 1 / (pivot * pivot)
		for k := range v.tail {
			v.share[i][k] = m.row(n + k)[i] / pivot
		}
		for k, line := range v.tail {
			v.spread[i][k] = dot(v.share[i], line)
		}
	}
	return v
}

// behind is the inverse of the rows behind the head.
func (m arrow) behind() [][]float64 {
	n := m.size - len(m.head)
	columns, v := zeros(n, n), zeros(n, n)
	for i, column := range columns {
		column[i] = 1
		m.forward(column, i)
	}
	for i := range v {
		for k := range i + 1 {
			x := dot(columns[i][i:], columns[k][i:])
			v[i][k], v[k][i] = x, x
		}
	}
	return v
}

func zeros(rows, columns int) [][]float64 {
	m, flat := make([][]float64, rows), make([]float64, rows*columns)
	for i := range m {
		m[i] = flat[i*columns : (i+1)*columns]
	}
	return m
}

// product is the sum of what both have, element by element: the trace of the product.
func (v *covariance) product(m arrow) (sum float64) {
	for i, x := range m.head {
		sum += x * v.at(i, i)
	}
	for i := len(m.head); i < m.size; i++ {
		row := m.row(i)
		for k, x := range row[:i] {
			sum += 2 * x * v.at(i, k)
		}
		sum += row[i] * v.at(i, i)
	}
	return sum
}

func (v *covariance) at(i, k int) float64 {
	n := len(v.head)
	switch i, k = max(i, k), min(i, k); {
	case k >= n:
		return v.tail[i-n][k-n]
	case i >= n:
		return -v.spread[k][i-n]
	case i == k:
		return v.head[i] + dot(v.spread[i], v.share[i])
	}
	return dot(v.spread[i], v.share[k])
}

// times is the product with a vector.
func (v *covariance) times(x []float64) []float64 {
	n := len(v.head)
	product, behind := make([]float64, len(x)), make([]float64, len(v.tail))
	copy(behind, x[n:])
	for i := range v.head {
		for k, s := range v.share[i] {
			behind[k] -= s * x[i]
		}
	}
	for i, line := range v.tail {
		product[n+i] = dot(line, behind)
	}
	for i, d := range v.head {
		product[i] = d*x[i] - dot(v.share[i], product[n:])
	}
	return product
}
