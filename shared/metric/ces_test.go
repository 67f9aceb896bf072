package metric

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCESMean(t *testing.T) {
	for _, c := range []struct {
		scores          []int
		mean, low, high float64
	}{
		{[]int{3, 4, 5, 6, 7, 7, 7, 2, 6, 5}, 5.2, 3.94727409, 6.45272591},
		{[]int{5, 6, 7}, 6, 3.51586229, 7}, // 8.48 without the clamp
		{[]int{1, 7}, 4, 1, 7},
		{[]int{6, 6, 6, 7, 7}, 6.4, 5.71991262, 7},
		{[]int{6, 6, 6}, 6, 6, 6}, // no spread: the interval collapses
	} {
		s := Compute(CES, replies(CES, "1-7", c.scores...))
		near(t, "mean", s.Value, c.mean, 1e-9)
		near(t, "low", s.Low, c.low, 1e-6)
		near(t, "high", s.High, c.high, 1e-6)
	}
}

func TestCESAgreement(t *testing.T) {
	s := Compute(CES, replies(CES, "1-7", 7, 7, 7, 6, 6, 6, 5, 5, 4, 3))
	d := s.Detail.(CESDetail)
	near(t, "share", d.Agreement.Value, 80, 1e-9)
	near(t, "low", d.Agreement.Low, 49.02, printed)
	near(t, "high", d.Agreement.High, 94.33, printed)
	if diff := cmp.Diff(map[int]int64{1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 6: 3, 7: 3}, d.Distribution); diff != "" {
		t.Error(diff)
	}
}

func TestCESNeverPoolsScales(t *testing.T) {
	s := Compute(CES, merged(replies(CES, "1-7", 7, 5), replies(CES, "1-5", 1, 1, 2)))
	near(t, "mean", s.Value, 6, 1e-9)
	others := s.Detail.(CESDetail).OtherScales
	if s.N != 2 || len(others) != 1 || others[0].Scale != "1-5" || others[0].N != 3 {
		t.Fatalf("got n %d, others %+v", s.N, others)
	}
	near(t, "mean on 1-5", others[0].Mean, 4.0/3, 1e-9)
	near(t, "low on 1-5", others[0].Low, 1, 1e-9)

	if s := Compute(CES, replies(CES, "1-5", 1, 2)); s.Value != nil || s.N != 0 || s.State != NoData {
		t.Errorf("only 1-5: %+v, want no data on 1-7", s)
	}
}
