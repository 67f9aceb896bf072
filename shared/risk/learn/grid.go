package learn

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// grid says into which bin a value falls. Bins are numbered from 0 and hold
// about equally many rows; what is missing, or a text never seen, has its own.
type grid struct {
	cuts   []float64 // a number belongs to the first bin whose cut it does not exceed
	levels []string  // of texts, the most frequent first
	codes  map[string]int
}

const (
	mostBins    = 32   // of a numeric column
	mostLevels  = 2000 // texts that get a bin of their own
	mostCodes   = 250  // whole numbers that may stand for something else
	fewestCodes = 4
	leastRows   = 20 // rows in a bin
	leastCode   = 4  // rows of a code on average
	none        = -1 // the bin of what is missing
)

// gridOf cuts a column. At most so many bins, each with some rows.
func gridOf(c *Column, bins int) grid {
	if c.categorical() {
		return levelsOf(c.Texts, bins)
	}
	return grid{cuts: cutsOf(c.said(), min(bins, mostBins, max(len(c.Numbers)/leastRows, 2)))}
}

// bins is how many there are for values that are known.
func (g *grid) bins() int {
	if g.codes != nil {
		return len(g.levels) + 1
	}
	return len(g.cuts) + 1
}

// number is the bin of a number.
func (g *grid) number(x float64) int {
	if math.IsNaN(x) {
		return none
	}
	return bin(g.cuts, x)
}

// bin is the first whose cut x does not exceed.
func bin(cuts []float64, x float64) int {
	low, high := 0, len(cuts)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if x > cuts[middle] {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// text is the bin of a text; the last for one that is rare or new.
func (g *grid) text(s string) int {
	few := g.levels[:min(len(g.levels), compared)]
	for code, level := range few {
		if s == level {
			return code
		}
	}
	if code, known := g.codes[s]; known && len(few) < len(g.levels) {
		return code
	}
	return len(g.levels)
}

// compared are as many texts as are sooner compared than looked up.
const compared = 4

// all are the bins of a whole column.
func (g *grid) all(c *Column) []int16 {
	bins := make([]int16, max(len(c.Numbers), len(c.Texts)))
	for i := range bins {
		if c.categorical() {
			bins[i] = int16(g.text(c.Texts[i]))
		} else {
			bins[i] = int16(g.number(c.Numbers[i]))
		}
	}
	return bins
}

// cutsOf puts cuts between values so that bins hold about equally many; a value
// that is very common has a bin of its own.
func cutsOf(numbers []float64, bins int) []float64 {
	known := slices.Clone(numbers)
	slices.Sort(known)
	var cuts []float64
	share, taken := float64(len(known))/float64(bins), 0
	for i := 1; i < len(known); i++ {
		if known[i] == known[i-1] {
			continue
		}
		if full, common := float64(i-taken) >= share, float64(run(known, i)) >= share; full || common && i > taken {
			cuts = append(cuts, halfway(known[i-1], known[i]))
			taken = i
		}
	}
	return slices.Compact(cuts)
}

// run is how many equal values begin at i.
func run(sorted []float64, i int) int {
	n, _ := slices.BinarySearchFunc(sorted[i:], sorted[i], func(x, v float64) int {
		if x > v {
			return 1
		}
		return -1
	})
	return n
}

// halfway is the shortest number about halfway, from a to below b: a model writes
// thousands of them.
func halfway(a, b float64) float64 {
	middle := a + (b-a)/2
	if !(middle < b) {
		return a
	}
	for digits := 1; digits < 16; digits++ {
		short, err := strconv.ParseFloat(strconv.FormatFloat(middle, 'g', digits, 64), 64)
		if err == nil && math.Abs(short-middle) <= (b-a)/4 && short < b {
			return short
		}
	}
	return middle
}

// levelsOf gives the frequent texts bins of their own.
func levelsOf(texts []string, bins int) grid {
	seen, count := newLevels(nil), []int(nil)
	for _, s := range texts {
		code := seen.text(s)
		if code == len(count) {
			seen.codes[s], seen.levels, count = code, append(seen.levels, s), append(count, 0)
		}
		count[code]++
	}
	again := 0
	for _, n := range count {
		if n > 1 {
			again += n
		}
	}
	order := slices.DeleteFunc(all(len(count)), func(code int) bool { return count[code] == 1 && 2*again < len(texts) })
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(seen.levels[a], seen.levels[b]))
	})
	return newLevels(pick(seen.levels, order[:min(len(order), bins-1, mostLevels)]))
}

func newLevels(levels []string) grid {
	g := grid{levels: levels, codes: make(map[string]int, len(levels))}
	for i, s := range levels {
		g.codes[s] = i
	}
	return g
}

// codesOf are cuts between all values of a column whose whole numbers may be codes;
// nil where they can't be: they are too many, or their order is known to mean something.
func codesOf(c *Column, bins int) (cuts []float64) {
	if c.categorical() || c.Direction != 0 || c.Expert != 0 || c.Neutral != nil {
		return nil
	}
	known := c.said()
	if slices.ContainsFunc(known, func(x float64) bool { return x != math.Trunc(x) }) {
		return nil
	}
	slices.Sort(known)
	known = slices.Compact(known)
	if len(known) < fewestCodes || len(known) > min(bins, mostCodes, len(c.Numbers)/leastCode) {
		return nil
	}
	for i, x := range known[1:] {
		cuts = append(cuts, halfway(known[i], x))
	}
	return cuts
}

// under are the bins of the grid that bins between finer cuts lie in.
func (g *grid) under(fine []float64) []int {
	within := make([]int, len(fine)+1)
	for k := range fine {
		within[k] = bin(g.cuts, fine[k])
	}
	within[len(fine)] = len(g.cuts)
	return within
}
