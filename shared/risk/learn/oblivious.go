package learn

import (
	"errors"
	"math"
	"math/bits"
	"slices"
)

// Oblivious is a tree that asks the same questions of every row, one per level. The
// answers number its leaf, so it is a table over a few columns.
//
// What it says is shared between its columns by the Shapley value against the
// reference population of each, taken as independent, as a Pair's is.
type Oblivious struct {
	Terms  []int   // asked at each level, as indexes of a model's Terms
	Ranks  []int   // from which on the answer is yes
	Scale  float32 // log-odds of one step of a leaf
	Leaves []int8  // answer k is bit k of the place

	mean   float64              // over the reference population
	among  []int                // the terms, each once
	shares [][mostDepth]float64 // by leaf, then as they are among
}

// mostDepth bounds the levels of a tree; the leaves double with each.
const mostDepth = 6

// at is what the tree says in a leaf, beyond what it says on average.
func (o *Oblivious) at(leaf uint8) float64 { return float64(o.Scale)*float64(o.Leaves[leaf]) - o.mean }

// prepare works out the shares.
func (o *Oblivious) prepare(terms []Term) {
	o.among = slices.Compact(slices.Sorted(slices.Values(o.Terms)))
	known := o.known(terms)
	o.mean, o.shares = known[0][0], make([][mostDepth]float64, len(o.Leaves))
	for set := range known {
		for i := range o.among {
			if set>>i&1 == 1 {
				continue
			}
			weight := coalition(bits.OnesCount(uint(set)), len(o.among))
			for at, x := range known[set|1<<i] {
				o.shares[at][i] += weight * (x - known[set][at])
			}
		}
	}
}

// known is what the tree says on average of rows of which only some terms are known:
// by the set of those, then by leaf.
func (o *Oblivious) known(terms []Term) [][]float64 {
	known := make([][]float64, 1<<len(o.among))
	whole := len(known) - 1
	for _, x := range o.Leaves {
		known[whole] = append(known[whole], float64(o.Scale)*float64(x))
	}
	for set := whole - 1; set >= 0; set-- {
		i := bits.TrailingZeros(^uint(set))
		known[set] = o.average(known[set|1<<i], i, terms[o.among[i]].Shares)
	}
	return known
}

// average takes the mean over the answers about one term.
func (o *Oblivious) average(says []float64, i int, shares []float64) []float64 {
	mask, chance := 0, make([]float64, len(says))
	for rank, share := range shares {
		at := 0
		for level, term := range o.Terms {
			if term == o.among[i] {
				mask |= 1 << level
				if rank >= o.Ranks[level] {
					at |= 1 << level
				}
			}
		}
		chance[at] += share
	}
	mean := make([]float64, len(says))
	for at := range says {
		for answers, p := range chance {
			if p != 0 {
				mean[at] += p * says[at&^mask|answers]
			}
		}
	}
	return mean
}

// coalition is the weight that the Shapley value gives to joining so many of n.
func coalition(joined, n int) float64 {
	ways := 1.
	for k := range joined {
		ways *= float64(n-1-k) / float64(k+1)
	}
	return 1 / (ways * float64(n))
}

func (o *Oblivious) check(terms []Term) error {
	if len(o.Terms) == 0 {
		return errors.New("it asks nothing")
	}
	if len(o.Terms) > mostDepth || len(o.Ranks) != len(o.Terms) || len(o.Leaves) != 1<<len(o.Terms) {
		return errors.New("its leaves do not fit its levels")
	}
	if scale := float64(o.Scale); math.IsNaN(scale) || math.IsInf(scale, 0) {
		return errors.New("its scale is no number")
	}
	for _, term := range o.Terms {
		if term < 0 || term >= len(terms) || len(terms[term].Shares) == 0 {
			return errors.New("it asks about a term that has no ranks")
		}
	}
	return nil
}
