package risk

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// Better finds the smallest set of factors that, were they back to where they
// contribute nothing, would let the account leave the band it is in: of equally
// many the ones that need the least change. It is nil for an account that is in
// the lowest band, that is about to leave its band anyway, or whose band nothing
// of this kind would move. What nobody can
// change, such as how long the account has been a customer, is never named.
//
// It says what the model would make of it, and not what causes what.
func Better(s Snapshot, m Model, set heed.Settings, now heed.Risk) *heed.Counterfactual {
	own, ok := lines(&set, now.Target.Kind).Of(now.Band)
	if !ok || now.Probability < own.Leave {
		return nil
	}
	d := desks.Get().(*desk)
	defer d.clear()
	d.open(s, set, now.AsOf)
	d.receipt.begin(m.base(d.judgement.target.kind))
	w := wayBack{receipt: &d.receipt, judgement: &d.judgement, learned: m.learned(d.judgement.target.kind)}
	w.gather()
	found, p := w.smallest(own.Leave)
	if found == 0 {
		return nil
	}
	band := worst(lines(&set, now.Target.Kind), now.Band, func(t heed.Thresholds) bool { return p >= t.Leave })
	return w.named(found, p, band)
}

// wayBack tries which of the factors that raise the risk would have to go.
type wayBack struct {
	*receipt
	judgement *judgement
	learned   *Learned
	movable   [maxLines]int // entries that raise the risk and could be otherwise
	n         int
}

// maxMovable bounds the search: sets are made of the factors that raise the risk most.
const maxMovable = 16

// gather judges every factor without capping the groups, for what is capped
// depends on what is left.
func (w *wayBack) gather() {
	for i := range factors {
		w.weighOne(w.judgement, i)
	}
	for i := range w.judgement.customs {
		w.measure(w.judgement, &w.judgement.customs[i])
	}
	if w.learned != nil {
		w.correct(w.judgement, w.learned)
	}
	w.settle()
	for i := range w.entries[:w.receipt.n] {
		e := &w.entries[i]
		if e.raises() && e.factor.Factor != tenureFactor.Factor && e.factor.Factor != firstRenewalFactor.Factor {
			w.movable[w.n] = i
			w.n++
		}
	}
	w.keepWeightiest()
}

// keepWeightiest leaves out what raises the risk least, when there is too much to try.
func (w *wayBack) keepWeightiest() {
	if w.n <= maxMovable {
		return
	}
	slices.SortStableFunc(w.movable[:w.n], func(a, b int) int { return cmp.Compare(w.weight(b), w.weight(a)) })
	w.n = maxMovable
	slices.Sort(w.movable[:w.n])
}

// weight is what an entry raises the risk by; decisive facts by more than anything.
func (w *wayBack) weight(at int) float64 {
	if e := &w.entries[at]; !e.factor.Decisive {
		return e.contribution
	}
	return math.Inf(1)
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

// smallest is the set, as bits over what is movable, that brings the probability
// below a line with the fewest factors, and of those the one that moves least;
// 0 when none does.
func (w *wayBack) smallest(line float64) (best uint32, p float64) {
	for size := 1; size <= w.n && best == 0; size++ {
		for set := uint32(1)<<size - 1; set < 1<<w.n; set = next(set) {
			if q := probability(w.without(set)); q < line && (best == 0 || q > p) {
				best, p = set, q
			}
		}
	}
	return best, p
}

// next is the next greater set of as many (Gosper, HAKMEM 175).
func next(set uint32) uint32 {
	lowest := set & -set
	ripple := set + lowest
	return ripple | (set^ripple)>>2/lowest
}

// without adds up what is left once the factors of a set contribute nothing.
func (w *wayBack) without(set uint32) float64 {
	var gone uint64
	for i, at := range w.movable[:w.n] {
		if set&(1<<i) != 0 {
			gone |= 1 << at
		}
	}
	sum, settledAt := w.undecided(gone), math.NaN()
	for i := range w.entries[:w.receipt.n] {
		if e := &w.entries[i]; gone&(1<<i) == 0 && e.factor.Decisive && math.IsNaN(settledAt) {
			settledAt = e.verdict.effect
		}
	}
	switch {
	case settledAt > 0:
		return max(sum, settledAt)
	case settledAt < 0:
		return min(sum, settledAt)
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
	for i := range w.entries[:w.receipt.n] {
		e := &w.entries[i]
		switch group := slices.Index(cappedGroups[:], e.factor.Group); {
		case e.factor.Decisive:
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
	for i := range w.entries[:w.receipt.n] {
		if e := &w.entries[i]; e.factor.custom && gone&(1<<i) == 0 {
			sum += e.contribution
		}
	}
	return sum
}

func (w *wayBack) named(set uint32, p float64, band heed.Band) *heed.Counterfactual {
	c := &heed.Counterfactual{Band: band, Probability: p}
	var en, de []string
	for i, at := range w.movable[:w.n] {
		if set&(1<<i) != 0 {
			f := w.entries[at].factor
			c.Factors = append(c.Factors, f.Factor)
			en, de = append(en, "“"+f.Title.EN+"”"), append(de, "„"+f.Title.DE+"“")
		}
	}
	c.Reason = heed.Text{
		EN: "Without " + strings.Join(en, " and ") + " the same account would be judged " + string(band) + ".",
		DE: "Ohne " + strings.Join(de, " und ") + " würde dasselbe Konto als " + bandDE[band] + " eingestuft.",
	}
	return c
}

var bandDE = map[heed.Band]string{heed.Low: "niedrig", heed.Medium: "mittel", heed.High: "hoch"}
