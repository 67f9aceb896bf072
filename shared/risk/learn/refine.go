package learn

import (
	"math"
	"slices"
)

// refined is the model with bins half as wide that say the same, for trees to cut at.
func (m *Model) refined(t *Table) *Model {
	finer := *m
	finer.Terms = slices.Clone(m.Terms)
	for k := range finer.Terms {
		if c := t.column(finer.Terms[k].Name); !c.categorical() {
			finer.Terms[k].refine(c.Numbers)
		}
	}
	return &finer
}

// refine cuts every bin at the median of what lies in it.
func (t *Term) refine(numbers []float64) {
	within := make([][]float64, len(t.Cuts)+1)
	for _, x := range numbers {
		if !math.IsNaN(x) {
			at := bin(t.Cuts, x)
			within[at] = append(within[at], x)
		}
	}
	var cuts, steps, spread []float64
	for k, values := range within {
		for _, cut := range cutsOf(values, 2) {
			cuts, steps, spread = append(cuts, cut), append(steps, t.Steps[k]), append(spread, t.Spread[k])
		}
		if k < len(t.Cuts) {
			cuts = append(cuts, t.Cuts[k])
		}
		steps, spread = append(steps, t.Steps[k]), append(spread, t.Spread[k])
	}
	t.Cuts, t.Steps, t.Spread = cuts, steps, spread
}
