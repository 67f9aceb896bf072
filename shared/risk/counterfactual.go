package risk

import (
	"math/bits"

	"github.com/heed-cs/heed/shared/heed"
)

// better finds the smallest set of factors that, were they back to where they
// contribute nothing, would let the account leave the band it is in: of equally
// many the ones that need the least change. It is nil for an account that is in
// the lowest band, that is about to leave its band anyway, or whose band nothing
// of this kind would move, as with thin data. What nobody can change, such as how long the account
// has been a customer, is never named.
//
// It says what the model would make of it, and not what causes what. It comes
// last: the receipt is taken apart for it.
func (r *receipt) better(j *judgement, learned *Learned, now *heed.Risk) *heed.Counterfactual {
	bands := lines(j.set, now.Target.Kind)
	own, ok := bands.Of(now.Band)
	if !ok || thin(now) || r.leaves(now, own) {
		return nil
	}
	w := newWayBack(r, j, learned, r.surely(own.Leave))
	if w.search(); w.best == 0 {
		return nil
	}
	return w.named(worst(bands, now.Band, func(t heed.Thresholds) bool { return w.p >= r.surely(t.Leave) }))
}

// leaves reports whether a risk is about to leave its band anyway.
func (r *receipt) leaves(now *heed.Risk, own heed.Thresholds) bool {
	if settled(now) {
		return now.Probability < own.Leave
	}
	return now.Probability < r.surely(own.Leave)
}

// named is what was found.
func (w *wayBack) named(band heed.Band) *heed.Counterfactual {
	c := &heed.Counterfactual{Band: band, Probability: w.p, Factors: make([]string, 0, bits.OnesCount64(w.best))}
	for i := range w.entries[:w.n] {
		if w.best&(1<<i) != 0 {
			c.Factors = append(c.Factors, w.entries[i].factor.Factor)
		}
	}
	return c
}
