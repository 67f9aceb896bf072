package learn

import (
	"math"
	"testing"
)

// Silence leaves open what those who speak contribute: little once the silent turned
// out like nobody in particular, all of it once they turned out like the others.
func TestSilence(t *testing.T) {
	of := func(lossRate float64) (s silence) {
		for range 100 {
			s.note(1, 1, 0, 0)
		}
		for range 900 {
			s.note(math.NaN(), 0, lossRate-.2, .2*.8)
		}
		return s
	}
	as, like := of(.2), of(Probability(logit(.2)+1))
	for name, c := range map[string]struct {
		got, least, most float64
	}{
		"nothing is known of silence":         {(&silence{known: 1, rows: 10, squares: 1, sum: 1}).spread(true), .31, .32},
		"who is silent is like the rest":      {as.spread(true), 0, .11},
		"who is silent is like who speaks":    {like.spread(true), .9, 1},
		"a missing value speaks for itself":   {like.spread(false), .31, .32},
		"nobody speaks, so there is no doubt": {(&silence{rows: 3}).spread(true), 0, 0},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: spread %.3f, not in %v to %v", name, c.got, c.least, c.most)
		}
	}
}
