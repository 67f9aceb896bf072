package learn

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Score is how one step did on rows it had not seen.
type Score struct {
	Step    Step
	LogLoss float64 // mean of the tested rows
	// Behind is by how much that is worse than the chosen step's, and Deviation
	// the standard error of this difference.
	Behind, Deviation float64
}

// contest is the cross-validation that decides on which step a model stands.
type contest struct {
	table  *Table
	opts   Options
	folds  []Fold
	steps  []Step
	losses map[Step][]float64 // per tested row, in the order of tested
	logits map[Step][]float64
	tested []int
	grown  map[Step]growth // how boosting was best over all folds
	shown  int             // rows that were learned from, summed over those tested
}

// A step needs some losses, and as many rows that were kept, to be worth trying.
var leastLosses = map[Step]int{BaseRate: 10, Logistic: 10, Additive: 40, Pairs: 40, Trees: 40}

func newContest(t *Table, o Options) *contest {
	c := &contest{table: t, opts: o, losses: map[Step][]float64{}, logits: map[Step][]float64{}, grown: map[Step]growth{}}
	outcomes, losses := t.outcomes()
	rare := min(losses, outcomes-losses)
	for step := o.Least; step <= o.Most; step++ {
		known := step != Prior || hasOpinion(t)
		if known && (len(c.steps) == 0 || rare >= leastLosses[step]) {
			c.steps = append(c.steps, step)
		}
	}
	return c
}

func hasOpinion(t *Table) bool {
	for i := range t.Columns {
		if t.Columns[i].Expert != 0 {
			return true
		}
	}
	return false
}

// hold runs the contest, where there is more than one step to choose from or it is
// to be found for how long to boost.
func (c *contest) hold() {
	if len(c.steps) == 1 && c.last() < Pairs {
		return
	}
	c.folds = c.draw()
	boosted := map[growth][]history{}
	for i, f := range c.folds {
		if len(f.Train) == 0 {
			continue
		}
		c.tested = append(c.tested, f.Test...)
		c.shown += len(f.Train) * len(f.Test)
		c.ask(f, uint64(i), boosted)
	}
	for _, step := range c.steps {
		if step >= Pairs {
			c.judge(step, boosted)
		}
	}
}

// draw are the folds; of a large table some of its accounts do, for to choose takes
// fewer rows than to learn.
func (c *contest) draw() []Fold {
	rows := few(c.table, max(fewestRows, mostValues/max(len(c.table.Columns), 1)), newRandom(c.opts.Seed))
	folds := Folds(c.table.Select(rows), c.opts.Folds, c.opts.Gap, c.opts.Seed)
	for i := range folds {
		folds[i] = Fold{pick(rows, folds[i].Train), pick(rows, folds[i].Test)}
	}
	return folds
}

// What the contest is held on: so many values in all, but no fewer rows than that.
const (
	mostValues = 800_000
	fewestRows = 8000
)

// last is the furthest step that is tried.
func (c *contest) last() Step { return c.steps[len(c.steps)-1] }

// ask lets every step learn from one fold; of those that boost it keeps what they said
// pass by pass.
func (c *contest) ask(f Fold, seed uint64, boosted map[growth][]history) {
	train, test := c.table.Select(f.Train), c.table.Select(f.Test)
	m := &Model{}
	for _, step := range c.steps {
		if step < Pairs {
			m = learnStep(step, train, c.opts, seed)
			c.note(step, test, m.Predict(test))
			continue
		}
		if m.Step != Additive {
			m = learnStep(Additive, train, c.opts, seed)
		}
		for _, g := range growths[step] {
			b := c.boosting(g, train, m, seed)
			b.observe(test)
			b.run(mostPasses)
			boosted[g] = append(boosted[g], history{test, b.heard()})
		}
	}
}

// growth is one way in which a step grows on shapes.
type growth struct {
	step   Step
	share  float64 // of what the shapes say, from which it starts
	passes int     // 0 until it is known how many are best
}

// growths are those that are tried.
var growths = map[Step][]growth{
	Pairs: {{step: Pairs, share: 1}},
	Trees: {{step: Trees, share: .5}, {step: Trees}},
}

// boosting is what a step grows on shapes.
type boosting interface {
	observe(test *Table)
	run(passes int)
	heard() [][]float32
	model() *Model
}

// bags are how many samples are averaged: few to find the passes, more once they are known.
func (g growth) bags() int {
	switch {
	case g.step == Trees && g.passes == 0:
		return 1
	case g.step == Trees:
		return forestsFor(g.passes)
	case g.passes == 0:
		return bagsWatched
	}
	return bagsFitted
}

func (c *contest) boosting(g growth, t *Table, shapes *Model, seed uint64) boosting {
	r := newRandom(c.opts.Seed ^ (seed + 1))
	if g.step == Trees {
		return newForest(t, shapes, g.share, g.bags(), r)
	}
	return newBooster(t, shapes, g.bags(), r)
}

// note keeps what a step said of tested rows.
func (c *contest) note(step Step, test *Table, z []float64) {
	c.logits[step] = append(c.logits[step], z...)
	for i, logOdds := range z {
		c.losses[step] = append(c.losses[step], test.weight(i)*surprise(logOdds, test.Lost[i]))
	}
}

// judge finds how, and after how many passes, a step was best over all folds, and
// notes what it said then.
func (c *contest) judge(step Step, boosted map[growth][]history) {
	least := math.Inf(1)
	var folds []history
	for _, g := range growths[step] {
		if passes, loss := best(boosted[g]); loss < least {
			least, folds = loss, boosted[g]
			g.passes = passes
			c.grown[step] = g
		}
	}
	for i := range folds {
		c.note(step, folds[i].test, folds[i].at(c.grown[step].passes))
	}
}

// By how many standard errors of the difference a step must beat a simpler one.
const (
	margin = 1.
	// marginOfSignal is what it takes to leave the base rate, so that noise is not
	// called a signal: what is learned from noise does worse on rows not seen, and
	// hardly ever better by as much.
	marginOfSignal = .5
	// marginOfPairs is more than others need, because the passes of boosting were
	// picked on the rows they are tested on.
	marginOfPairs = 2.
	// marginOfOpinion is less than none: lines start from the opinion and leave it
	// only as far as outcomes take them.
	marginOfOpinion = -1.
)

// choose takes the simplest step that none beats by more than chance. What is
// learned must beat the base rate as well, but where the opinion stands its ground
// against that.
func (c *contest) choose() Step {
	chosen := c.steps[0]
	for _, step := range c.steps[1:] {
		if c.beats(step, chosen) && (step <= BaseRate || chosen == Prior || c.beats(step, BaseRate)) {
			chosen = step
		}
	}
	return chosen
}

func (c *contest) beats(step, simpler Step) bool {
	needed := margin
	switch {
	case step >= Pairs && simpler < Pairs:
		needed = marginOfPairs
	case simpler == BaseRate:
		needed = marginOfSignal
	case simpler == Prior && step == Logistic:
		needed = marginOfOpinion
	}
	if c.losses[simpler] == nil {
		return true // not in the contest
	}
	gain, deviation := c.difference(simpler, step)
	return gain > needed*deviation
}

// difference is the mean log loss of a step minus that of another, and the
// standard error of this. Rows of one account say the same thing more than once,
// so it is the accounts that vary.
func (c *contest) difference(a, b Step) (mean, deviation float64) {
	d := make([]float64, len(c.tested))
	for i := range d {
		d[i] = c.losses[a][i] - c.losses[b][i]
	}
	return paired(d, pick(c.table.Weights, c.tested), pick(c.table.Accounts, c.tested))
}

// Gain is by how much less the second log-odds surprise than the first over the rows
// of a table, per row, and the standard error of this.
func Gain(t *Table, first, second []float64) (mean, deviation float64) {
	d := make([]float64, len(first))
	for i := range d {
		d[i] = t.weight(i) * (surprise(first[i], t.Lost[i]) - surprise(second[i], t.Lost[i]))
	}
	return paired(d, t.Weights, t.Accounts)
}

// paired is the mean of weighted differences by row, and its standard error over
// accounts; without accounts over rows.
func paired(d, weights []float64, accounts []string) (mean, deviation float64) {
	sums := map[string]float64{}
	total, weight := 0., float64(len(d))
	for i, x := range d {
		total += x
		if weights != nil {
			weight += weights[i] - 1
		}
		if accounts != nil {
			sums[accounts[i]] += x
			continue
		}
		deviation += x * x
	}
	n := float64(len(d))
	if accounts != nil {
		n, deviation = float64(len(sums)), squares(sums)
	}
	deviation = max(deviation-total*total/max(n, 1), 0) * n / max(n-1, 1)
	return total / max(weight, 1e-9), math.Sqrt(deviation) / max(weight, 1e-9)
}

// squares adds in the order of the names, so that the sum is always the same.
func squares(sums map[string]float64) (total float64) {
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		total += sums[name] * sums[name]
	}
	return total
}

// scores are how all steps did against the chosen one.
func (c *contest) scores(chosen Step) []Score {
	list := make([]Score, 0, len(c.steps))
	for _, step := range c.steps {
		s := Score{Step: step}
		s.Behind, s.Deviation = c.difference(step, chosen)
		weight := 0.
		for i, loss := range c.losses[step] {
			s.LogLoss += loss
			weight += c.table.weight(c.tested[i])
		}
		s.LogLoss /= max(weight, 1e-9)
		list = append(list, s)
	}
	return list
}

// reason says why a model stands on a step.
func (c *contest) reason(chosen Step) string {
	n, losses := c.table.outcomes()
	switch {
	case n == 0 && chosen == Prior:
		return "prior: 0 outcomes"
	case len(c.tested) == 0:
		return fmt.Sprintf("%s: %d outcomes, %d of them losses, are too few to learn from", chosen.words(), n, losses)
	case chosen == Prior:
		return fmt.Sprintf("prior: nothing learned from %d outcomes is better by more than chance", n)
	case chosen == BaseRate:
		return fmt.Sprintf("no signal found in %d outcomes: base rate", n)
	}
	return fmt.Sprintf("%s: of %d outcomes, %d of them losses, it had the least log loss by more than chance", chosen.words(), n, losses)
}
