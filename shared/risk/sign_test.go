package risk

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
	"pgregory.net/rapid"
)

// What the opinion finds bad never speaks for an account, whatever was learned, and
// what it finds good never against one.
func TestLearnedFactorsNeverShowTheWrongSign(t *testing.T) {
	var models []Model
	for _, step := range []learn.Step{learn.Logistic, learn.Additive, learn.Pairs, learn.Trees} {
		models = append(models, entangled(t, step))
	}
	set, spoken := heed.DefaultSettings(), 0
	rapid.Check(t, func(t *rapid.T) {
		s, m := drawSnapshot(t), rapid.SampledFrom(models).Draw(t, "model")
		effects := map[string]float64{}
		_, measured, _ := Measure(s, set, now)
		for _, found := range measured {
			effects[found.Factor] = found.Effect
		}
		for _, f := range Assess(s, m, set, now).Factors {
			effect := effects[f.Factor]
			if !f.Decisive && (effect >= 0 && f.Contribution < -1e-9 || effect <= 0 && f.Contribution > 1e-9) {
				t.Fatalf("%s says %v by the opinion and %v by %s", f.Factor, effect, f.Contribution, m.Name)
			}
			if effect*f.Contribution > 0 {
				spoken++
			}
		}
	})
	if spoken < 20 {
		t.Errorf("factors spoke %d times: that shows nothing", spoken)
	}
}
