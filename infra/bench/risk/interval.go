package main

import (
	"fmt"
	"math"
	"time"

	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	worldSize = 6000 // customers of the known world, each with one decision
	asked     = 1000 // of them, those that nothing is learned from
	nominal   = .95
	half95    = 1.959963984540054 // standard errors on either side of a 95 % interval
)

// knownWorld is the simulated world whose true probabilities are known: what each
// customer teaches, and the true log-odds of those asked about.
type knownWorld struct {
	taught [][]heed.Example // by customer
	rows   *learn.Table     // of those asked about
	truth  []float64
}

func newKnownWorld() (w knownWorld, err error) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	accounts, renewals := demo.Renewals(5, worldSize, 1, demo.Help{}, now)
	loss := map[string]float64{}
	for _, r := range renewals {
		loss[r.Account] = r.Loss
	}
	var held []heed.Example
	for i, a := range accounts {
		looks, err := demo.Looks(accounts[i:i+1], now)
		switch {
		case err != nil:
			return w, err
		case i >= asked:
			w.taught = append(w.taught, looks)
		case len(looks) > 0:
			held, w.truth = append(held, looks[0]), append(w.truth, math.Log(loss[a.ID]/(1-loss[a.ID])))
		}
	}
	w.rows = risk.Lessons(held, heed.TargetRenewal)
	return w, nil
}

// measureIntervals asks how often the interval of a learned probability holds the
// true one, step by step and for the one that the ladder chooses.
func measureIntervals(b *bench) error {
	w, err := newKnownWorld()
	if err != nil {
		return err
	}
	for _, n := range []int{50, 200, 1000} {
		for _, step := range []learn.Step{learn.Logistic, learn.Additive, learn.Pairs, learn.Trees} {
			c := w.coverage(n, b.draws/5, learn.Options{LossRate: .068, Least: step, Most: step})
			b.out.note(fmt.Sprintf("%v, %d outcomes: interval holds the truth", step, n), fmt.Sprintf("%.3f", c.share()), fmt.Sprintf("nominal %.2f; %d draws", nominal, b.draws/5))
		}
		c := w.coverage(n, b.draws/5, learn.Options{LossRate: .068})
		if c.all > 0 {
			b.out.atLeast(fmt.Sprintf("the ladder, %d outcomes: interval holds the truth", n), "%.3f", c.share(), .90, "nominal 0.95; where the opinion stands there is no interval")
		}
	}
	return nil
}

// covered counts intervals, and those that hold the truth.
type covered struct{ held, all int }

func (c covered) share() float64 { return float64(c.held) / float64(c.all) }

func (w knownWorld) coverage(n, draws int, o learn.Options) covered {
	each := make([]covered, draws)
	parallel(draws, func(d int) { each[d] = w.draw(n, uint64(2000+d), o) })
	var sum covered
	for _, c := range each {
		sum.held, sum.all = sum.held+c.held, sum.all+c.all
	}
	return sum
}

// draw learns from some customers and looks at the intervals of those asked about.
func (w knownWorld) draw(n int, seed uint64, o learn.Options) (c covered) {
	var some []heed.Example
	for _, k := range shuffled(seed, len(w.taught))[:n] {
		some = append(some, w.taught[k]...)
	}
	m, _, err := learn.Train(risk.Lessons(some, heed.TargetRenewal), o)
	if err != nil || m.Step == learn.Prior {
		return c
	}
	z := m.Predict(w.rows)
	for i, row := range m.Encode(w.rows) {
		c.all++
		if math.Abs(z[i]-w.truth[i]) <= half95*m.Spread(row) {
			c.held++
		}
	}
	return c
}
