package learn

import (
	"math"
	"testing"
)

// near reports whether two figures agree to so many parts.
func near(a, b, parts float64) bool { return math.Abs(a-b) <= parts }

// Four rows by hand: one of the four pairs of lost and kept stands the wrong way
// round, and one is tied.
func TestAUCByHand(t *testing.T) {
	z, lost := []float64{.1, .4, .35, .4}, []bool{false, false, true, true}
	auc := AUC(z, lost)
	if auc.Value != 2.5/4 {
		t.Errorf("AUC %v, want 0.625", auc.Value)
	}
	// Placements: of the lost .5 and .75, of the kept 1 and .25. Variance: .03125/2 + .28125/2.
	if half := z95 * math.Sqrt((.03125+.28125)/2); !near(auc.Low, max(auc.Value-half, 0), 1e-12) {
		t.Errorf("interval from %v, want %v", auc.Low, max(auc.Value-half, 0))
	}
	if d := Compare(z, z, lost); d != (Estimate{}) {
		t.Errorf("a model differs from itself by %+v", d)
	}
}

func TestFiguresByHand(t *testing.T) {
	lost := []bool{true, false, true, false}
	z := []float64{logit(.8), logit(.3), logit(.6), logit(.1)}
	if got := Brier(z, lost); !near(got, (.04+.09+.16+.01)/4, 1e-12) {
		t.Errorf("Brier %v", got)
	}
	want := -(math.Log(.8) + math.Log(.7) + math.Log(.6) + math.Log(.9)) / 4
	if got := LogLoss(z, lost); !near(got, want, 1e-12) {
		t.Errorf("log loss %v, want %v", got, want)
	}
	if got := ECE(z, lost); !near(got, (.2+.3+.4+.1)/4, 1e-12) {
		t.Errorf("ECE %v", got)
	}
	f := Measure(z, lost, 1)
	if f.Precision.Value != 1 || f.Lift.Value != 2 || f.Losses != 2 || f.Rows != 4 {
		t.Errorf("precision %v, lift %v", f.Precision.Value, f.Lift.Value)
	}
}

// Outcomes that happen exactly as often as said have slope 1; said twice as surely, ½.
func TestCalibrationSlope(t *testing.T) {
	var z []float64
	var lost []bool
	for _, p := range []float64{.1, .2, .5, .8, .9} {
		for i := range 100 {
			z, lost = append(z, logit(p)), append(lost, i < int(math.Round(100*p)))
		}
	}
	if a, b := Calibration(z, lost); !near(a, 0, 1e-6) || !near(b, 1, 1e-6) {
		t.Errorf("calibrated rows have intercept %v, slope %v", a, b)
	}
	for i := range z {
		z[i] *= 2
	}
	if _, b := Calibration(z, lost); !near(b, .5, 1e-6) {
		t.Errorf("log-odds said twice as surely have slope %v", b)
	}
	if _, b := Calibration(make([]float64, 4), []bool{true, false, true, false}); !math.IsNaN(b) {
		t.Errorf("one log-odds for all has slope %v", b)
	}
}

// At 200 rows on either side and 10 bins the threshold is 0.169, and PSI without any
// drift passes it about once in twenty.
func TestDriftThreshold(t *testing.T) {
	threshold := DriftThreshold(10, 200, 200)
	if !near(threshold, .169, .0005) {
		t.Errorf("threshold %v, want .169", threshold)
	}
	w, above := newWorld(1), 0
	const runs = 2000
	for range runs {
		var before, now [10]int
		for range 200 {
			before[w.below(10)]++
			now[w.below(10)]++
		}
		if PSI(before[:], now[:]) > threshold {
			above++
		}
	}
	if share := float64(above) / runs; share < .03 || share > .07 {
		t.Errorf("without drift it is passed in %.1f %% of runs", 100*share)
	}
}

func TestChiSquare(t *testing.T) {
	for degrees, want := range map[float64]float64{1: 3.841, 4: 9.488, 9: 16.919, 99: 123.225} {
		if got := chiSquare(.95, degrees); !near(got, want, .001) {
			t.Errorf("quantile at %v degrees is %v, want %v", degrees, got, want)
		}
	}
}

func TestSurprise(t *testing.T) {
	z := make([]float64, 100) // fifty losses expected, give or take five
	lost := make([]bool, 100)
	for i := range 60 {
		lost[i] = true
	}
	if got := Surprise(z, lost); !near(got, 2, 1e-12) {
		t.Errorf("ten losses too many are %v deviations, want 2", got)
	}
}
