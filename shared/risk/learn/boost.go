package learn

import (
	"cmp"
	"math"
	"slices"
)

// booster adds to an additive model what two columns say together, and what its
// shapes were too stiff for: small trees of depth two, each over one pair of
// columns or one column alone, in turns, averaged over bags of rows. Every tree is
// a table over the bins of its one or two columns, so their sum is one too.
type booster struct {
	base  *Model
	axes  []axis // per term of the base
	mains []*table
	pairs []*table
	bags  []*bag
	watch *bag        // rows whose log loss says when to stop; nil when the passes are known
	said  [][]float32 // log-odds of the watched rows after every pass
}

// axis is a term as boosting reads it: its bins in the order of their effect.
type axis struct {
	rank      []uint8 // by bin; the last is of a missing value
	ranks     int
	count     []float64 // rows by rank
	direction int
	neutral   int // rank of the neutral value; none where there is no such
}

// table is what boosting has added over one or two axes; with one, b is none.
type table struct {
	a, b   int
	wa, wb int
	cells  []float64
}

// bag is some rows, their bins and how wrong the model still is on them.
type bag struct {
	rank   [][]uint8 // by term, then row
	lost   []bool
	weight []float64
	eta    []float64
	g, h   []float64
	// best is the gain of the best tree of the pass before, and now of this one so far.
	best, now float64
}

// What boosting takes; the strengths were chosen on simulated data.
const (
	learningRate = .1
	mostRanks    = 2 * mostBins // bins of a column
	mostPairs    = 28
	leafRidge    = 1. // added to the Hessian of every leaf
	leastLeaf    = 1. // Hessian a leaf must have
	leastGain    = .1 // of log likelihood, below which a tree is chance
	// leastShare is how much of what the best tree of the pass before gained a tree
	// must gain to be grown: what is plain comes first, and once it is explained,
	// what chance had made look like it no longer does.
	leastShare = .6
	// mostTexts is how many texts may be put in order: the order is taken from the
	// rows that trees then learn from, and of many texts it would be theirs alone.
	mostTexts   = 24
	mostPasses  = 400
	patience    = 12
	bagsWatched = 2
	bagsFitted  = 8
	bagShare    = .6
)

// newBoosting lays out what trees may cut, into so many ranks a column, without any to grow.
func newBoosting(t *Table, base *Model, ranks int) (b *booster, rows []Row) {
	b = &booster{base: base.refined(t)}
	rows = b.base.Encode(t)
	for k := range b.base.Terms {
		b.axes = append(b.axes, newAxis(&b.base.Terms[k], t.column(b.base.Terms[k].Name), rows, k, ranks))
	}
	return b, rows
}

func newBooster(t *Table, base *Model, bags int, r *random) *booster {
	b, rows := newBoosting(t, base, ranksFor(t))
	whole := b.bagOf(t, rows, all(t.Rows()))
	whole.curve()
	for k := range b.axes {
		if b.axes[k].ranks > 1 {
			b.mains = append(b.mains, &table{a: k, b: none, wa: b.axes[k].ranks, wb: 1, cells: make([]float64, b.axes[k].ranks)})
		}
	}
	b.screen(whole)
	for range bags {
		b.bags = append(b.bags, b.bagOf(t, rows, r.sample(t.Rows(), int(math.Ceil(bagShare*float64(t.Rows()))))))
	}
	return b
}

func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// ranksFor is how finely pairs may cut: the rarer the losses, the less is to be seen.
func ranksFor(t *Table) int {
	rare := min(t.Losses(), t.Rows()-t.Losses())
	return min(max(rare/lossesPerRank, fewestRanks), mostRanks)
}

const (
	lossesPerRank = 20
	fewestRanks   = 16
)

// newAxis orders the bins of a term. Numbers keep their order, texts go by what
// the additive model says of them, equals in one rank where there are many.
func newAxis(t *Term, c *Column, rows []Row, k, ranks int) axis {
	count := make([]float64, len(t.Steps)+1)
	for _, row := range rows {
		count[t.bin(row[k])]++
	}
	x := axis{rank: make([]uint8, len(count)), direction: c.Direction, neutral: none}
	order := all(len(t.Steps))
	if t.Text {
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(t.Steps[i], t.Steps[j]) })
	}
	if len(t.Levels) > mostTexts {
		ranks = 1
	}
	x.ranks = merge(order, count, ranks, x.rank)
	missing := len(t.Steps)
	switch {
	case c.Neutral != nil:
		x.neutral = int(x.rank[bin(t.Cuts, *c.Neutral)])
		x.rank[missing] = uint8(x.neutral)
	case count[missing] > 0:
		x.rank[missing] = uint8(x.ranks)
		x.ranks++
	}
	x.count = make([]float64, x.ranks)
	for bin, n := range count {
		x.count[x.rank[bin]] += n
	}
	return x
}

// merge gives bins in order numbers from 0, so that at most so many numbers have
// about equally many rows each, and says how many there are.
func merge(order []int, count []float64, most int, into []uint8) (numbers int) {
	total, sum, next := 0., 0., 0.
	for _, bin := range order {
		total += count[bin]
	}
	for i, bin := range order {
		if share := sum / max(total, 1) * float64(most); i == 0 || len(order) <= most || share >= next && count[bin] > 0 {
			numbers++
			next = math.Floor(share) + 1
		}
		into[bin] = uint8(numbers - 1)
		sum += count[bin]
	}
	return numbers
}

// bin is that of a value of a row; the one after the last for a missing one.
func (t *Term) bin(x float64) int {
	switch {
	case math.IsNaN(x):
		return len(t.Steps)
	case t.Text:
		return t.level(x)
	}
	return bin(t.Cuts, x)
}

// bagOf prepares rows for boosting.
func (b *booster) bagOf(t *Table, encoded []Row, rows []int) *bag {
	s := &bag{lost: pick(t.Lost, rows), weight: pick(t.Weights, rows)}
	contributions := make([]float64, len(b.base.Terms))
	for _, row := range rows {
		s.eta = append(s.eta, b.base.Explain(encoded[row], contributions))
	}
	for k := range b.axes {
		rank := make([]uint8, len(rows))
		for i, row := range rows {
			rank[i] = b.axes[k].rank[b.base.Terms[k].bin(encoded[row][k])]
		}
		s.rank = append(s.rank, rank)
	}
	s.g, s.h = make([]float64, len(rows)), make([]float64, len(rows))
	return s
}

// curve takes gradient and Hessian afresh.
func (s *bag) curve() {
	for i, eta := range s.eta {
		p, w := Probability(eta), 1.
		if s.weight != nil {
			w = s.weight[i]
		}
		s.g[i], s.h[i] = -w*p, w*p*(1-p)
		if s.lost[i] {
			s.g[i] += w
		}
	}
}

// screen keeps the pairs that promise most on the residuals of the base.
func (b *booster) screen(whole *bag) {
	type candidate struct {
		table *table
		gain  float64
	}
	var found []candidate
	var leaf tree
	for i := range b.axes {
		for k := range i {
			if b.axes[i].ranks < 2 || b.axes[k].ranks < 2 {
				continue
			}
			t := &table{a: k, b: i, wa: b.axes[k].ranks, wb: b.axes[i].ranks}
			b.sum(whole, t, &leaf)
			found = append(found, candidate{t, leaf.grow(b.axes[k].direction, b.axes[i].direction)})
		}
	}
	slices.SortStableFunc(found, func(x, y candidate) int { return cmp.Compare(y.gain, x.gain) })
	for _, c := range found[:min(len(found), mostPairs)] {
		c.table.cells = make([]float64, c.table.wa*c.table.wb)
		b.pairs = append(b.pairs, c.table)
	}
}

// sum adds gradients and Hessians up by the cells of a table.
func (b *booster) sum(s *bag, t *table, into *tree) {
	into.begin(t.wa, t.wb)
	if t.b == none {
		for i, at := range s.rank[t.a] {
			into.g[at] += s.g[i]
			into.h[at] += s.h[i]
		}
		return
	}
	first, second, width := s.rank[t.a], s.rank[t.b], t.wb
	for i := range first {
		at := int(first[i])*width + int(second[i])
		into.g[at] += s.g[i]
		into.h[at] += s.h[i]
	}
}

// run boosts so many passes, or until the watched rows have not gained for a while.
func (b *booster) run(passes int) {
	b.say()
	best, at := math.Inf(1), 0
	for pass := range passes {
		if !b.pass() {
			return
		}
		if b.watch == nil {
			continue
		}
		b.say()
		if loss := b.watch.loss(); loss < best {
			best, at = loss, pass
		}
		if pass-at >= patience {
			return
		}
	}
}

// observe keeps an eye on what is said of rows that nothing is learned from.
func (b *booster) observe(test *Table) {
	b.watch = b.bagOf(test, b.base.Encode(test), all(test.Rows()))
}

// heard is what was said of them after every pass.
func (b *booster) heard() [][]float32 { return b.said }

// say keeps what is thought of the watched rows now.
func (b *booster) say() {
	if b.watch == nil {
		return
	}
	now := make([]float32, len(b.watch.eta))
	for i, z := range b.watch.eta {
		now[i] = float32(z)
	}
	b.said = append(b.said, now)
}

// pass gives every table one tree of every bag, and says whether any could have grown.
func (b *booster) pass() (grown bool) {
	var leaf tree
	for _, s := range b.bags {
		s.curve()
		s.best, s.now = s.now, 0
		for _, t := range b.mains {
			grown = b.round(s, t, &leaf) || grown
		}
		for _, t := range b.pairs {
			grown = b.round(s, t, &leaf) || grown
		}
	}
	return grown
}

func (b *booster) round(s *bag, t *table, leaf *tree) bool {
	b.sum(s, t, leaf)
	direction := 0
	if t.b != none {
		direction = b.axes[t.b].direction
	}
	gain := leaf.grow(b.axes[t.a].direction, direction)
	s.now = max(s.now, gain)
	if gain < leastGain || gain < leastShare*s.best {
		return gain >= leastGain
	}
	for i := range leaf.value[:t.wa*t.wb] {
		leaf.value[i] *= learningRate
		t.cells[i] += leaf.value[i] / float64(len(b.bags))
	}
	s.move(t, leaf.value[:], 1)
	if b.watch != nil {
		b.watch.move(t, leaf.value[:], 1/float64(len(b.bags)))
	}
	return true
}

// move adds a tree to the log-odds, and to the gradient what follows from that
// until it is taken afresh.
func (s *bag) move(t *table, value []float64, share float64) {
	if t.b == none {
		for i, at := range s.rank[t.a] {
			s.eta[i] += share * value[at]
			s.g[i] -= s.h[i] * value[at]
		}
		return
	}
	first, second, width := s.rank[t.a], s.rank[t.b], t.wb
	for i := range first {
		by := value[int(first[i])*width+int(second[i])]
		s.eta[i] += share * by
		s.g[i] -= s.h[i] * by
	}
}

func (s *bag) loss() float64 {
	sum := 0.
	for i, eta := range s.eta {
		w := 1.
		if s.weight != nil {
			w = s.weight[i]
		}
		sum += w * surprise(eta, s.lost[i])
	}
	return sum
}

// model is the base with all tables added.
func (b *booster) model() *Model {
	m := *b.base
	m.Terms = slices.Clone(m.Terms)
	for k := range m.Terms {
		b.axes[k].write(&m.Terms[k])
	}
	for _, t := range b.mains {
		m.Terms[t.a].add(func(bin int) float64 { return t.cells[b.axes[t.a].rank[bin]] })
	}
	for _, t := range b.pairs {
		if !zero(t.cells) {
			m.Pairs = append(m.Pairs, newPair(t, b.axes[t.a].count, b.axes[t.b].count, mostCells))
		}
	}
	return &m
}

// write tells a term its ranks, and how the reference population spreads over them:
// as the rows do, or all on the neutral value.
func (x *axis) write(t *Term) {
	t.Steps = slices.Clone(t.Steps)
	t.Ranks = make([]int, len(t.Steps))
	for k := range t.Ranks {
		t.Ranks[k] = int(x.rank[k])
	}
	t.MissingRank = int(x.rank[len(t.Steps)])
	t.Shares = make([]float64, x.ranks)
	if x.neutral != none {
		t.Shares[x.neutral] = 1
		return
	}
	n := 0.
	for _, c := range x.count {
		n += c
	}
	for k, c := range x.count {
		t.Shares[k] = digits(c/n, 1e3)
	}
}

// add raises every step by what is said of its bin.
func (t *Term) add(by func(bin int) float64) {
	for k := range t.Steps {
		t.Steps[k] += by(k)
	}
	t.Missing += by(len(t.Steps))
}
