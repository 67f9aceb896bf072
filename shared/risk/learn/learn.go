// Package learn learns from outcomes how likely an account is to be lost, by models
// whose parts add up to their log-odds.
//
// It is pure: nothing wakes it, it reads only its arguments, writes nothing, never
// asks for the time and fails only where a table contradicts itself. [Train] climbs
// a ladder from the documented opinion and the base rate over lines and smooth
// shapes to pairs of columns and trees over several, and stays on the step that
// cross-validation on the table's own outcomes bears out; what is no better by more
// than chance loses to the simpler. The [Model] explains itself row by row, is written
// down in a few kilobytes, and the same table and [Options] make the same bytes.
//
// A tour: table.go is what is learned from; grid.go, layout.go and design.go turn
// its columns into coefficients, which newton.go fits, without asking every row about
// what implied.go knows of it, and additive.go writes down as terms; boost.go and
// tree.go add what pairs of columns say, forest.go and stand.go what several do, which
// oblivious.go shares among them and grove.go looks up. contest.go decides, over the
// folds of fold.go. auc.go, calibration.go, figures.go and drift.go measure.
package learn

import (
	"fmt"
	"math"
)

// Options say how to learn. The zero value learns with defaults.
type Options struct {
	Seed uint64
	// Folds of the cross-validation that picks the step; 0 is 5, and 10 below a
	// thousand rows, where every row to learn from counts.
	Folds int
	// LossRate is the share expected to be lost before any outcome is known, the
	// centre of the base; 0 takes the share in the table, or a tenth of nothing.
	LossRate float64
	// Gap is how many days before a test nothing is learned from; as long as the lead.
	Gap int
	// Least and Most are the first and last step to try; 0 is all there are. Where
	// they are the same, that step is taken and nothing is tested.
	Least, Most Step
}

// Report says how the step was chosen and how good it was on rows it had not seen.
type Report struct {
	Scores []Score // of the steps that were tried
	// Tested are rows that a model not having seen them was asked about, and LogOdds
	// what the chosen step said of them, before the last recalibration.
	Tested  []int
	LogOdds []float64
}

// Figures say how good the chosen step was on the rows it was tested on. With
// nothing tested there are none.
func (r *Report) Figures(t *Table, seed uint64) (f Figures, tested bool) {
	if len(r.Tested) == 0 {
		return f, false
	}
	return Measure(r.LogOdds, pick(t.Lost, r.Tested), seed), true
}

// Train learns a model from a table: the step of the ladder that
// cross-validation on the table's own outcomes bears out. Equal tables and options
// make equal models, to the bit on one kind of processor. It fails only where the
// table contradicts itself.
func Train(t *Table, o Options) (*Model, *Report, error) {
	if err := t.check(); err != nil {
		return nil, nil, fmt.Errorf("learn: %w", err)
	}
	c := newContest(t, o.orDefaults(t))
	c.hold()
	chosen := c.choose()
	m := c.finish(chosen)
	m.Step, m.Reason = chosen, c.reason(chosen)
	m.Seed, m.Rows, m.Losses, m.Data = o.Seed, t.Rows(), t.Losses(), t.Hash()
	m.round()
	if err := m.shrink(); err != nil {
		return nil, nil, err
	}
	return m, &Report{Scores: c.scores(chosen), Tested: c.tested, LogOdds: c.logits[chosen]}, nil
}

func (o Options) orDefaults(t *Table) Options {
	if o.Most == Prior {
		o.Most = Trees
	}
	if o.Folds == 0 && t.Rows() < 1000 && t.Days == nil {
		o.Folds = 10
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	return o
}

// learnStep fits one step to a whole table; boosting apart.
func learnStep(step Step, t *Table, o Options, seed uint64) *Model {
	r := newRandom(o.Seed + seed<<8)
	m := &Model{}
	switch step {
	case Prior:
		m = priorModel(t, o)
	case BaseRate:
		m = baseRate(t)
	case Logistic:
		m = fitAdditive(t, false, expected(t, o), r).model()
	default:
		m = fitAdditive(t, true, expected(t, o), r).model()
	}
	m.settle(t)
	m.Step = step
	return m
}

// finish learns the chosen step from all rows, and sets it right by what it said
// of rows it had not seen.
func (c *contest) finish(chosen Step) *Model {
	seed := uint64(len(c.folds))
	m := learnStep(min(chosen, Additive), c.table, c.opts, seed)
	if chosen >= Pairs {
		b := c.boosting(c.grown[chosen], c.table, m, seed)
		b.run(c.grown[chosen].passes)
		m = b.model()
		m.settle(c.table)
	}
	if chosen > Logistic && len(c.tested) > 0 {
		m.scale(c.recalibrate(chosen))
	}
	if chosen == BaseRate {
		m.BaseSpread = math.Hypot(m.BaseSpread, deviationOf(c.logits[Logistic]))
	}
	m.prune()
	return m
}

// deviationOf is how far log-odds lie apart; 0 of none. Where the base rate is
// chosen, what lines would have said tells how far accounts may differ unseen.
func deviationOf(z []float64) float64 {
	sum, squares, n := 0., 0., max(float64(len(z)), 1)
	for _, x := range z {
		sum, squares = sum+x, squares+x*x
	}
	return math.Sqrt(max(squares/n-sum/n*sum/n, 0))
}

// Until outcomes say otherwise the line shifts nothing, ± 0.2, and has slope 1 ± ¼.
const (
	shiftStrength = 25
	slopeStrength = 16
)

// recalibrate finds the line that makes what a step said fit what happened. Where
// time decides what is tested, those who said it had seen a part of what the model
// has, and were the more timid for it: only that part of the line is taken.
func (c *contest) recalibrate(step Step) (shift, by float64) {
	shift, by = fitLine(c.logits[step], pick(c.table.Lost, c.tested), pick(c.table.Weights, c.tested), shiftStrength, slopeStrength)
	if c.table.Days == nil {
		return shift, by
	}
	part := float64(c.shown) / float64(len(c.tested)*c.table.Rows())
	return part * shift, 1 + part*(by-1)
}

// expected is the base before anything is learned.
func expected(t *Table, o Options) float64 {
	rate := o.LossRate
	if rate == 0 && t.Rows() > 0 {
		rate = t.rate()
	}
	if !(rate > 0) {
		rate = .1
	}
	return logit(min(max(rate, 1e-4), 1-1e-4))
}

// baseRate judges everybody alike. Half a loss and half a renewal are added, so
// that nothing is certain.
func baseRate(t *Table) *Model {
	n, rate := float64(t.Rows()), t.rate()
	if n == 0 || math.IsNaN(rate) {
		rate = .5
	}
	return &Model{Base: logit((rate*n + .5) / (n + 1))}
}

// anything bounds what an opinion may be asked about.
const anything = 1e300

// priorModel is the documented opinion.
func priorModel(t *Table, o Options) *Model {
	m := &Model{Base: expected(t, o)}
	for i := range t.Columns {
		if l := newLayout(&t.Columns[i], 2); l.expert {
			m.Terms = append(m.Terms, Term{Name: l.column.Name, Slope: l.column.Expert, Centre: l.centre, Low: -anything, High: anything})
		}
	}
	return m
}
