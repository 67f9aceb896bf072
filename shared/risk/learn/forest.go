package learn

import (
	"math"
	"slices"
)

// forest adds to an additive model what several columns say together: oblivious
// trees, one after the other, each grown on some of the rows and asking about some of
// the columns.
type forest struct {
	*booster
	rows   *bag
	trees  []grown
	random *random
}

// What a forest takes; chosen on simulated data, as the booster's.
const (
	mostTrees    = 300
	treeRate     = .07
	treeShare    = .6      // of the rows a tree is grown on
	treeColumns  = 24      // that one tree may ask about, and more where rows are few:
	treeCells    = 400_000 // values that it is grown on
	treeRidge    = 2.      // added to the Hessian of every leaf
	treePatience = 40
)

// grown is a tree before it is written down.
type grown struct {
	asked []question
	value []float64 // by leaf: answer k is bit k of the place
}

// newForest starts from a share of what the shapes say. Trees that start from all of it
// have to undo what the shapes, for want of anything better, made of several columns.
func newForest(t *Table, shapes *Model, share float64, r *random) *forest {
	b, rows := newBoosting(t, shapes)
	b.base = b.base.faded(share)
	whole := b.bagOf(t, rows, all(t.Rows()))
	by := Shift(whole.eta, t.Lost, t.Weights)
	b.base.Base += by
	for i := range whole.eta {
		whole.eta[i] += by
	}
	return &forest{booster: b, rows: whole, random: r}
}

// faded is the model with a share of what its terms say, and all of their doubt.
func (m *Model) faded(share float64) *Model {
	f := *m
	f.Terms = slices.Clone(m.Terms)
	for i := range f.Terms {
		t := &f.Terms[i]
		t.Slope, t.Missing, t.Steps = share*t.Slope, share*t.Missing, slices.Clone(t.Steps)
		for k := range t.Steps {
			t.Steps[k] *= share
		}
	}
	return &f
}

// run grows so many trees, or until the watched rows have not gained for a while.
func (f *forest) run(trees int) {
	trees = min(trees, mostTrees)
	f.say()
	best, at := math.Inf(1), 0
	for i := range trees {
		g := f.grow()
		if len(g.asked) == 0 {
			return
		}
		f.trees = append(f.trees, g)
		f.rows.climb(&g)
		if f.watch == nil {
			continue
		}
		f.watch.climb(&g)
		f.say()
		if loss := f.watch.loss(); loss < best {
			best, at = loss, i
		}
		if i-at >= treePatience {
			return
		}
	}
}

// climb adds a tree to the log-odds.
func (s *bag) climb(g *grown) {
	leaf := make([]uint8, len(s.eta))
	for level, q := range g.asked {
		for i, rank := range s.rank[q.term] {
			if rank >= q.rank {
				leaf[i] |= 1 << level
			}
		}
	}
	for i, at := range leaf {
		s.eta[i] += g.value[at]
	}
}

// grow finds one tree, level by level, until no question gains.
func (f *forest) grow() (g grown) {
	f.rows.curve()
	s := newStand(f.rows, f.axes, f.random)
	for len(s.asked) < mostDepth {
		gain, q := s.best()
		if gain < s.gain+leastGain {
			break
		}
		s.ask(q)
	}
	g = grown{s.asked, s.value}
	for i := range g.value {
		g.value[i] *= treeRate
	}
	return g
}

// model is the base with all trees added.
func (f *forest) model() *Model {
	m := f.booster.model()
	for i := range f.trees {
		m.Trees = append(m.Trees, f.trees[i].written())
	}
	return m
}

// written is a tree as a model keeps it.
func (g *grown) written() (o Oblivious) {
	for _, q := range g.asked {
		o.Terms, o.Ranks = append(o.Terms, q.term), append(o.Ranks, int(q.rank))
	}
	most := math.SmallestNonzeroFloat32
	for _, v := range g.value {
		most = max(most, math.Abs(v))
	}
	o.Scale = float32(most / math.MaxInt8)
	for _, v := range g.value {
		o.Leaves = append(o.Leaves, int8(math.Round(v/most*math.MaxInt8)))
	}
	return o
}
