package risk

import (
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// receipt is a judgement while it is being added up.
type receipt struct {
	base    float64
	entries [maxLines]entry
	order   [maxLines]uint8 // the first n are entries, the weightiest first
	n       int

	judged, applicable float64 // sizes of the factors, for coverage
	absent             [maxLines]heed.Missing
	gone               int
	faded              [maxLines]faded
	silent             int // how many have faded

	said   [maxEntries]float64 // effects in the order of the factors; NaN where one could not be judged
	at     [maxEntries]int     // entries of the factors; none
	look   look
	spread float64       // standard error of the log-odds; 0 of an opinion
	room   [maxLines]int // for the way back
}

// maxEntries bounds the catalogue; a test holds it.
const maxEntries = 24

// entry is one factor that could be judged.
type entry struct {
	factor       *factor
	verdict      verdict
	contribution float64
	before       float64 // the contribution in the receipt before
}

// faded is a factor that moved the risk until now and is not in this receipt.
type faded struct {
	factor *factor
	before float64
}

func (e *entry) raises() bool { return e.contribution > 0 || e.factor.Decisive && e.verdict.effect > 0 }

func (r *receipt) begin(base float64) {
	r.base, r.n, r.gone, r.silent, r.judged, r.applicable, r.spread = base, 0, 0, 0, 0, 0, 0
}

// weigh judges all factors that weigh. An opinion caps its groups; what was
// learned knows how much they say together.
func (r *receipt) weigh(j *judgement, learned *Learned) {
	for i := range factors {
		r.weighOne(j, i)
	}
	for i := range j.customs {
		r.measure(j, &j.customs[i])
	}
	if learned != nil {
		r.correct(j, learned)
		return
	}
	r.cap()
}

// correct puts what was learned in place of the opinion.
func (r *receipt) correct(j *judgement, l *Learned) {
	base, contributions := l.explain(&r.said, &r.look)
	r.base, r.spread = base, l.spread(&r.look)
	for i := range factors {
		if at := r.at[i]; at != none {
			e := &r.entries[at]
			e.contribution = weight(j.set, e.factor.Factor) * contributions[i]
		}
	}
}

func (r *receipt) weighOne(j *judgement, i int) {
	r.said[i], r.at[i] = math.NaN(), none
	if effect, judged := r.measure(j, &factors[i]); judged {
		r.said[i], r.at[i] = effect, r.n-1
	}
}

// measure judges a factor and makes an entry of what it says, in log-odds before
// its weight; false where it could not be judged or does not apply.
func (r *receipt) measure(j *judgement, f *factor) (effect float64, judged bool) {
	e, w := r.open(j, f), weight(j.set, f.Factor)
	if e.verdict.beside {
		r.leaveOut(f, "", e.before)
		return 0, false
	}
	r.applicable += w * f.size()
	if e.verdict.why != "" {
		r.leaveOut(f, e.verdict.why, e.before)
		return 0, false
	}
	r.judged += w * f.size()
	effect = finite(e.verdict.effect)
	e.contribution = w * effect
	r.take()
	return effect, true
}

// open judges a factor in the next free entry, which counts once it is taken.
func (r *receipt) open(j *judgement, f *factor) *entry {
	e := &r.entries[r.n]
	e.factor, e.contribution, e.before = f, 0, j.before(f)
	e.verdict = f.judge(j)
	return e
}

func (r *receipt) take() {
	r.order[r.n] = uint8(r.n)
	r.n++
}

// leaveOut names a factor that could not be judged, and remembers one that moved
// the risk until now.
func (r *receipt) leaveOut(f *factor, why string, before float64) {
	if why != "" {
		r.absent[r.gone] = heed.Missing{Factor: f.Factor, Why: why}
		r.gone++
	}
	if before != 0 {
		r.faded[r.silent] = faded{f, before}
		r.silent++
	}
}

// cap scales what raises the risk in a capped group down to the group's most,
// each in proportion, so that the contributions still add up.
func (r *receipt) cap() {
	var raised [len(cappedGroups)]float64
	for i := range r.entries[:r.n] {
		if e := &r.entries[i]; e.factor.capped != none {
			raised[e.factor.capped] += max(e.contribution, 0)
		}
	}
	for i := range r.entries[:r.n] {
		if e := &r.entries[i]; e.factor.capped != none && e.contribution > 0 {
			e.contribution *= maxGroup / max(raised[e.factor.capped], maxGroup)
		}
	}
}

// decide lets the strongest decisive fact contribute what is missing to its
// floor or ceiling. A weight of 0 silences it.
func (r *receipt) decide(j *judgement) {
	decided := false
	for i := range decisive {
		f := &decisive[i]
		if decided || weight(j.set, f.Factor) == 0 {
			r.leaveOut(f, "", j.before(f))
			continue
		}
		e := r.open(j, f)
		if e.verdict.beside {
			r.leaveOut(f, "", e.before)
			continue
		}
		lacking := e.verdict.effect - r.logOdds()
		if e.verdict.effect > 0 == (lacking > 0) {
			e.contribution = lacking
		}
		r.take()
		decided = true
	}
}

func (r *receipt) logOdds() float64 {
	sum := r.base
	for i := range r.entries[:r.n] {
		sum += r.entries[i].contribution
	}
	return sum
}

// sort orders the entries: decisive facts first, then by size of contribution,
// equals as judged.
func (r *receipt) sort() {
	var weights [maxLines]float64
	for i := range r.entries[:r.n] {
		weights[i] = r.entries[i].weight()
	}
	for i := 1; i < r.n; i++ {
		for k := i; k > 0 && weights[r.order[k]] > weights[r.order[k-1]]; k-- {
			r.order[k], r.order[k-1] = r.order[k-1], r.order[k]
		}
	}
}

// weight is how much an entry moves the risk; decisive facts more than anything.
func (e *entry) weight() float64 {
	if e.factor.Decisive {
		return math.Inf(1)
	}
	return math.Abs(e.contribution)
}

// coverage is the share of the applicable factors that could be judged, each
// counted by the largest effect it can have times its weight. Decisive facts are
// left out: that nobody gave notice is no part of the picture.
func (r *receipt) coverage() float64 {
	if r.applicable <= 0 {
		return 0
	}
	return r.judged / r.applicable
}

// lists are what a receipt lists.
type lists struct {
	factors []heed.Factor
	values  []float64 // what they measured
	missing []heed.Missing
}

// factors are the entries in order; never nil.
func (r *receipt) factors(j *judgement, into *lists) []heed.Factor {
	if r.n == 0 {
		return []heed.Factor{}
	}
	into.factors, into.values = slices.Grow(into.factors[:0], r.n)[:r.n], slices.Grow(into.values[:0], r.n)[:r.n]
	for i, at := range r.order[:r.n] {
		e := &r.entries[at]
		into.values[i] = finite(e.verdict.value)
		into.factors[i] = heed.Factor{
			Factor: e.factor.Factor, Group: e.factor.Group, Unit: e.factor.Unit, Decisive: e.factor.Decisive,
			Value: &into.values[i], Contribution: e.contribution, AsOf: e.verdict.at, Signals: []string{},
		}
		if j.Previous != nil {
			into.factors[i].Delta = e.contribution - e.before
		}
	}
	return into.factors
}

// missing names the factors that could not be judged, and the renewal date when
// none is known; never nil.
func (r *receipt) missing(j *judgement, into *lists) []heed.Missing {
	into.missing = append(slices.Grow(into.missing[:0], r.gone+1), r.absent[:r.gone]...)
	if j.target.why != "" {
		into.missing = append(into.missing, heed.Missing{Factor: "renewal_date", Why: j.target.why})
	}
	return into.missing
}
