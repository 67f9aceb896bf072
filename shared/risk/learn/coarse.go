package learn

import "math"

// mostCells is how many a pair keeps: boosting cuts finer than what it found needs.
const mostCells = 256

// coarse is a table over two columns whose neighbouring rows or columns are merged
// where that changes least.
type coarse struct {
	cells         [][]float64
	rows, columns merged
}

// merged is what remains of the ranks of one column: the first of each, and how many
// rows of the table they weigh.
type merged struct {
	first  []int
	weight []float64
}

func newCoarse(t *table, rows, columns []float64) *coarse {
	c := &coarse{rows: newSide(rows), columns: newSide(columns)}
	for a := range t.wa {
		c.cells = append(c.cells, append([]float64{}, t.cells[a*t.wb:(a+1)*t.wb]...))
	}
	return c
}

// newSide weighs ranks. One without rows weighs a little, so that means are defined.
func newSide(count []float64) merged {
	s := merged{first: all(len(count))}
	for _, n := range count {
		s.weight = append(s.weight, n+.5)
	}
	return s
}

// merge goes on until there are no more cells than that, and as long as it is free.
func (c *coarse) merge(most int) {
	for {
		row, rowCost := c.cheapestRow()
		column, columnCost := c.cheapestColumn()
		if cost := min(rowCost, columnCost); math.IsInf(cost, 1) || cost > 0 && len(c.rows.first)*len(c.columns.first) <= most {
			return
		}
		if rowCost <= columnCost {
			c.mergeRows(row)
		} else {
			c.mergeColumns(column)
		}
	}
}

func (c *coarse) cheapestRow() (at int, least float64) {
	least = math.Inf(1)
	for a := 1; a < len(c.rows.first); a++ {
		cost := 0.
		for b, w := range c.columns.weight {
			d := c.cells[a][b] - c.cells[a-1][b]
			cost += w * d * d
		}
		if cost *= c.rows.between(a); cost < least {
			at, least = a, cost
		}
	}
	return at, least
}

func (c *coarse) cheapestColumn() (at int, least float64) {
	least = math.Inf(1)
	for b := 1; b < len(c.columns.first); b++ {
		cost := 0.
		for a, w := range c.rows.weight {
			d := c.cells[a][b] - c.cells[a][b-1]
			cost += w * d * d
		}
		if cost *= c.columns.between(b); cost < least {
			at, least = b, cost
		}
	}
	return at, least
}

// between is what the squared distance of two neighbours counts when both become
// their mean.
func (s *merged) between(k int) float64 {
	return s.weight[k] * s.weight[k-1] / (s.weight[k] + s.weight[k-1])
}

// mergeRows takes the mean of two neighbours, the same weights for all columns, so
// that what rose along either column still does.
func (c *coarse) mergeRows(at int) {
	share := c.rows.join(at)
	for b := range c.cells[at] {
		c.cells[at-1][b] += share * (c.cells[at][b] - c.cells[at-1][b])
	}
	c.cells = append(c.cells[:at], c.cells[at+1:]...)
}

func (c *coarse) mergeColumns(at int) {
	share := c.columns.join(at)
	for a, row := range c.cells {
		row[at-1] += share * (row[at] - row[at-1])
		c.cells[a] = append(row[:at], row[at+1:]...)
	}
}

// join merges two neighbours and is the share of the second.
func (s *merged) join(at int) (share float64) {
	sum := s.weight[at] + s.weight[at-1]
	share = s.weight[at] / sum
	s.weight[at-1] = sum
	s.weight = append(s.weight[:at], s.weight[at+1:]...)
	s.first = append(s.first[:at], s.first[at+1:]...)
	return share
}
