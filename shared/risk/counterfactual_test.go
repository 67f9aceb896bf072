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
		left := Assess(s, m, without, now)
		p := left.Probability
		if math.Abs(p-c.Probability) > 1e-9 || highest(left) >= r.Thresholds.Leave || !r.Band.Worse(c.Band) {
			t.Fatalf("without %v the risk is %v; %v was promised, from %s to %s", c.Factors, p, c.Probability, r.Band, c.Band)
		}
		for i := range c.Factors {
			fewer := set
			fewer.Weights = map[string]float64{}
			for _, f := range slices.Delete(slices.Clone(c.Factors), i, i+1) {
				fewer.Weights[f] = 0
			}
			if highest(Assess(s, m, fewer, now)) < r.Thresholds.Leave {
				t.Fatalf("%v: it is enough without %s", c.Factors, c.Factors[i])
			}
		}
	})
}

// Of all sets of factors that raise the risk, none that is smaller takes the account
// out of its band; where none is named, none does. The one that is named really does.
func TestCounterfactualIsTheSmallest(t *testing.T) {
	set, models := heed.DefaultSettings(), []Model{Prior(.10), Prior(.25), entangled(t, learn.Logistic), entangled(t, learn.Additive)}
	named := 0
	rapid.Check(t, func(t *rapid.T) {
		s, m := drawSnapshot(t), rapid.SampledFrom(models).Draw(t, "model")
		r := Assess(s, m, set, now)
		var raising []string
		for _, f := range r.Factors {
			if (f.Contribution > 0 || f.Decisive && f.Contribution >= 0) && !lasting(f.Factor) {
				raising = append(raising, f.Factor)
			}
		}
		if r.Band == heed.Low || r.Thresholds == nil || thin(&r) || len(raising) > 8 || highest(r) < r.Thresholds.Leave {
			return
		}
		size := len(raising) + 1
		if c := r.Counterfactual; c != nil {
			size = len(c.Factors)
			named++
			if end := afterwards(s, m, without(set, c.Factors...), r.Band); end != c.Band {
				t.Fatalf("without %v it comes to %s, not to %s", c.Factors, end, c.Band)
			}
		}
		for gone := range 1 << len(raising) {
			var left []string
			for i, f := range raising {
				if gone&(1<<i) != 0 {
					left = append(left, f)
				}
			}
			if q := Assess(s, m, without(set, left...), now); len(left) < size && highest(q) < r.Thresholds.Leave {
				t.Fatalf("%v would be enough, and %+v is named; %s at %v", left, r.Counterfactual, r.Band, r.Probability)
			}
		}
	})
	if named < 5 {
		t.Errorf("%d ways back were looked at: that shows nothing", named)
	}
}

// highest is what a probability may well be.
func highest(r heed.Risk) float64 {
	if r.High != nil {
		return *r.High
	}
	return r.Probability
}

// afterwards is the band in which an account comes to rest. Without a factor less is
// to be known, which is no reason to hold the band here.
func afterwards(s Snapshot, m Model, set heed.Settings, band heed.Band) heed.Band {
	r := Assess(s, m, set, now)
	r.Confidence = heed.HighConfidence
	s.Account.Card.Band, s.Account.Card.BelowSince = band, daysAgo(15)
	after, _ := settle(&s, &r, &set, now)
	return after
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
