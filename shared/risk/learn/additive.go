package learn

import "math"

// additive is a fitted linear model over the columns of a table.
type additive struct {
	columns []*layout
	fit     *newton
	spread  *covariance // of the coefficients
}

// mostCoefficients bounds what one fit must invert.
const mostCoefficients = 600

// mostLearned is how many rows the strengths are learned from. They are variances
// of the truth, so more rows say little more about them.
const mostLearned = 8000

// fitAdditive fits lines, or bins as well, by penalised maximum likelihood. Where a
// direction is documented and the data disagree, neighbouring bins are tied and
// slopes are dropped until nothing does.
func fitAdditive(t *Table, binned bool, base float64, r *random) *additive {
	a := &additive{columns: layouts(t)}
	for range 24 {
		a.fit = fitDesign(t, a.columns, binned, base, r)
		if !a.tie() {
			break
		}
	}
	a.spread = a.fit.hessian.inverse()
	return a
}

// layouts lays out all columns. Where they would have too many coefficients in
// all, those with the most bins get fewer; the longest of texts costs little.
func layouts(t *Table) []*layout {
	columns := make([]*layout, len(t.Columns))
	for i := range t.Columns {
		columns[i] = newLayout(&t.Columns[i], mostLevels+1)
	}
	long := longest(columns)
	bins := affordable(columns, long)
	for i, l := range columns {
		if l != long && l.grid.bins() > bins {
			columns[i] = newLayout(l.column, bins)
		}
	}
	return columns
}

// affordable is how many bins a column may have so that all have not too many.
func affordable(columns []*layout, long *layout) (bins int) {
	for bins = mostLevels + 1; bins > fewestBins; bins-- {
		sizes := 0
		for _, l := range columns {
			if l != long {
				sizes += l.size(bins)
			}
		}
		if sizes <= mostCoefficients {
			return bins
		}
	}
	return bins
}

// fewestBins leave a number its line alone, and a text one level: of so many
// columns no shapes can be learned.
const fewestBins = 2

// fitDesign learns strengths on some rows and then fits all of them.
func fitDesign(t *Table, columns []*layout, binned bool, base float64, r *random) *newton {
	if t.Rows() <= mostLearned {
		n := newNewton(build(t, columns, binned, base))
		n.learn()
		return n
	}
	rows := r.sample(t.Rows(), mostLearned)
	few := newNewton(build(t.Select(rows), some(columns, rows), binned, base))
	few.learn()
	n := newNewton(build(t, columns, binned, base))
	n.beta = few.beta
	for i, b := range few.blocks {
		n.blocks[i].lambda = b.lambda
	}
	n.fit(false)
	return n
}

// some are the layouts for a part of the rows.
func some(columns []*layout, rows []int) []*layout {
	part := make([]*layout, len(columns))
	for i, l := range columns {
		copied, column := *l, *l.column
		column.Numbers, column.Texts = pick(column.Numbers, rows), pick(column.Texts, rows)
		copied.column, copied.of = &column, pick(l.of, rows)
		part[i] = &copied
	}
	return part
}

// tie binds what contradicts a documented direction, and says whether anything did.
func (a *additive) tie() (tied bool) {
	for _, l := range a.columns {
		if l.column.Direction == 0 || l.constant() {
			continue
		}
		if a.slope(l)*float64(l.column.Direction) < 0 {
			l.linear, l.expert, tied = fixed, false, true
		}
		for k := 1; k < len(l.steps); k++ {
			if jump := a.step(l, k) - a.step(l, k-1); jump*float64(l.column.Direction) < -1e-9 {
				l.steps[k], tied = l.steps[k-1], true
			}
		}
	}
	return tied
}

// slope is that of a column in log-odds per standard deviation.
func (a *additive) slope(l *layout) float64 {
	slope := 0.
	if l.linear >= 0 {
		slope = a.fit.beta[l.linear]
	}
	if a.fit.expert != none && l.expert {
		slope += a.fit.beta[a.fit.expert] * l.column.Expert * l.scale
	}
	return slope
}

func (a *additive) step(l *layout, k int) float64 {
	step := 0.
	if l.steps != nil {
		step = coefficient(a.fit.beta, l.steps[k])
	}
	if l.rough != nil {
		step += coefficient(a.fit.beta, l.rough[k])
	}
	return step
}

// model writes the fit down as terms.
func (a *additive) model() *Model {
	m := &Model{Base: a.fit.beta[a.fit.base], variance: a.variance()}
	for _, l := range a.columns {
		m.Terms = append(m.Terms, a.term(l))
	}
	return m
}

// mostDoubted is how many rows a mean variance is taken over.
const mostDoubted = 2000

// variance is that of the log-odds of a row, on average, with all that the
// coefficients have to do with one another.
func (a *additive) variance() float64 {
	n, rows := a.fit, 0.
	n.hessian.clear()
	for i := 0; i < len(n.lost); i += 1 + len(n.lost)/mostDoubted {
		n.row(i, 0, 1)
		rows++
	}
	n.complete()
	return a.spread.product(n.hessian) / max(rows, 1)
}

func (a *additive) term(l *layout) Term {
	t := Term{Name: l.column.Name, Cuts: l.grid.cuts, Levels: l.grid.levels, Missing: coefficient(a.fit.beta, l.gap)}
	t.Text = l.column.categorical()
	if !t.Text {
		t.Centre, t.Low, t.High = l.centre, l.low, l.high
		if !l.constant() {
			t.Slope = a.slope(l) / l.scale
			t.SlopeSpread = a.deviation(l.linear) / l.scale
		}
	}
	t.Steps, t.Spread = make([]float64, l.grid.bins()), a.spreads(l)
	for k := range t.Steps {
		t.Steps[k] = a.step(l, k)
	}
	return t
}

// deviation is the standard error of a coefficient.
func (a *additive) deviation(at int) float64 {
	if at < 0 {
		return 0
	}
	return math.Sqrt(max(a.spread.at(at, at), 0))
}

// spreads are the standard errors of the steps, against their mean over the rows
// or against the neutral bin, which has none.
func (a *additive) spreads(l *layout) []float64 {
	list := make([]float64, l.grid.bins())
	if l.steps == nil {
		return list
	}
	shares, mean := make([]float64, a.fit.size), 0.
	for k, share := range l.shares() {
		if at := l.steps[k]; at >= 0 {
			shares[at] += share
		}
	}
	across := a.spread.times(shares)
	for at, share := range shares {
		mean += share * across[at]
	}
	for k, at := range l.steps {
		list[k] = math.Sqrt(max(mean, 0))
		if at >= 0 {
			list[k] = math.Sqrt(max(a.spread.at(at, at)-2*across[at]+mean, 0))
		}
	}
	return list
}
