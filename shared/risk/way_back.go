package risk

import (
	"cmp"
	"math"
	"slices"
)

// wayBack tries which of the factors that raise the risk would have to go. Sets
// of entries are bits.
type wayBack struct {
	*receipt
	judgement *judgement
	learned   *Learned
	line      float64 // the probability to come below
	weighing  int     // how many entries weigh; those after them are decisive
	movable   []int   // entries that raise the risk and could be otherwise, the heaviest first
	best      uint64  // the set found; 0 before there is one
	p         float64 // the probability without it
}

// maxMovable bounds the search: sets are made of the factors that raise the risk most.
const maxMovable = 16

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
	w.movable = w.movable[:min(len(w.movable), maxMovable)]
}

// search finds the set that brings the probability below the line with the fewest
// factors, and of those the one that moves least.
func (w *wayBack) search() {
	lacking := w.lacking()
	for size := 1; size <= len(w.movable) && w.best == 0; size++ {
		w.try(0, w.movable, size, lacking)
	}
}

// lacking is how many log-odds must go at least: no set that weighs less suffices,
// for a group at its most loses less than what goes weighs. What was learned of
// pairs has no such bound.
func (w *wayBack) lacking() float64 {
	if w.learned != nil {
		return math.Inf(-1)
	}
	const rounding = 1e-9
	return w.without(0) - logit(w.line) - rounding
}

// try adds some more of the rest to a set in every way that can suffice.
func (w *wayBack) try(gone uint64, rest []int, more int, lacking float64) {
	if more == 0 {
		w.compare(gone)
		return
	}
	for ; len(rest) >= more && w.weights(rest[:more]) >= lacking; rest = rest[1:] {
		w.try(gone|1<<rest[0], rest[1:], more-1, lacking-w.entries[rest[0]].weight())
	}
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

// undecided is what the factors that weigh add up to with the base.
func (w *wayBack) undecided(gone uint64) float64 {
	if w.learned != nil {
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
		case group != none:
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
	sum, contributions := w.learned.explain(&said, &w.look)
	for i := range factors {
		if w.at[i] != none {
			sum += weight(w.judgement.set, factors[i].Factor) * contributions[i]
		}
	}
	for i := range w.entries[:w.n] {
		if e := &w.entries[i]; e.factor.custom && gone&(1<<i) == 0 {
			sum += e.contribution
		}
	}
	return sum
}
