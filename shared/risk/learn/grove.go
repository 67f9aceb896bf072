package learn

// grove is up to eight trees that are asked at once: what a rank of a term answers them
// all is one word, with a byte for each tree and in it a bit for each level.
type grove struct {
	trees   []Oblivious
	says    []said // by the trees
	asked   []asked
	answers []uint64
}

// asked is a term, and where its answers begin, which go by rank.
type asked struct{ term, from int }

// said are the shares of a tree. Places beyond the last of its terms hold nothing for
// the first of a model: a loop that is always as long takes less than one that ends.
type said struct {
	terms  [mostDepth]uint16
	shares [][mostDepth]float64
}

const treesPerGrove = 8

// plant makes groves of the trees.
func (m *Model) plant() {
	m.groves = nil
	for rest := m.Trees; len(rest) > 0; {
		n := min(len(rest), treesPerGrove)
		m.groves = append(m.groves, newGrove(rest[:n], m.Terms))
		rest = rest[n:]
	}
}

func newGrove(trees []Oblivious, terms []Term) grove {
	g, place := grove{trees: trees}, map[int]int{}
	for i := range trees {
		o := &trees[i]
		g.says = append(g.says, o.said())
		for level, term := range o.Terms {
			from, known := place[term]
			if !known {
				from = len(g.answers)
				place[term], g.asked = from, append(g.asked, asked{term, from})
				g.answers = append(g.answers, make([]uint64, len(terms[term].Shares))...)
			}
			for at := from + o.Ranks[level]; at < from+len(terms[term].Shares); at++ {
				g.answers[at] |= 1 << (8*i + level)
			}
		}
	}
	return g
}

// leaves are where a row falls, that of the first tree in the lowest byte.
func (g *grove) leaves(ranks *[mostTerms]uint8) (all uint64) {
	for _, a := range g.asked {
		all |= g.answers[a.from+int(ranks[a.term&(mostTerms-1)])]
	}
	return all
}

// explain adds what the trees say to the contributions of their terms.
func (g *grove) explain(ranks *[mostTerms]uint8, contributions []float64) {
	leaves := g.leaves(ranks)
	for i := range g.says {
		g.says[i].explain(uint8(leaves), contributions)
		leaves >>= 8
	}
}

func (o *Oblivious) said() said {
	s := said{shares: o.shares}
	for i, term := range o.among {
		s.terms[i] = uint16(term)
	}
	return s
}

func (s *said) explain(leaf uint8, contributions []float64) {
	shares := &s.shares[leaf]
	for i, term := range &s.terms {
		contributions[term] += shares[i]
	}
}

// at is what the trees say of a row, beyond what they say on average.
func (g *grove) at(ranks *[mostTerms]uint8) (sum float64) {
	leaves := g.leaves(ranks)
	for i := range g.trees {
		sum += g.trees[i].at(uint8(leaves))
		leaves >>= 8
	}
	return sum
}
