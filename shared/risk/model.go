package risk

import (
	"math"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// Model is the numbers a judgement adds the factors to. The prior is an opinion
// and says so; a model learned from outcomes brings its own base and corrects the
// effects of the factors, for the kinds of target there were enough outcomes of.
type Model struct {
	Name  string
	Basis string // of the kinds that nothing was learned about: heed.BasisPrior
	// Base is the log-odds of an account about which nothing speaks either way,
	// for a whole term; WindowBase for the next 90 days.
	Base       float64
	WindowBase float64
	// Renewal and Window are what was learned about terms and about 90 days; nil
	// where the opinion stands.
	Renewal, Window *Learned
	// Reference is whom the opinion is measured against.
	Reference heed.Population
}

// learned is what was learned about a kind of target; nil where the opinion stands.
func (m *Model) learned(kind string) *Learned {
	if kind == heed.TargetWindow {
		return m.Window
	}
	return m.Renewal
}

// basis is what a judgement about a kind of target stands on.
func (m *Model) basis(kind string) string {
	switch l := m.learned(kind); {
	case l == nil || l.model.Step == learn.Prior:
		return m.Basis
	case l.model.Step == learn.BaseRate:
		return heed.BasisBaseRate
	}
	return heed.BasisLearned
}

// reference is whom the contributions of a kind of target are measured against.
func (m *Model) reference(kind string) heed.Population {
	if l := m.learned(kind); l != nil {
		return l.Reference
	}
	return m.Reference
}

const windowDays = 90

// Prior is the documented opinion for a share of renewals expected to be lost
// (0 to 1). Its base is solved on a fixed reference portfolio, so that its mean
// probability is the loss rate: about −2.62 for 10 %.
func Prior(lossRate float64) Model {
	if known, ok := priors.Load(lossRate); ok {
		return known.(Model)
	}
	m := PriorOn(reference(), lossRate)
	priors.Store(lossRate, m)
	return m
}

// priors remembers what was solved: it takes milliseconds, every judgement needs
// it, and a deployment has one loss rate, rarely changed.
var priors sync.Map // float64 → Model

// PriorOn is the opinion with its base solved on a portfolio: offsets are the
// log-odds of its accounts without base (heed.Card.Offset). Worth doing from
// some fifty accounts on.
func PriorOn(offsets []float64, lossRate float64) Model {
	return Model{
		Name: "prior-1", Basis: heed.BasisPrior, Reference: Opinion(0, ""),
		Base:       SolveBase(offsets, lossRate),
		WindowBase: SolveBase(offsets, withinWindow(lossRate)),
	}
}

// withinWindow is the share lost in 90 days when a share is lost in a year and
// nothing but time decides.
func withinWindow(lossRate float64) float64 {
	return 1 - math.Pow(1-lossRate, windowDays/365.)
}

func (m *Model) base(kind string) float64 {
	if l := m.learned(kind); l != nil {
		return l.model.Base
	}
	if kind == heed.TargetWindow {
		return m.WindowBase
	}
	return m.Base
}

// SolveBase finds the base at which accounts with these offsets have lossRate as
// their mean probability. Without offsets it is logit(lossRate). The mean rises
// with the base, so halving the interval that must hold the answer finds it.
func SolveBase(offsets []float64, lossRate float64) float64 {
	rate := min(max(lossRate, 1e-6), 1-1e-6)
	smallest, largest := 0., 0.
	if len(offsets) > 0 {
		smallest, largest = extremes(offsets)
	}
	low, high := logit(rate)-largest, logit(rate)-smallest
	for range 60 {
		middle := low + (high-low)/2
		if meanProbability(offsets, middle) < rate {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}

func extremes(offsets []float64) (smallest, largest float64) {
	smallest, largest = offsets[0], offsets[0]
	for _, o := range offsets {
		smallest, largest = min(smallest, o), max(largest, o)
	}
	return smallest, largest
}

func meanProbability(offsets []float64, base float64) float64 {
	if len(offsets) == 0 {
		return probability(base)
	}
	sum := 0.
	for _, o := range offsets {
		sum += probability(base + o)
	}
	return sum / float64(len(offsets))
}

// probability and logit turn log-odds into a probability and back.
func probability(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
func logit(p float64) float64             { return math.Log(p / (1 - p)) }
