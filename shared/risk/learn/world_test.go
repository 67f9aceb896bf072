package learn

import (
	"fmt"
	"math"
)

// world draws tables whose truth is known.
type world struct{ *random }

func newWorld(seed uint64) world { return world{newRandom(seed)} }

// unit is a number between 0 and 1.
func (w world) unit() float64 { return (float64(w.below(1<<30)) + .5) / (1 << 30) }

// normal is the sum of twelve, which is near enough.
func (w world) normal() float64 {
	sum := -6.
	for range 12 {
		sum += w.unit()
	}
	return sum
}

// table has so many rows of four numbers, a text and a number with gaps, of which
// the truth makes log-odds.
func (w world) table(rows int, truth func(x []float64) float64) *Table {
	t := &Table{Columns: make([]Column, 6)}
	for i := range t.Columns {
		t.Columns[i].Name = fmt.Sprintf("x%d", i)
	}
	for range rows {
		x := make([]float64, 5)
		for k := range x {
			x[k] = w.normal()
		}
		for k := range 4 {
			t.Columns[k].Numbers = append(t.Columns[k].Numbers, x[k])
		}
		t.Columns[4].Texts = append(t.Columns[4].Texts, []string{"", "red", "green", "blue"}[w.below(4)])
		if w.below(4) == 0 {
			x[4] = math.NaN()
		}
		t.Columns[5].Numbers = append(t.Columns[5].Numbers, x[4])
		t.Lost = append(t.Lost, w.unit() < Probability(truth(x)))
	}
	return t
}

func linear(x []float64) float64  { return -1 + 1.2*x[0] - .8*x[1] }
func curved(x []float64) float64  { return -1.5 + 1.5*math.Abs(x[2]) - .8*x[1] }
func crossed(x []float64) float64 { return -1 + 1.6*x[2]*x[3] + .5*x[0] }
func noise([]float64) float64     { return -1 }

// opinion gives the first two columns a documented effect and direction.
func opinion(t *Table) *Table {
	zero := 0.
	for k, effect := range []float64{.3, -.3} {
		c := &t.Columns[k]
		c.Expert, c.Neutral, c.Direction = effect, &zero, int(math.Copysign(1, effect))
	}
	return t
}

// cornered takes two columns at once, and woven three.
func cornered(x []float64) float64 { return -1.5 + 3*step(x[2])*step(x[3]) + .5*x[0] }
func woven(x []float64) float64    { return .5*x[0] + 2.5*step(x[1]*x[2]*x[3]) - 1 }

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}
