package learn

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Each truth needs its step, and gets no more than that.
func TestTheSimplestStepThatHolds(t *testing.T) {
	for _, c := range []struct {
		name   string
		table  *Table
		want   Step
		reason string
	}{
		{"nothing known", newWorld(1).table(0, noise), BaseRate, "base rate: 0 outcomes"},
		{"nothing known but an opinion", opinion(newWorld(1).table(0, noise)), Prior, "prior: 0 outcomes"},
		{"too few", opinion(newWorld(1).table(12, linear)), Prior, "too few to learn from"},
		{"noise", newWorld(2).table(600, noise), BaseRate, "no signal found in 600 outcomes: base rate"},
		{"noise against an opinion", opinion(newWorld(2).table(600, noise)), BaseRate, "no signal found in 600 outcomes: base rate"},
		{"lines", newWorld(3).table(600, linear), Logistic, "logistic: of 600 outcomes"},
		{"curves", newWorld(4).table(600, curved), Additive, "additive: of 600 outcomes"},
		{"a corner", newWorld(5).table(1200, cornered), Pairs, "pairs: of 1200 outcomes"},
		{"a product of three", newWorld(5).table(700, woven), Trees, "trees: of 700 outcomes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, report, err := Train(c.table, Options{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			if m.Step != c.want || !strings.Contains(m.Reason, c.reason) {
				t.Errorf("stands on %v (%s), want %v; scores %+v", m.Step, m.Reason, c.want, report.Scores)
			}
		})
	}
}

// A model says of new rows what the truth says, not more surely and not less.
func TestLearnedIsCalibrated(t *testing.T) {
	for i, m := range learned() {
		fresh := newWorld(8).table(4000, truths[i])
		if _, slope := Calibration(m.Predict(fresh), fresh.Lost); math.Abs(slope-1) > .35 {
			t.Errorf("%v: calibration slope %.3f", m.Step, slope)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	write := func(seed uint64) []byte {
		m, _, err := Train(newWorld(5).table(300, crossed), Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		text, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if !bytes.Equal(write(3), write(3)) {
		t.Error("the same seed made two models")
	}
	if bytes.Equal(write(3), write(4)) {
		t.Error("another seed made the same model, so the seed is not used")
	}
}

var truths = []func([]float64) float64{linear, curved, crossed}

// learned are models of every step, one per truth; learned once, as it takes a while.
var learned = sync.OnceValue(func() (models []*Model) {
	for _, truth := range truths {
		m, _, err := Train(opinion(newWorld(5).table(1000, truth)), Options{Seed: 2})
		if err != nil {
			panic(err)
		}
		models = append(models, m)
	}
	return models
})

// Contributions and base are the log-odds; taking a term away moves them by what
// it contributed, unless it speaks in pairs.
func TestContributionsAddUp(t *testing.T) {
	asked := newWorld(9).table(50, noise)
	for _, m := range learned() {
		for _, row := range m.Encode(asked) {
			c := make([]float64, len(m.Terms))
			z, sum := m.Explain(row, c), m.Base
			for _, x := range c {
				sum += x
			}
			if math.Abs(z-sum) > 1e-9 || math.IsNaN(z) {
				t.Fatalf("%v: log-odds %v, parts %v", m.Step, z, sum)
			}
			for k := range m.Terms {
				if len(m.Pairs)+len(m.Trees) > 0 {
					continue
				}
				if without := m.without(k, row); math.Abs(z-c[k]-without) > 1e-9 {
					t.Fatalf("%s contributes %v, without it %v becomes %v", m.Terms[k].Name, c[k], z, without)
				}
			}
			if s := m.Spread(row); !(s > 0 && s < 10) {
				t.Fatalf("spread %v", s)
			}
		}
	}
}

func (m *Model) without(k int, row Row) float64 {
	less := *m
	less.Terms = slices.Delete(slices.Clone(m.Terms), k, k+1)
	return less.Explain(slices.Delete(slices.Clone(row), k, k+1), make([]float64, len(less.Terms)))
}

// Where a direction is documented no data can turn it round: a value that is worse
// never contributes less, whatever else the row says, and the sign is that of the
// side of neutral the value lies on. What is missing contributes nothing.
func TestDirectionsHold(t *testing.T) {
	against := func(x []float64) float64 {
		z := -1.5 - .4*x[0] + .8*math.Abs(x[1])
		if x[2] > 0 {
			z += 2.5 * max(x[0], 0)
		}
		return z
	}
	m, _, err := Train(opinion(newWorld(6).table(800, against)), Options{Seed: 2, Least: Pairs, Most: Pairs})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Pairs) == 0 {
		t.Fatal("the test needs a model with pairs")
	}
	asked := m.Encode(newWorld(9).table(200, noise))
	rapid.Check(t, func(t *rapid.T) {
		row := slices.Clone(rapid.SampledFrom(asked).Draw(t, "row"))
		k := slices.IndexFunc(m.Terms, func(t Term) bool { return t.Name == "x0" || t.Name == "x1" })
		a, b := rapid.Float64Range(-5, 5).Draw(t, "a"), rapid.Float64Range(-5, 5).Draw(t, "b")
		say := func(x float64) (own, z float64) {
			row[k] = x
			c := make([]float64, len(m.Terms))
			z = m.Explain(row, c)
			return c[k], z
		}
		sign := map[string]float64{"x0": 1, "x1": -1}[m.Terms[k].Name]
		low, zLow := say(min(a, b))
		high, zHigh := say(max(a, b))
		if sign*(high-low) < -1e-9 || sign*(zHigh-zLow) < -1e-9 {
			t.Fatalf("%s: %v shows %v, %v shows %v", m.Terms[k].Name, min(a, b), low, max(a, b), high)
		}
		if own, _ := say(a); own*a*sign < -1e-9 {
			t.Fatalf("%s: %v shows %v", m.Terms[k].Name, a, own)
		}
		if own, _ := say(math.NaN()); math.Abs(own) > 1e-9 {
			t.Fatalf("%s: missing shows %v", m.Terms[k].Name, own)
		}
	})
}

// A wrong opinion is unlearned.
func TestWrongOpinionIsHarmless(t *testing.T) {
	right, wrong := newWorld(11).table(600, linear), newWorld(11).table(600, linear)
	for k, effect := range []float64{.8, -.8} {
		right.Columns[k].Expert, wrong.Columns[k].Expert = effect, -effect
	}
	fresh := newWorld(12).table(3000, linear)
	var auc [2]float64
	for i, table := range []*Table{right, wrong} {
		m, _, err := Train(table, Options{Seed: 1, Most: Logistic})
		if err != nil {
			t.Fatal(err)
		}
		auc[i] = AUC(m.Predict(fresh), fresh.Lost).Value
	}
	if auc[0]-auc[1] > .01 {
		t.Errorf("AUC %.4f with the right opinion and %.4f with all signs wrong", auc[0], auc[1])
	}
}

func TestTablesThatContradictThemselves(t *testing.T) {
	for want, spoil := range map[string]func(*Table){
		"appears twice":       func(t *Table) { t.Columns[1].Name = "x0" },
		"either 30 numbers":   func(t *Table) { t.Columns[1].Numbers = t.Columns[1].Numbers[:3] },
		"direction 2":         func(t *Table) { t.Columns[1].Direction = 2 },
		"holds texts":         func(t *Table) { t.Columns[4].Direction = 1 },
		"weights: row 1":      func(t *Table) { t.Weights = make([]float64, 30); t.Weights[1] = math.NaN() },
		"accounts has 2":      func(t *Table) { t.Accounts = []string{"a", "b"} },
		"days has 1 elements": func(t *Table) { t.Days = []int{1} },
	} {
		table := newWorld(1).table(30, noise)
		spoil(table)
		if _, _, err := Train(table, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}
