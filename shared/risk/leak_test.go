package risk

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// knowing is a portfolio in which one factor knows the outcome.
func knowing(n int, sign float64) []heed.Example {
	r := rand.New(rand.NewPCG(3, 4))
	return portfolio(r, n, func(e *heed.Example) {
		e.Lost = r.IntN(5) == 0
		e.Factors[0].Effect = r.NormFloat64() * .1
		if e.Lost {
			e.Factors[0].Effect += sign
		}
	})
}

func TestAFactorThatKnowsTheOutcomeIsNamed(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		leaks := Leaks(knowing(200, sign), nil)
		if len(leaks) != 1 || leaks[0].Factor != "usage_trend" || leaks[0].AUC < .99 || leaks[0].Checked || !strings.Contains(leaks[0].Sentence.EN, "learning.checked") {
			t.Errorf("sign %v: %+v", sign, leaks)
		}
	}
	if leaks := Leaks(knowing(200, 1), []string{"usage_trend"}); !leaks[0].Checked {
		t.Errorf("it was checked: %+v", leaks)
	}
	if leaks := Leaks(knowing(200, .05), nil); len(leaks) != 0 {
		t.Errorf("nothing knows the outcome: %+v", leaks)
	}
	if leaks := Leaks(knowing(20, 1), nil); len(leaks) != 0 {
		t.Errorf("a handful of losses proves nothing: %+v", leaks)
	}
}

func TestAModelTooGoodForSoFewIsNamed(t *testing.T) {
	good := &Figure{Value: .93}
	for _, c := range []struct {
		auc       *Figure
		decisions int
		want      int
	}{{good, 300, 1}, {good, 1000, 0}, {&Figure{Value: .88}, 300, 0}, {nil, 300, 0}} {
		if got := LeakOf(c.auc, c.decisions, nil); len(got) != c.want {
			t.Errorf("%v on %d decisions: %+v", c.auc, c.decisions, got)
		}
	}
}
