package risk

import (
	"cmp"
	"slices"
)

// wayBack tries which of the factors that raise the risk would have to go. Sets
// of entries are bits.
type wayBack struct {
	*receipt
	judgement *judgement
	learned   *Learned
	together  bool    // what was learned is no sum of what each factor says
	line      float64 // the probability to come below
	highest   float64 // its log-odds, and a hair for rounding
	weighing  int     // how many entries weigh; those after them are decisive
	movable   []int   // entries that raise the risk and could be otherwise, the heaviest first
	best      uint64  // the set found; 0 before there is one
	p         float64 // the probability without it
}

// maxMovable bounds the search: sets are made of the factors that raise the risk most.
// Where every set must be asked about, they are fewer.
const (
	maxMovable = 16
	maxAsked   = 10
)

// newWayBack looks for a way below a probability. The receipt is taken apart for it.
func newWayBack(r *receipt, j *judgement, learned *Learned, line float64) wayBack {
	w := wayBack{receipt: r, judgement: j, learned: learned, together: learned.together(), line: line, highest: logit(line) + hair}
	w.loosen()
	w.gather()
	return w
}

// loosen takes the caps off the groups, for what is capped depends on what is
// left, and puts all decisive facts that stand in place of the strongest.
func (w *wayBack) loosen() {
	for w.n > 0 && w.entries[w.n-1].factor.Decisive {
		w.n--
	}
	w.weighing = w.n
	for i := range w.entries[:w.weighing] {
		if e := &w.entries[i]; w.learned == nil {
			e.contribution = weight(w.judgement.set, e.factor.Factor) * finite(e.verdict.effect)
		}
	}
	w.settle()
}

// settle adds the decisive facts that stand.
func (w *wayBack) settle() {
	for i := range decisive {
		f := &decisive[i]
		if e := w.open(w.judgement, f); weight(w.judgement.set, f.Factor) > 0 && !e.verdict.beside {
			w.take()
		}
	}
}

// gather finds what could be otherwise.
func (w *wayBack) gather() {
	w.movable = w.room[:0]
	for i := range w.entries[:w.n] {
		e := &w.entries[i]
		if e.raises() && e.factor.Factor != tenureFactor.Factor && e.factor.Factor != firstRenewalFactor.Factor {
			w.movable = append(w.movable, i)
		}
	}
	slices.SortStableFunc(w.movable, func(a, b int) int { return cmp.Compare(w.entries[b].weight(), w.entries[a].weight()) })
	most := maxMovable
	if w.together && len(w.judgement.set.Weights) > 0 {
		most = maxAsked
	}
	w.movable = w.movable[:min(len(w.movable), most)]
}

// search finds the set that brings the probability below the line with the fewest
// factors, and of those the one that moves least.
func (w *wayBack) search() {
	for size := 1; size <= len(w.movable) && w.best == 0; size++ {
		w.try(0, w.movable, size)
	}
}

// try adds some more of the rest to a set in every way that can suffice.
func (w *wayBack) try(gone uint64, rest []int, more int) {
	if more == 0 {
		w.compare(gone)
		return
	}
	for ; len(rest) >= more && w.hope(gone, rest, more); rest = rest[1:] {
		w.try(gone|1<<rest[0], rest[1:], more-1)
	}
}

// hope reports whether some more of the rest can suffice beside what is gone. Factors
// that speak for themselves lower the log-odds by what they weigh at most, for a group
// at its most loses less. Such as speak together never raise them by going, so all of
// the rest bound what some of them do, unless the settings weigh them anew.
func (w *wayBack) hope(gone uint64, rest []int, more int) bool {
	switch {
	case !w.together:
		return w.without(gone)-w.weights(rest[:more]) < w.highest
	case len(w.judgement.set.Weights) > 0:
		return true
	}
	for _, at := range rest {
		gone |= 1 << at
	}
	return w.without(gone) < w.highest
}

func (w *wayBack) weights(entries []int) (sum float64) {
	for _, at := range entries {
		sum += w.entries[at].weight()
	}
	return sum
}

// compare takes a set that suffices, when it moves less than the best so far; of
// equals the first.
func (w *wayBack) compare(gone uint64) {
	p := probability(w.without(gone))
	if p < w.line && (w.best == 0 || p > w.p || p == w.p && gone < w.best) {
		w.best, w.p = gone, p
	}
}

// without adds up what is left once the entries of a set contribute nothing.
func (w *wayBack) without(gone uint64) float64 {
	sum := w.undecided(gone)
	for i := w.weighing; i < w.n; i++ {
		switch at := w.entries[i].verdict.effect; {
		case gone&(1<<i) != 0:
		case at > 0:
			return max(sum, at)
		default:
			return min(sum, at)
		}
	}
	return sum
}

// undecided is what the factors that weigh add up to with the base. Of an opinion,
// groups are capped.
func (w *wayBack) undecided(gone uint64) float64 {
	if w.together {
		return w.relearned(gone)
	}
	sum := w.base
	var raised [len(cappedGroups)]float64
	for i := range w.entries[:w.weighing] {
		e := &w.entries[i]
		switch group := e.factor.capped; {
		case e.contribution <= 0:
			sum += e.contribution
		case gone&(1<<i) != 0:
		case group != none && w.learned == nil:
			raised[group] += e.contribution
		default:
			sum += e.contribution
		}
	}
	for _, r := range raised {
		sum += min(r, maxGroup)
	}
	return sum
}

// relearned asks what was learned about the account with the factors that are
// gone back where they say nothing.
func (w *wayBack) relearned(gone uint64) float64 {
	said := w.said
	for i := range factors {
		if at := w.at[i]; at != none && gone&(1<<at) != 0 {
			said[i] = 0
		}
	}
	sum := w.asked(&said)
	for i := range w.entries[:w.weighing] {
		if e := &w.entries[i]; e.factor.custom && gone&(1<<i) == 0 {
			sum += e.contribution
		}
	}
	return sum
}

// asked is what the model makes of what the factors say, each weighed as the settings do.
func (w *wayBack) asked(said *[maxEntries]float64) float64 {
	if len(w.judgement.set.Weights) == 0 {
		return w.learned.logOdds(said, &w.look)
	}
	sum, contributions := w.learned.explain(said, &w.look)
	for i := range factors {
		if w.at[i] != none {
			sum += weight(w.judgement.set, factors[i].Factor) * contributions[i]
		}
	}
	return sum
}
