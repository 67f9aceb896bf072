package learn

import "math"

// cells are the sums of one column by leaf of a tree and by rank: those of a leaf
// begin at leaf × ranks.
type cells struct {
	ranks int
	sum   []curvature
}

// newCells adds up all rows of a tree that has one leaf so far.
func newCells(ranks int, rank []uint8, pull []curvature) cells {
	c := cells{ranks, make([]curvature, ranks)}
	for i, at := range rank {
		c.sum[at].add(pull[i])
	}
	return c
}

// halves says how the last question parted the leaves.
type halves struct {
	rows []int32 // of the smaller half of every leaf
	yes  []bool  // by leaf, whether that is who answered yes
}

// part doubles the leaves. Only the smaller half of each is added up row by row; the
// other is what remains.
func (c *cells) part(h *halves, leaf, rank []uint8, pull []curvature) {
	n := len(c.sum)
	c.sum = append(c.sum, make([]curvature, n)...)
	no, yes := c.sum[:n], c.sum[n:]
	for _, i := range h.rows {
		yes[int(leaf[i])&(len(h.yes)-1)*c.ranks+int(rank[i])].add(pull[i])
	}
	for at := range yes {
		rest := no[at].less(yes[at]).orNothing()
		if h.yes[at/c.ranks] {
			no[at] = rest
		} else {
			no[at], yes[at] = yes[at], rest
		}
	}
}

// nothing is less than any row weighs, and more than what rounding leaves behind.
const nothing = 1e-9

func (c curvature) orNothing() curvature {
	if math.Abs(c.g) < nothing && c.h < nothing {
		return curvature{}
	}
	return c
}

// scores are what the leaves, given their sums, gain in log likelihood when each is
// parted at a rank; at 0 when none is.
func (c *cells) scores(leaves []curvature) (scores [maxLane]float64) {
	for leaf, all := range leaves {
		near, says := curvature{}, all.score()
		for rank, cell := range c.sum[leaf*c.ranks:][:c.ranks] {
			scores[rank] += says
			if cell != (curvature{}) {
				near.add(cell)
				says = near.score() + all.less(near).score()
			}
		}
	}
	return scores
}

// values are those of the leaves when each is parted at a rank.
func (c *cells) values(leaves []curvature, rank uint8) []float64 {
	value := make([]float64, 2*len(leaves))
	for leaf, all := range leaves {
		near := curvature{}
		for _, cell := range c.sum[leaf*c.ranks:][:rank] {
			near.add(cell)
		}
		value[leaf], value[len(leaves)+leaf] = near.value(), all.less(near).value()
	}
	return value
}

// curvature is a sum of gradients and Hessians.
type curvature struct{ g, h float64 }

func (c curvature) score() float64             { return c.g * c.g / (2 * (c.h + treeRidge)) }
func (c curvature) value() float64             { return c.g / (c.h + treeRidge) }
func (c curvature) less(d curvature) curvature { return curvature{c.g - d.g, c.h - d.h} }
func (c *curvature) add(d curvature)           { c.g, c.h = c.g+d.g, c.h+d.h }
