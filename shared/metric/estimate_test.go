package metric

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		x, n      int64
		low, high float64 // percent
	}{
		{0, 1, 0, 79.35},
		{4, 5, 37.55, 96.38},
		{8, 10, 49.02, 94.33},
		{17, 20, 63.96, 94.76},
		{0, 10, 0, 27.75},
		{10, 10, 72.25, 100},
		{80, 100, 71.12, 86.66},
		{800, 1000, 77.41, 82.36},
		{0, 0, 0, 100},
		{-3, 10, 0, 27.75},
		{13, 10, 72.25, 100},
	} {
		low, high := Wilson(c.x, c.n)
		low, high = 100*low, 100*high
		near(t, "low", &low, c.low, printed)
		near(t, "high", &high, c.high, printed)
	}
}

func TestWilsonContainsTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1<<40).Draw(t, "n")
		x := rapid.Int64Range(0, n).Draw(t, "x")
		low, high := Wilson(x, n)
		if p := float64(x) / float64(n); !(0 <= low && low <= p && p <= high && high <= 1) {
			t.Fatalf("not 0 ≤ %v ≤ %v ≤ %v ≤ 1", low, p, high)
		}
	})
}
