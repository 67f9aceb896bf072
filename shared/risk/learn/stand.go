package learn

// stand is an oblivious tree that grows: the rows it is grown on, and in which leaf
// each lies.
type stand struct {
	axes    []axis
	columns []int
	rank    [][]uint8 // by term, then row
	g, h    []float64
	leaf    []uint8

	asked []question
	value []float64   // of the leaves
	gain  float64     // in log likelihood, of all leaves so far
	cell  []curvature // by leaf and rank
}

// question is asked at one level of a tree: is the rank of the term at least that?
type question struct {
	term int
	rank uint8
}

// curvature is a sum of gradients and Hessians.
type curvature struct{ g, h float64 }

func (c curvature) score() float64             { return c.g * c.g / (2 * (c.h + treeRidge)) }
func (c curvature) value() float64             { return c.g / (c.h + treeRidge) }
func (c curvature) less(d curvature) curvature { return curvature{c.g - d.g, c.h - d.h} }
func (c *curvature) add(g, h float64)          { c.g, c.h = c.g+g, c.h+h }

// newStand draws rows and columns.
func newStand(from *bag, axes []axis, r *random) *stand {
	n := len(from.lost)
	rows := r.sample(n, max(int(treeShare*float64(n)), 1))
	s := &stand{axes: axes, g: pick(from.g, rows), h: pick(from.h, rows), leaf: make([]uint8, len(rows)), rank: make([][]uint8, len(axes))}
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
	}
	s.settle()
	return s
}

// ask gives the tree one more level.
func (s *stand) ask(q question) {
	for i, rank := range s.rank[q.term] {
		if rank >= q.rank {
			s.leaf[i] |= 1 << len(s.asked)
		}
	}
	s.asked = append(s.asked, q)
	s.settle()
}

// settle works out what the leaves say and gain.
func (s *stand) settle() {
	leaves := make([]curvature, 1<<len(s.asked))
	for i, at := range s.leaf {
		leaves[at].add(s.g[i], s.h[i])
	}
	s.value, s.gain = make([]float64, len(leaves)), 0
	for at, c := range leaves {
		s.value[at] = c.value()
		s.gain += c.score()
	}
}

// best is the question after which the leaves gain most.
func (s *stand) best() (gain float64, q question) {
	for _, k := range s.columns {
		s.sum(k)
		if g, cut := s.cut(k, gain); g > gain {
			gain, q = g, question{k, cut}
		}
	}
	return gain, q
}

// sum adds up by leaf and by rank of a column.
func (s *stand) sum(k int) {
	ranks := s.axes[k].ranks
	if need := ranks << len(s.asked); need > cap(s.cell) {
		s.cell = make([]curvature, need)
	}
	s.cell = s.cell[:ranks<<len(s.asked)]
	clear(s.cell)
	for i, rank := range s.rank[k] {
		s.cell[int(s.leaf[i])*ranks+int(rank)].add(s.g[i], s.h[i])
	}
}

// cut finds the rank of a column to ask about, where that gains more than so much.
func (s *stand) cut(k int, least float64) (gain float64, rank uint8) {
	var all, near [1 << mostDepth]curvature
	leaves, ranks := 1<<len(s.asked), s.axes[k].ranks
	for at, c := range s.cell {
		all[at/ranks].add(c.g, c.h)
	}
	for r := 1; r < ranks; r++ {
		sum := 0.
		for at := range leaves {
			c := s.cell[at*ranks+r-1]
			near[at].add(c.g, c.h)
			sum += near[at].score() + all[at].less(near[at]).score()
		}
		if sum > least && s.agrees(question{k, uint8(r)}, near[:leaves], all[:leaves]) {
			gain, least, rank = sum, sum, uint8(r)
		}
	}
	return gain, rank
}

// agrees reports whether the tree with one more question still goes in every
// documented direction, whatever the other answers.
func (s *stand) agrees(q question, near, all []curvature) bool {
	asked := append(s.asked[:len(s.asked):len(s.asked)], q)
	value := make([]float64, 0, 2*len(all))
	for level, a := range asked {
		if s.axes[a.term].direction == 0 {
			continue
		}
		if len(value) == 0 {
			value = after(value, near, all)
		}
		if !rises(value, asked, level, float64(s.axes[a.term].direction)) {
			return false
		}
	}
	return true
}

// after are the values of the leaves when each is parted.
func after(value []float64, near, all []curvature) []float64 {
	for at := range all {
		value = append(value, near[at].value())
	}
	for at := range all {
		value = append(value, all[at].less(near[at]).value())
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
