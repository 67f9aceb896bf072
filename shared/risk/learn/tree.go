package learn

// tree finds the best tree of depth two over the cells of one or two columns.
type tree struct {
	wa, wb int
	g, h   [maxCells]float64
	value  [maxCells]float64
	best   split
}

// maxCells bounds a table: ranks of two columns, each with one for what is missing.
const maxCells = maxLane * maxLane

// split is a tree: a first cut across one column, and one across the other on
// either side. A cut of 0 is none.
type split struct {
	gain        float64
	across      bool // the first cut is across the second column
	cut         int
	left, right side
}

// side is one side of the first cut.
type side struct {
	cut   int
	near  float64 // value below the cut
	far   float64 // value above it
	score float64
}

func (t *tree) begin(wa, wb int) {
	t.wa, t.wb = wa, wb
	clear(t.g[:wa*wb])
	clear(t.h[:wa*wb])
}

// grow fills in the values of the best tree and is its gain in log likelihood;
// 0 when none is worth anything. Directions are those of the two columns.
func (t *tree) grow(directionA, directionB int) float64 {
	t.best = split{}
	if t.wb == 1 {
		t.line(directionA)
		return t.best.gain
	}
	t.search(false, directionA, directionB)
	t.search(true, directionB, directionA)
	t.fill()
	return t.best.gain
}

// score is the log likelihood that one leaf gains, and value its log-odds.
func score(g, h float64) float64 { return g * g / (2 * (h + leafRidge)) }
func value(g, h float64) float64 { return g / (h + leafRidge) }

// lane is the sums of one side of a cut, along the other column.
type lane struct{ g, h [maxLane]float64 }

const maxLane = mostRanks + 1

// search tries every first cut across one column.
func (t *tree) search(across bool, first, second int) {
	var near, far lane
	n, m := t.wa, t.wb
	if across {
		n, m = m, n
	}
	for i := range n {
		for k := range m {
			far.add(k, t, t.cell(across, i, k), 1)
		}
	}
	whole := far.total(m)
	for cut := 1; cut < n; cut++ {
		for k := range m {
			at := t.cell(across, cut-1, k)
			near.add(k, t, at, 1)
			far.add(k, t, at, -1)
		}
		s := split{across: across, cut: cut, left: near.cut(m, second), right: far.cut(m, second)}
		s.gain = s.left.score + s.right.score - whole
		if s.gain > t.best.gain && s.left.score >= 0 && s.right.score >= 0 && s.agrees(first) {
			t.best = s
		}
	}
}

func (t *tree) cell(across bool, i, k int) int {
	if across {
		return k*t.wb + i
	}
	return i*t.wb + k
}

func (l *lane) add(k int, t *tree, at int, sign float64) {
	l.g[k] += sign * t.g[at]
	l.h[k] += sign * t.h[at]
}

func (l *lane) total(m int) float64 {
	g, h := 0., 0.
	for k := range m {
		g += l.g[k]
		h += l.h[k]
	}
	return score(g, h)
}

// cut finds the best cut of a lane that goes in the direction, or none. Its score
// is negative when there are too few rows for even one leaf.
func (l *lane) cut(m, direction int) side {
	g, h := 0., 0.
	for k := range m {
		g += l.g[k]
		h += l.h[k]
	}
	if h < leastLeaf {
		return side{score: -1}
	}
	best := side{near: value(g, h), far: value(g, h), score: score(g, h)}
	ng, nh := 0., 0.
	for k := 1; k < m; k++ {
		ng += l.g[k-1]
		nh += l.h[k-1]
		if nh < leastLeaf || h-nh < leastLeaf {
			continue
		}
		if sum := score(ng, nh) + score(g-ng, h-nh); sum > best.score {
			s := side{cut: k, near: value(ng, nh), far: value(g-ng, h-nh), score: sum}
			if (s.far-s.near)*float64(direction) >= 0 {
				best = s
			}
		}
	}
	return best
}

// agrees reports whether the tree goes in a direction along its first cut,
// wherever the second cuts lie.
func (s *split) agrees(direction int) bool {
	if direction == 0 {
		return true
	}
	for _, at := range [...]int{0, s.left.cut, s.right.cut} {
		if (s.right.at(at)-s.left.at(at))*float64(direction) < 0 {
			return false
		}
	}
	return true
}

// at is the value at a place along the side.
func (s *side) at(k int) float64 {
	if k < s.cut {
		return s.near
	}
	return s.far
}

// fill writes the best tree down cell by cell.
func (t *tree) fill() {
	s := &t.best
	for i := range t.wa {
		for k := range t.wb {
			first, second := i, k
			if s.across {
				first, second = k, i
			}
			side := &s.left
			if first >= s.cut {
				side = &s.right
			}
			t.value[i*t.wb+k] = side.at(second)
		}
	}
}

// line grows a tree over one column: the best cut, and the best cut of each part.
func (t *tree) line(direction int) {
	g, h := 0., 0.
	for k := range t.wa {
		g += t.g[k]
		h += t.h[k]
	}
	cut := t.divide(0, t.wa)
	if cut == 0 {
		return
	}
	bounds := [...]int{0, t.divide(0, cut), cut, t.divide(cut, t.wa), t.wa}
	sum, last := 0., 0.
	for i := 1; i < len(bounds); i++ {
		from := bounds[i-1]
		if bounds[i] == 0 { // a part that was not divided
			bounds[i] = from
		}
		if bounds[i] == from {
			continue
		}
		pg, ph := t.part(from, bounds[i])
		v := value(pg, ph)
		if from > 0 && (v-last)*float64(direction) < 0 {
			return
		}
		sum, last = sum+score(pg, ph), v
		for k := from; k < bounds[i]; k++ {
			t.value[k] = v
		}
	}
	t.best.gain = sum - score(g, h)
}

func (t *tree) part(from, to int) (g, h float64) {
	for k := from; k < to; k++ {
		g += t.g[k]
		h += t.h[k]
	}
	return g, h
}

// divide is the best cut between two bins; 0 when none gains.
func (t *tree) divide(from, to int) (cut int) {
	g, h := t.part(from, to)
	best, ng, nh := score(g, h), 0., 0.
	for k := from + 1; k < to; k++ {
		ng += t.g[k-1]
		nh += t.h[k-1]
		if nh < leastLeaf || h-nh < leastLeaf {
			continue
		}
		if sum := score(ng, nh) + score(g-ng, h-nh); sum > best {
			best, cut = sum, k
		}
	}
	return cut
}
