package risk

import (
	"math"
	"math/bits"
	"sync"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
	"pgregory.net/rapid"
)

// Trying every set finds nothing that the search has not found, whatever the model
// and however the settings weigh.
func TestWayBackMissesNothing(t *testing.T) {
	models := []Model{Prior(.10), entangled(t, learn.Additive), entangled(t, learn.Pairs), entangled(t, learn.Trees)}
	rapid.Check(t, func(t *rapid.T) {
		s, m, set := drawSnapshot(t), rapid.SampledFrom(models).Draw(t, "model"), heed.DefaultSettings()
		if rapid.Bool().Draw(t, "weighed") {
			set.Weights = map[string]float64{"nps": .5, "champion_left": 2}
		}
		f := Fold(s, set, now)
		defer f.Close()
		judged := f.Judge(m)
		got := judged.Counterfactual
		own, worse := lines(&set, judged.Target.Kind).Of(judged.Band)
		r := summed(f, m)
		if !worse || thin(&judged) || r.leaves(&judged, own) {
			return
		}
		fewest, p := thoroughly(newWayBack(r, &f.judgement, m.learned(f.target.kind), r.surely(own.Leave)))
		switch {
		case fewest == 0 && got == nil:
		case fewest == 0 || got == nil || len(got.Factors) != fewest || math.Abs(got.Probability-p) > 1e-9:
			t.Fatalf("%s by %s at %v: found %+v; trying all, %d factors lead to %v", judged.Band, m.Name, judged.Probability, got, fewest, p)
		}
	})
}

// thoroughly tries every set of what could be otherwise: how many factors it takes, 0
// when no set suffices, and where those that move least lead.
func thoroughly(w wayBack) (fewest int, p float64) {
	for set := range uint64(1) << len(w.movable) {
		gone, size := uint64(0), bits.OnesCount64(set)
		for i, at := range w.movable {
			gone |= set >> i & 1 << at
		}
		now := probability(w.without(gone))
		if now >= w.line || fewest != 0 && size > fewest {
			continue
		}
		if size < fewest || fewest == 0 {
			p = 0
		}
		fewest, p = size, max(p, now)
	}
	return fewest, p
}

// summed is a receipt before it is written.
func summed(f *Folded, m Model) *receipt {
	r := new(receipt)
	r.begin(m.base(f.target.kind))
	r.weigh(&f.judgement, m.learned(f.target.kind))
	r.decide(&f.judgement)
	r.sort()
	return r
}

// entangled is a model of one step, learned from decisions in which what two factors
// say together counts beside what each does. Tests share it: learning takes time.
func entangled(t *testing.T, step learn.Step) Model {
	t.Helper()
	learned, _ := learnedSteps.LoadOrStore(step, sync.OnceValues(func() (Model, error) { return learnEntangled(step) }))
	m, err := learned.(func() (Model, error))()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var learnedSteps sync.Map // learn.Step → func() (Model, error)

func learnEntangled(step learn.Step) (Model, error) {
	examples := decisions(800, 11, nil)
	for i, e := range examples {
		z, last := -2., 0.
		for _, f := range e.Factors {
			z += f.Effect + 6*max(f.Effect, 0)*max(last, 0)
			last = f.Effect
		}
		examples[i].Lost = z > 0
	}
	trained, _, err := learn.Train(Lessons(examples, heed.TargetRenewal), learn.Options{Least: step, Most: step})
	if err != nil {
		return Model{}, err
	}
	l, err := NewLearned(trained)
	return Model{Name: step.String(), Renewal: l, Window: l}, err
}
