package learn

// root is the inverse R of a factor, by columns from the end of the head on. The
// covariance is Rᵀ·R, of which a few elements take less than all.
type root struct {
	head    []float64 // the diagonal before that
	columns [][]float64
}

func (m arrow) root() root {
	r := root{head: make([]float64, len(m.head)), columns: zeros(m.size, m.size-len(m.head))}
	for i, pivot := range m.head {
		r.head[i] = 1 / pivot
		for k := range r.columns[i] {
			r.columns[i][k] = -r.head[i] * m.row(len(m.head) + k)[i]
		}
		m.forward(r.columns[i], 0)
	}
	for i, column := range r.columns[len(m.head):] {
		column[i] = 1
		m.forward(column, i)
	}
	return r
}

// forward solves L·x = b behind the head in place, b being 0 up to a place.
func (m arrow) forward(b []float64, from int) {
	for i := from; i < len(b); i++ {
		row := m.row(len(m.head) + i)[len(m.head):]
		b[i] = (b[i] - dot(row[from:i], b[from:i])) / row[i]
	}
}

// at is an element of the covariance.
func (r root) at(i, k int) float64 {
	from := max(i-len(r.head), k-len(r.head), 0)
	sum := dot(r.columns[i][from:], r.columns[k][from:])
	if i == k && i < len(r.head) {
		sum += r.head[i] * r.head[i]
	}
	return sum
}
