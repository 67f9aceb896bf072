package metric

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCSATThresholds(t *testing.T) {
	for _, c := range []struct {
		scale                            string
		satisfied, neutral, dissatisfied int64 // when each score is answered once
	}{
		{"1-2", 1, 0, 1}, {"1-3", 1, 1, 1}, {"1-4", 2, 1, 1}, {"1-5", 2, 1, 2}, {"1-7", 2, 3, 2}, {"1-10", 3, 3, 4},
	} {
		n := int(c.satisfied + c.neutral + c.dissatisfied)
		var scores []int
		for score := 1; score <= n; score++ {
			scores = append(scores, score)
		}
		s := Compute(CSAT, replies(CSAT, c.scale, scores...))
		d := s.Detail.(CSATDetail)
		if d.Satisfied != c.satisfied || d.Neutral != c.neutral || d.Dissatisfied != c.dissatisfied || d.Pooled {
			t.Errorf("%s: %+v, want %+v", c.scale, d, c)
		}
		near(t, c.scale, s.Value, 100*float64(c.satisfied)/float64(n), 1e-9)
	}
}

func TestCSATInterval(t *testing.T) {
	s := Compute(CSAT, merged(answered(CSAT, "1-5", 5, 17), answered(CSAT, "1-5", 3, 3)))
	near(t, "value", s.Value, 85, 1e-9)
	near(t, "low", s.Low, 63.96, printed)
	near(t, "high", s.High, 94.76, printed)
}

func TestCSATPoolsOnlySatisfiedCounts(t *testing.T) {
	s := Compute(CSAT, merged(replies(CSAT, "1-10", 7, 9), replies(CSAT, "1-5", 5, 5, 3, 1)))
	near(t, "value", s.Value, 50, 1e-9)
	low, high := Wilson(3, 6)
	near(t, "low", s.Low, 100*low, 1e-9)
	near(t, "high", s.High, 100*high, 1e-9)

	d := s.Detail.(CSATDetail)
	if !d.Pooled || len(d.Scales) != 2 {
		t.Fatalf("detail = %+v, want two pooled scales", d)
	}
	five, ten := d.Scales[0], d.Scales[1]
	if five.Scale != "1-5" || five.N != 4 || *five.Mean != 3.5 || ten.Scale != "1-10" || ten.N != 2 || *ten.Mean != 8 {
		t.Errorf("scales = %+v", d.Scales)
	}
	if diff := cmp.Diff(map[int]int64{1: 1, 2: 0, 3: 1, 4: 0, 5: 2}, five.Distribution); diff != "" {
		t.Error(diff)
	}
}
