package metric

import (
	"math"
	"testing"
)

func TestNPS(t *testing.T) {
	for _, c := range []struct {
		promoters, passives, detractors int64
		value, low, high                float64
	}{
		{3, 0, 2, 20, -49.36, 74.36},
		{0, 10, 0, 0, -18.47, 18.47},
		{10, 0, 0, 100, 47.50, 100},
		{5, 3, 2, 30, -19.05, 65.20},
		{10, 5, 5, 25, -11.72, 55.19},
		{50, 30, 20, 30, 14.05, 44.20},
		{500, 300, 200, 30, 25.08, 34.74},
		{0, 0, 10, -100, -100, -47.50},
	} {
		s := Compute(NPS, nps(c.promoters, c.passives, c.detractors))
		near(t, "value", s.Value, c.value, 1e-9)
		near(t, "low", s.Low, c.low, printed)
		near(t, "high", s.High, c.high, printed)
		if want := (NPSDetail{c.promoters, c.passives, c.detractors}); s.Detail != want {
			t.Errorf("detail = %+v, want %+v", s.Detail, want)
		}
	}
}

// One promoter's interval, −48.50 to 98.50, does not hold its own value; that is
// why a single answer shows none.
func TestNPSOfOneAnswerHasNoInterval(t *testing.T) {
	net, squaredError := NPSDetail{Promoters: 1}.adjusted()
	low, high := 100*(net-z*math.Sqrt(squaredError)), 100*(net+z*math.Sqrt(squaredError))
	near(t, "low", &low, -48.50, printed)
	near(t, "high", &high, 98.50, printed)
	if s := Compute(NPS, nps(1, 0, 0)); *s.Value != 100 || s.Low != nil || s.High != nil {
		t.Errorf("got %+v", s)
	}
}

func TestNPSZeroIsAnAnswer(t *testing.T) {
	if s := Compute(NPS, replies(NPS, "", 0, 0)); s.N != 2 || *s.Value != -100 {
		t.Errorf("got %+v", s)
	}
}
