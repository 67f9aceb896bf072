package learn

import "slices"

// stand is an oblivious tree that grows: the rows it is grown on, and in which leaf
// each lies.
type stand struct {
	axes    []axis
	columns []int     // that it may ask about
	rank    [][]uint8 // by term, then row
	cells   []cells   // by term
	pull    []curvature
	leaf    []uint8

	asked  []question
	halves halves      // of the last question, until the cells are parted by it
	sums   []curvature // of the leaves
	gain   float64     // in log likelihood, of all leaves so far
}

// question is asked at one level of a tree: is the rank of the term at least that?
type question struct {
	term int
	rank uint8
}

// newStand draws rows and columns.
func newStand(from *bag, axes []axis, r *random) *stand {
	n := len(from.lost)
	rows := r.sample(n, max(int(treeShare*float64(n)), 1))
	s := &stand{
		axes: axes, rank: make([][]uint8, len(axes)), cells: make([]cells, len(axes)),
		pull: make([]curvature, len(rows)), leaf: make([]uint8, len(rows)),
	}
	for i, row := range rows {
		s.pull[i] = curvature{from.g[row], from.h[row]}
	}
	for k := range axes {
		if axes[k].ranks > 1 {
			s.columns = append(s.columns, k)
		}
	}
	if most := max(treeColumns, treeCells/len(rows)); len(s.columns) > most {
		s.columns = pick(s.columns, r.sample(len(s.columns), most))
	}
	for _, k := range s.columns {
		s.rank[k] = pick(from.rank[k], rows)
		s.cells[k] = newCells(axes[k].ranks, s.rank[k], s.pull)
	}
	s.settle()
	return s
}

// ask gives the tree one more level.
func (s *stand) ask(q question) {
	said, rows := make([]int, 1<<len(s.asked)), make([]int, 1<<len(s.asked))
	for i, rank := range s.rank[q.term] {
		rows[s.leaf[i]]++
		if rank >= q.rank {
			said[s.leaf[i]]++
		}
	}
	s.halves = halves{rows: s.halves.rows[:0]}
	for leaf, yes := range said {
		s.halves.yes = append(s.halves.yes, 2*yes < rows[leaf])
	}
	for i, rank := range s.rank[q.term] {
		yes := rank >= q.rank
		if yes == s.halves.yes[s.leaf[i]] {
			s.halves.rows = append(s.halves.rows, int32(i))
		}
		if yes {
			s.leaf[i] |= 1 << len(s.asked)
		}
	}
	s.asked = append(s.asked, q)
	s.settle()
}

// settle adds the leaves up.
func (s *stand) settle() {
	s.sums, s.gain = make([]curvature, 1<<len(s.asked)), 0
	for i, at := range s.leaf {
		s.sums[at].add(s.pull[i])
	}
	for _, c := range s.sums {
		s.gain += c.score()
	}
}

// best is the question after which the leaves gain most.
func (s *stand) best() (gain float64, q question) {
	for _, k := range s.columns {
		if len(s.asked) > 0 {
			s.cells[k].part(&s.halves, s.leaf, s.rank[k], s.pull)
		}
		if g, cut := s.cut(k, gain); g > gain {
			gain, q = g, question{k, cut}
		}
	}
	return gain, q
}

// cut finds the rank of a column to ask about, where that gains more than so much.
func (s *stand) cut(k int, least float64) (gain float64, rank uint8) {
	scores := s.cells[k].scores(s.sums)
	for r := 1; r < s.axes[k].ranks; r++ {
		if scores[r] > least && s.agrees(question{k, uint8(r)}) {
			gain, least, rank = scores[r], scores[r], uint8(r)
		}
	}
	return gain, rank
}

// agrees reports whether the tree with one more question still goes in every
// documented direction, whatever the other answers.
func (s *stand) agrees(q question) bool {
	asked := append(s.asked[:len(s.asked):len(s.asked)], q)
	if !slices.ContainsFunc(asked, func(a question) bool { return s.axes[a.term].direction != 0 }) {
		return true
	}
	value := s.cells[q.term].values(s.sums, q.rank)
	for level, a := range asked {
		if d := s.axes[a.term].direction; d != 0 && !rises(value, asked, level, float64(d)) {
			return false
		}
	}
	return true
}

// value is what the leaves say.
func (s *stand) value() []float64 {
	value := make([]float64, len(s.sums))
	for at, c := range s.sums {
		value[at] = c.value()
	}
	return value
}

// rises reports whether a yes at a level never says the opposite of the direction.
func rises(value []float64, asked []question, level int, direction float64) bool {
	for no := range value {
		yes := no | 1<<level
		if yes != no && possible(asked, no) && possible(asked, yes) && (value[yes]-value[no])*direction < 0 {
			return false
		}
	}
	return true
}

// possible reports whether any row can give such answers: who is above a rank is
// above every lower one of the same term.
func possible(asked []question, answers int) bool {
	for i, a := range asked {
		for k, b := range asked {
			if a.term == b.term && a.rank >= b.rank && answers>>i&1 == 1 && answers>>k&1 == 0 {
				return false
			}
		}
	}
	return true
}
