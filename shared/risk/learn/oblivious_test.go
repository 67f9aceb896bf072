package learn

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// treed is a model that needs its trees.
func treed(t *testing.T, truth func([]float64) float64) *Model {
	t.Helper()
	m, _, err := Train(opinion(newWorld(6).table(900, truth)), Options{Seed: 2, Least: Trees, Most: Trees})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Trees) == 0 {
		t.Fatal("the test needs a model with trees")
	}
	return m
}

// What trees say is shared among all columns they ask about, and is all there.
func TestTreesAddUp(t *testing.T) {
	m := treed(t, crossed)
	for _, row := range m.Encode(newWorld(9).table(50, noise)) {
		c := make([]float64, len(m.Terms))
		z, sum := m.Explain(row, c), m.Base
		var ranks [mostTerms]uint8
		for k := range m.Terms {
			effect, rank := m.Terms[k].at(row[k])
			sum, ranks[k] = sum+effect, uint8(rank)
		}
		for i := range m.Pairs {
			p := &m.Pairs[i]
			at := p.row[ranks[p.A]] + p.column[ranks[p.B]]
			sum += p.toA[at] + p.toB[at]
		}
		for i := range m.Trees {
			o := &m.Trees[i]
			sum += float64(o.Scale)*float64(o.Leaves[o.leaf(&ranks)]) - o.mean
		}
		if alone := m.LogOdds(row); math.Abs(z-sum) > 1e-9 || math.Abs(z-alone) > 1e-9 {
			t.Fatalf("log-odds %v, of the parts %v, without shares %v", z, sum, alone)
		}
	}
}

// leaf is where a row falls, question by question.
func (o *Oblivious) leaf(ranks *[mostTerms]uint8) (at int) {
	for level, term := range o.Terms {
		if int(ranks[term]) >= o.Ranks[level] {
			at |= 1 << level
		}
	}
	return at
}

// Where one column alone is asked about, it is shown all; where two are alike, both
// are shown the same; the mean over the reference population is nothing.
func TestSharesOfATree(t *testing.T) {
	terms := []Term{{Shares: []float64{.5, .5}}, {Shares: []float64{.25, .25, .25, .25}}}
	alone := Oblivious{Terms: []int{1, 1}, Ranks: []int{1, 3}, Scale: 1, Leaves: []int8{4, 8, 0, 12}}
	alone.prepare(terms)
	if alone.mean != 8 || !slices.Equal(alone.shares, [][mostDepth]float64{{-4}, {0}, {-8}, {4}}) {
		t.Errorf("mean %v, shares %v", alone.mean, alone.shares)
	}
	both := Oblivious{Terms: []int{0, 1}, Ranks: []int{1, 2}, Scale: 1, Leaves: []int8{0, 0, 0, 8}}
	both.prepare(terms)
	if both.mean != 2 || !slices.Equal(both.shares, [][mostDepth]float64{{-1, -1}, {1, -3}, {-3, 1}, {3, 3}}) {
		t.Errorf("mean %v, shares %v", both.mean, both.shares)
	}
}

// No tree turns a documented direction round, whatever else the row says.
func TestTreesKeepDirections(t *testing.T) {
	against := func(x []float64) float64 {
		z := -1.5 - .4*x[0] + .8*math.Abs(x[1])
		if x[2]*x[3] > 0 {
			z += 2.5 * max(x[0], 0)
		}
		return z
	}
	m := treed(t, against)
	asked := m.Encode(newWorld(9).table(200, noise))
	k := slices.IndexFunc(m.Terms, func(t Term) bool { return t.Name == "x0" })
	rapid.Check(t, func(t *rapid.T) {
		row := slices.Clone(rapid.SampledFrom(asked).Draw(t, "row"))
		a, b := rapid.Float64Range(-5, 5).Draw(t, "a"), rapid.Float64Range(-5, 5).Draw(t, "b")
		low, zLow := shown(m, row, k, min(a, b))
		high, zHigh := shown(m, row, k, max(a, b))
		if high < low-1e-9 || zHigh < zLow-1e-9 {
			t.Fatalf("%v shows %v, %v shows %v", min(a, b), low, max(a, b), high)
		}
		if own, _ := shown(m, row, k, a); own*a < -1e-9 {
			t.Fatalf("%v shows %v", a, own)
		}
		if own, _ := shown(m, row, k, math.NaN()); math.Abs(own) > 1e-9 {
			t.Fatalf("missing shows %v", own)
		}
	})
}

// shown is what a term is shown to contribute when it has a value, and the log-odds.
func shown(m *Model, row Row, k int, x float64) (own, logOdds float64) {
	row[k] = x
	c := make([]float64, len(m.Terms))
	logOdds = m.Explain(row, c)
	return c[k], logOdds
}

// Trees come back from the bytes they are written as, and bytes that break off are
// no trees.
func TestTreesAreWrittenDown(t *testing.T) {
	want := Forest{
		{Terms: []int{300, 2}, Ranks: []int{255, 1}, Scale: .25, Leaves: []int8{-128, 127, 0, 1}},
		{Scale: 1, Leaves: []int8{3}},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Forest
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !slices.Equal(got[i].Terms, want[i].Terms) || !slices.Equal(got[i].Ranks, want[i].Ranks) || got[i].Scale != want[i].Scale || !slices.Equal(got[i].Leaves, want[i].Leaves) {
			t.Errorf("tree %d came back as %+v", i, got[i])
		}
	}
	for _, text := range []string{`"Ag=="`, `"BwAAAAAAAAAAAAAA"`, `"not bytes"`, `3`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s was read as %+v", text, got)
		}
	}
}
