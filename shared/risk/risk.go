// Package risk judges how likely an account's target is to end without a
// successor, and says why.
//
// It is pure: nothing wakes it, it reads only its arguments, writes nothing,
// never asks for the time and cannot fail. [Fold] adds a [Snapshot] up under the
// settings, and [Folded.Assess] turns that and a [Model] into a receipt whose base and
// contributions add up to its log-odds; what is missing contributes nothing and is
// named. [Band] keeps bands from flapping, [Folded.Card] is the judgement in brief, and
// [SeenChange] says whether a person would see a difference. [Folded.Opportunities]
// judges what an account could become in the same way.
//
// Every factor is one value in the file of its group, those that settle the
// matter in the file decisive: what it measures, how that moves the risk, what it
// says in English and German, and the play it asks for.
// The numbers are an opinion, and the receipt says so: basis "prior". Factors of the
// operator's own are worked out from formulas, in the words of the files word_*.
package risk

import (
	"math"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Assess judges one account at a moment, and puts the judgement into words.
func Assess(s Snapshot, m Model, set heed.Settings, asOf time.Time) heed.Risk {
	f := Fold(s, set, asOf)
	defer f.Close()
	return f.Assess(m)
}

// Judge is Assess without the words.
func Judge(s Snapshot, m Model, set heed.Settings, asOf time.Time) heed.Risk {
	f := Fold(s, set, asOf)
	defer f.Close()
	return f.judged(&m, new(lists))
}

// Assess judges the account by a model and puts the judgement into words.
func (f *Folded) Assess(m Model) heed.Risk {
	risk := f.weighed(&m, new(lists))
	f.receipt.say(&risk, &f.judgement)
	if risk.Counterfactual = f.better(&m, &risk); risk.Counterfactual != nil {
		risk.Counterfactual.Reason = f.receipt.wayOut(risk.Counterfactual, &f.prose)
	}
	return risk
}

// Judge is Assess without the words: nothing has a sentence, no signal is named and no
// play is recommended. It is enough to see whether there is anything to say. What it
// lists lies in the account's room: it is gone with the next Judge, and with Close.
func (f *Folded) Judge(m Model) heed.Risk { return f.judged(&m, &f.lent) }

func (f *Folded) judged(m *Model, into *lists) heed.Risk {
	risk := f.weighed(m, into)
	risk.Counterfactual = f.better(m, &risk)
	return risk
}

// weighed is the judgement without its words and the way back.
func (f *Folded) weighed(m *Model, into *lists) (risk heed.Risk) {
	j, r := &f.judgement, &f.receipt
	r.begin(m.base(f.target.kind))
	r.weigh(j, m.learned(f.target.kind))
	r.decide(j)
	r.sort()
	r.write(&risk, j, m, into)
	return risk
}

func (f *Folded) better(m *Model, now *heed.Risk) *heed.Counterfactual {
	return f.receipt.better(&f.judgement, m.learned(f.target.kind), now)
}

// Below and from these shares of the picture, confidence is low and high.
const (
	lowCoverage  = .40
	highCoverage = .75
)

func confidence(coverage float64) heed.Confidence {
	switch {
	case coverage < lowCoverage:
		return heed.LowConfidence
	case coverage < highCoverage:
		return heed.MediumConfidence
	}
	return heed.HighConfidence
}

// write fills in the receipt as the domain keeps it.
func (r *receipt) write(risk *heed.Risk, j *judgement, m *Model, into *lists) {
	*risk = heed.Risk{
		AsOf: j.asOf, Basis: m.basis(j.target.kind), Model: m.Name, Reference: m.reference(j.target.kind), Settings: j.set.Version, Target: j.said(), Base: r.base,
		Factors: r.factors(j, into), Missing: r.missing(j, into), Coverage: r.coverage(),
		Previous: j.Previous.brief(), PreviousBand: j.band(), Plays: []heed.Play{},
	}
	risk.LogOdds = risk.Base
	for i := range risk.Factors {
		risk.LogOdds += risk.Factors[i].Contribution
	}
	risk.Probability = probability(risk.LogOdds)
	risk.Low, risk.High = r.interval(risk)
	risk.Confidence = confidence(risk.Coverage)
	risk.ExpectedLoss, risk.Unrated = j.expectedLoss(risk.Probability)
	risk.Band, _ = settle(j.Snapshot, risk, j.set, j.asOf)
	if t, ok := lines(j.set, risk.Target.Kind).Of(risk.Band); ok {
		risk.Thresholds = new(t)
	}
}

// interval is where the probability lies with 95 % confidence in what was
// learned; none of an opinion, nor where a decisive fact speaks.
func (r *receipt) interval(risk *heed.Risk) (low, high *float64) {
	if r.spread == 0 || settled(risk) {
		return nil, nil
	}
	return new(probability(risk.LogOdds - r.half())), new(probability(risk.LogOdds + r.half()))
}

// half is how far the interval reaches to either side, in log-odds.
func (r *receipt) half() float64 {
	const beyond = 1.959964 // standard normal, 2.5 % on either side
	return beyond * r.spread
}

// surely is the probability below which the whole interval lies below another.
func (r *receipt) surely(p float64) float64 {
	if r.spread == 0 {
		return p
	}
	return probability(logit(p) - r.half())
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// finite keeps what is not a number out of the sums.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}
