package risk

import (
	"math"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

func TestPrior(t *testing.T) {
	m := Prior(.10)
	if math.Abs(m.Base+2.62) > .006 {
		t.Errorf("base = %v, want about −2.62", m.Base)
	}
	if got := meanProbability(reference(), m.Base); math.Abs(got-.10) > 1e-9 {
		t.Errorf("the reference portfolio loses %v, want 10 %%", got)
	}
	if got := meanProbability(reference(), m.WindowBase); math.Abs(got-(1-math.Pow(.9, 90./365))) > 1e-9 {
		t.Errorf("within 90 days it loses %v", got)
	}
	if m.Basis != heed.BasisPrior || m.Name == "" {
		t.Errorf("the prior does not say what it is: %+v", m)
	}
}

// The share of accounts per band, so that three alerts come from a book of fifty.
func TestPriorBands(t *testing.T) {
	m, set, share := Prior(.10), heed.DefaultSettings(), map[heed.Band]float64{}
	for _, o := range reference() {
		band, _ := Band(probability(m.Base+o), heed.TargetRenewal, heed.NoBand, now, now, set)
		share[band] += 100. / referenceSize
	}
	for band, want := range map[heed.Band]float64{heed.Low: 79, heed.Medium: 16, heed.High: 5, heed.Critical: .4} {
		if math.Abs(share[band]-want) > 1.5 {
			t.Errorf("%.1f %% of accounts are %s, want about %v %%", share[band], band, want)
		}
	}
}

func TestSolveBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offsets := rapid.SliceOf(rapid.Float64Range(-8, 8)).Draw(t, "offsets")
		rate := rapid.Float64Range(.001, .9).Draw(t, "rate")
		if got := meanProbability(offsets, SolveBase(offsets, rate)); math.Abs(got-rate) > 1e-9 {
			t.Fatalf("mean probability %v, want %v", got, rate)
		}
	})
	for _, rate := range []float64{0, 1, -1, 2, math.NaN()} {
		if b := SolveBase(nil, rate); math.IsInf(b, 0) {
			t.Errorf("a loss rate of %v gives base %v", rate, b)
		}
	}
}

func TestLine(t *testing.T) {
	l := line{{-50, .9}, {-5, 0}, {5, 0}, {25, -.4}}
	for value, want := range map[float64]float64{-99: .9, -50: .9, -27.5: .45, -5: 0, 0: 0, 15: -.2, 25: -.4, 1e300: -.4, math.Inf(-1): .9, math.NaN(): 0} {
		if got := l.at(value); math.Abs(got-want) > 1e-12 {
			t.Errorf("at(%v) = %v, want %v", value, got, want)
		}
	}
}
