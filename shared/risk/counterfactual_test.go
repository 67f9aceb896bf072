package risk

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
	"pgregory.net/rapid"
)

func TestCounterfactual(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	for name, c := range map[string]struct {
		account func() Snapshot
		want    []string
	}{
		"nothing is wrong": {account: acme},
		"much is wrong":    {account: troubled, want: []string{"urgent_tickets", "champion_left"}},
		"notice was given": {want: []string{"notice"}, account: func() Snapshot {
			s := acme()
			s.Contracts[0].NoticedAt = daysAgo(3)
			return s
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.account()
			r := Assess(s, m, set, now)
			got := r.Counterfactual
			if c.want == nil {
				if got != nil {
					t.Fatalf("%+v for a risk of %v", got, r.Probability)
				}
				return
			}
			if got == nil || !reflect.DeepEqual(got.Factors, c.want) || !r.Band.Worse(got.Band) {
				t.Fatalf("from %s at %v, %v: got %+v, want %v", r.Band, r.Probability, factorsOf(r), got, c.want)
			}
		})
	}
}

func factorsOf(r heed.Risk) map[string]float64 {
	all := map[string]float64{}
	for _, f := range r.Factors {
		all[f.Factor] = f.Contribution
	}
	return all
}

// The set named does what is said of it: judged without it, the account has the
// probability promised, and lies below the line at which its band is left.
func TestCounterfactualHolds(t *testing.T) {
	set, models := heed.DefaultSettings(), []Model{Prior(.10), entangled(t, learn.Logistic), entangled(t, learn.Additive)}
	rapid.Check(t, func(t *rapid.T) {
		s, m := drawSnapshot(t), rapid.SampledFrom(models).Draw(t, "model")
		r := Assess(s, m, set, now)
		c := r.Counterfactual
		if c == nil {
			return
		}
		without := set
		without.Weights = map[string]float64{}
		for _, f := range c.Factors {
			without.Weights[f] = 0
		}
		p := Assess(s, m, without, now).Probability
		if math.Abs(p-c.Probability) > 1e-9 || p >= r.Thresholds.Leave || !r.Band.Worse(c.Band) {
			t.Fatalf("without %v the risk is %v; %v was promised, from %s to %s", c.Factors, p, c.Probability, r.Band, c.Band)
		}
		for i := range c.Factors {
			fewer := set
			fewer.Weights = map[string]float64{}
			for _, f := range slices.Delete(slices.Clone(c.Factors), i, i+1) {
				fewer.Weights[f] = 0
			}
			if q := Assess(s, m, fewer, now).Probability; q < r.Thresholds.Leave {
				t.Fatalf("%v: it is enough without %s", c.Factors, c.Factors[i])
			}
		}
	})
}

// Of all pairs of factors, and of all single ones, the set named is the one that moves least.
func TestCounterfactualMovesLeast(t *testing.T) {
	m, set := Prior(.10), heed.DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t)
		r := Assess(s, m, set, now)
		c := r.Counterfactual
		if c == nil || len(c.Factors) > 2 {
			return
		}
		for i, a := range r.Factors {
			for _, b := range r.Factors[i:] {
				if (a.Factor == b.Factor) != (len(c.Factors) == 1) || lasting(a.Factor) || lasting(b.Factor) {
					continue
				}
				without := set
				without.Weights = map[string]float64{a.Factor: 0, b.Factor: 0}
				if p := Assess(s, m, without, now).Probability; p < r.Thresholds.Leave && p > c.Probability+1e-9 {
					t.Fatalf("without %s and %s the risk is %v, which is nearer than %v without %v", a.Factor, b.Factor, p, c.Probability, c.Factors)
				}
			}
		}
	})
}

// lasting is what nobody can change.
func lasting(factor string) bool {
	return factor == tenureFactor.Factor || factor == firstRenewalFactor.Factor
}
