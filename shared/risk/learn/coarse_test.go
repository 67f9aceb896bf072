package learn

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// However much is merged: what rose along a column still rises, the means stay, and
// rows and columns cover all ranks.
func TestCoarseTablesKeepDirection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wa, wb := rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(1, 9).Draw(t, "columns")
		table := &table{a: 0, b: 1, wa: wa, wb: wb}
		for i := range wa * wb { // rising along the rows
			rise := rapid.SampledFrom([]float64{0, 0, .1, 1}).Draw(t, "rise")
			if i >= wb {
				rise += table.cells[i-wb]
			}
			table.cells = append(table.cells, rise)
		}
		counts := rapid.SliceOfN(rapid.Float64Range(0, 50), 9, 9).Draw(t, "counts")
		most := rapid.IntRange(1, 90).Draw(t, "most")
		p := newPair(table, counts[:wa], counts[:wb], most)
		if len(p.Cells) > most && len(p.Cells) > 1 || len(p.Cells) != len(p.Rows)*len(p.Columns) {
			t.Fatalf("%d cells of %d rows and %d columns, at most %d", len(p.Cells), len(p.Rows), len(p.Columns), most)
		}
		if !begin(p.Rows, wa) || !begin(p.Columns, wb) {
			t.Fatalf("rows %v of %d, columns %v of %d", p.Rows, wa, p.Columns, wb)
		}
		for i := len(p.Columns); i < len(p.Cells); i++ {
			if p.Cells[i] < p.Cells[i-len(p.Columns)] {
				t.Fatalf("cells %v fall along the rows", p.Cells)
			}
		}
	})
}

func TestCutsShareRows(t *testing.T) {
	var values []float64
	for i := range 100 {
		values = append(values, float64(i))
	}
	if got := cutsOf(values, 4); !slices.Equal(got, []float64{24.5, 49.5, 74.5}) {
		t.Errorf("cuts at %v", got)
	}
	common := append(slices.Repeat([]float64{0}, 60), values[1:41]...)
	if got := cutsOf(common, 4); len(got) == 0 || got[0] != .5 {
		t.Errorf("what is common has no bin of its own: cuts at %v", got)
	}
	if got := cutsOf([]float64{3, 3, 3}, 4); len(got) != 0 {
		t.Errorf("one value is cut at %v", got)
	}
}

// A missing value, a rare text and a new one have their bins; what is said once has
// one where most are said again.
func TestBinsOfTexts(t *testing.T) {
	if g := levelsOf([]string{"a", "b", "c", "d", "d"}, 9); g.text("d") != 0 || g.text("a") != 1 {
		t.Errorf("of names that hardly repeat the levels are %v", g.levels)
	}
	g := levelsOf([]string{"b", "b", "b", "b", "b", "a", "a", "a", "a", "a", "a", "rare"}, 9)
	if got := []int{g.text("a"), g.text("b"), g.text("rare"), g.text("new")}; !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("bins %v", got)
	}
}

// Whole numbers that may be codes have a bin each; those that can't be have none.
func TestCodes(t *testing.T) {
	of := func(n int, by float64) *Column {
		c := &Column{}
		for i := range 200 {
			c.Numbers = append(c.Numbers, by*float64(i%n))
		}
		return c
	}
	if got := codesOf(of(5, 1), 99); !slices.Equal(got, []float64{.5, 1.5, 2.5, 3.5}) {
		t.Errorf("cuts between codes at %v", got)
	}
	known := of(5, 1)
	known.Direction = 1
	for name, c := range map[string]*Column{"fractions": of(5, .25), "too many": of(80, 1), "too few": of(2, 1), "ordered": known} {
		if got := codesOf(c, 99); got != nil {
			t.Errorf("%s: cuts at %v", name, got)
		}
	}
}
