package learn

import (
	"math"
	"slices"
)

// forest adds to an additive model what several columns say together: oblivious
// trees, one after the other, each grown on some of the rows and asking about some of
// the columns. Several such sequences, which differ by what they drew, are averaged.
type forest struct {
	*booster // with a bag of all rows for each sequence
	trees    []grown
	random   *random
}

// What a forest takes; chosen on simulated data, as the booster's.
const (
	mostTrees    = 300
	mostForests  = 3 // that are averaged, where fewer trees than that are enough for each
	treeRate     = .07
	treeShare    = .8      // of the rows a tree is grown on
	treeColumns  = 24      // that one tree may ask about, and more where rows are few:
	treeCells    = 400_000 // values that it is grown on
	treeRidge    = 1.      // added to the Hessian of every leaf
	treePatience = 40
)

// forestsFor is how many sequences of so many trees are averaged.
func forestsFor(trees int) int { return min(max(mostTrees/max(trees, 1), 1), mostForests) }

// grown is a tree before it is written down.
type grown struct {
	asked []question
	value []float64 // by leaf: answer k is bit k of the place
}

// newForest starts from a share of what the shapes say. Trees that start from all of it
// have to undo what the shapes, for want of anything better, made of several columns.
func newForest(t *Table, shapes *Model, share float64, forests int, r *random) *forest {
	b, rows := newBoosting(t, shapes, mostRanks)
	b.base = b.base.faded(share)
	whole := b.bagOf(t, rows, all(t.Rows()))
	by := Shift(whole.eta, t.Lost, t.Weights)
	b.base.Base += by
	for i := range whole.eta {
		whole.eta[i] += by
	}
	for range forests {
		b.bags = append(b.bags, whole.copied())
	}
	return &forest{booster: b, random: r}
}

// copied is a bag of the same rows that learns for itself.
func (s *bag) copied() *bag {
	c := *s
	c.eta, c.g, c.h = slices.Clone(s.eta), slices.Clone(s.g), slices.Clone(s.h)
	return &c
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
		if !f.pass() {
			return
		}
		if f.watch == nil {
			continue
		}
		f.say()
		if loss := f.watch.loss(); loss < best {
			best, at = loss, i
		}
		if i-at >= treePatience {
			return
		}
	}
}

// pass gives every sequence a tree, and says whether any could grow. They take turns, so
// that whoever drops the last trees takes as much from each.
func (f *forest) pass() (grows bool) {
	share := 1 / float64(len(f.bags))
	for _, s := range f.bags {
		g := f.grow(s)
		if len(g.asked) == 0 {
			continue
		}
		grows = true
		s.climb(&g, 1)
		if f.watch != nil {
			f.watch.climb(&g, share)
		}
		for i := range g.value {
			g.value[i] *= share
		}
		f.trees = append(f.trees, g)
	}
	return grows
}

// climb adds a share of a tree to the log-odds.
func (s *bag) climb(g *grown, share float64) {
	leaf := make([]uint8, len(s.eta))
	for level, q := range g.asked {
		for i, rank := range s.rank[q.term] {
			if rank >= q.rank {
				leaf[i] |= 1 << level
			}
		}
	}
	for i, at := range leaf {
		s.eta[i] += share * g.value[at]
	}
}

// grow finds one tree, level by level, until no question gains.
func (f *forest) grow(from *bag) (g grown) {
	from.curve()
	s := newStand(from, f.axes, f.random)
	for len(s.asked) < mostDepth {
		gain, q := s.best()
		if gain < s.gain+leastGain {
			break
		}
		s.ask(q)
	}
	g = grown{s.asked, s.value()}
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
