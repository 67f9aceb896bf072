package risk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
	"pgregory.net/rapid"
)

// decisions are made up: every factor is known of two accounts in three, and
// those in says move the risk by so much of what the opinion makes of them.
func decisions(n int, seed uint64, says map[string]float64) []heed.Example {
	r := rand.New(rand.NewPCG(seed, 0))
	all := make([]heed.Example, n)
	for i := range all {
		e := heed.Example{Account: fmt.Sprint("a", i), Contract: "k", Kind: heed.TargetRenewal, End: dayAgo(900 - i%800), LeadDays: 90}
		z := -2.
		for _, d := range factors {
			if r.IntN(3) == 0 {
				continue
			}
			effect := d.Best + r.Float64()*(d.Worst-d.Best)
			e.Factors = append(e.Factors, heed.Measured{Factor: d.Factor, Effect: effect})
			z += says[d.Factor] * effect
		}
		e.Lost = r.Float64() < probability(z)
		all[i] = e
	}
	return all
}

func taught(t testing.TB, n int, says map[string]float64) Model {
	t.Helper()
	m, _, err := learn.Train(Lessons(decisions(n, 7, says), heed.TargetRenewal), learn.Options{LossRate: .10, Most: learn.Logistic})
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLearned(m)
	if err != nil {
		t.Fatal(err)
	}
	model := Prior(.10)
	model.Name, model.Renewal = "m1", l
	return model
}

// What speaks in the outcomes is believed, what does not is not, and the sum stays
// a sum.
func TestALearnedModelBelievesOutcomes(t *testing.T) {
	m := taught(t, 3000, map[string]float64{"champion_left": 3})
	s := acme()
	s.Contacts[0].LeftAt, s.Pulse = daysAgo(10), &heed.Pulse{Score: 1, ValidDays: 90, At: daysAgo(2)}
	r := Assess(s, m, heed.DefaultSettings(), now)
	by := factorsOf(r)
	if by["champion_left"] < 2 || math.Abs(by["pulse"]) > .3 {
		t.Errorf("the outcomes speak of champions alone, and the receipt says %v", by)
	}
	if r.Basis != heed.BasisLearned || r.Low == nil || !(*r.Low < r.Probability && r.Probability < *r.High) {
		t.Errorf("basis %s, %v within %v and %v", r.Basis, r.Probability, r.Low, r.High)
	}
}

func TestOutcomesWithoutASignalTeachTheBaseRate(t *testing.T) {
	m := taught(t, 2000, nil)
	r := Assess(troubled(), m, heed.DefaultSettings(), now)
	if r.Basis != heed.BasisBaseRate || math.Abs(r.LogOdds-r.Base) > 1e-9 {
		t.Errorf("basis %s, log-odds %v on a base of %v", r.Basis, r.LogOdds, r.Base)
	}
}

func TestAModelOfOtherFactorsIsRefused(t *testing.T) {
	if _, err := NewLearned(&learn.Model{Terms: []learn.Term{{Name: "horoscope"}}}); err == nil {
		t.Error("a factor that is not there was let pass")
	}
}

// Everything promised of a receipt is promised of one that was learned.
func TestLearnedReceiptsAlwaysAddUp(t *testing.T) {
	m := taught(t, 3000, map[string]float64{"champion_left": 2, "nps": 1, "usage_trend": .5, "pulse": 1, "payment": 2})
	set := heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		r := Assess(s, m, set, now)
		checkReceipt(t, s, r)
		if r.Low != nil && !(*r.Low <= r.Probability && r.Probability <= *r.High) {
			t.Fatalf("%v does not lie within %v and %v", r.Probability, *r.Low, *r.High)
		}
		c := r.Counterfactual
		if c != nil && (c.Probability >= r.Thresholds.Leave || !r.Band.Worse(c.Band)) {
			t.Fatalf("the way back leads from %v to %v", r.Probability, c.Probability)
		}
	})
}
