package learn

import (
	"math/bits"
	"math/rand/v2"
)

// random draws the same from the same seed, for ever.
type random struct{ source *rand.PCG }

func newRandom(seed uint64) *random { return &random{rand.NewPCG(seed, 0x9e3779b97f4a7c15)} }

// below is a number from 0 to n-1.
func (r *random) below(n int) int {
	high, _ := bits.Mul64(r.source.Uint64(), uint64(n))
	return int(high)
}

// shuffled are the numbers from 0 to n-1 in some order.
func (r *random) shuffled(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
		k := r.below(i + 1)
		order[i], order[k] = order[k], order[i]
	}
	return order
}

// sample are k different numbers below n.
func (r *random) sample(n, k int) []int { return r.shuffled(n)[:k] }
