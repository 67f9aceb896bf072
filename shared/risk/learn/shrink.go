package learn

import (
	"cmp"
	"slices"
)

// fewTrees are as many as go last: the first trees say most.
const fewTrees = 150

// fewLevels are as many texts of a column as no pair is given up for.
const fewLevels = 64

// fewTerms are as many as no pair and no tree is given up for.
const fewTerms = 64

// shrink forgets what says least until the model can be written within its size.
func (m *Model) shrink() error {
	for {
		text, err := m.Marshal()
		if err != nil || len(text) <= MaxBytes || !m.forget() {
			m.prepare()
			return err
		}
	}
}

// forget drops the last of many trees, the rarest texts of the longest term, of many
// terms the weakest that stands alone, else what trees are left, the weakest pair, the
// weakest term; false when nothing is left to drop.
func (m *Model) forget() bool {
	switch longest := m.longest(); {
	case len(m.Trees) > fewTrees:
		m.Trees = m.Trees[:len(m.Trees)-len(m.Trees)/16]
	case longest != nil && len(longest.Levels) > fewLevels:
		longest.forget(len(longest.Levels) / 8)
	case len(m.Terms) > fewTerms && m.weed():
	case len(m.Trees) > 0:
		m.Trees = m.Trees[:len(m.Trees)*7/8]
	case len(m.Pairs) > 0:
		m.Pairs = without(m.Pairs, func(p Pair) float64 { return p.strength() })
	case len(m.Terms) > 0:
		m.Terms = without(m.Terms, func(t Term) float64 { return t.MissingSpread })
	default:
		return false
	}
	return true
}

// weed drops the weakest term that stands alone; false when none does.
func (m *Model) weed() bool {
	weakest := none
	for i, alone := range m.alone() {
		if alone && (weakest == none || m.Terms[i].MissingSpread < m.Terms[weakest].MissingSpread) {
			weakest = i
		}
	}
	if weakest == none {
		return false
	}
	gone := make([]bool, len(m.Terms))
	gone[weakest] = true
	m.drop(gone)
	return true
}

// longest is the term with the most texts; nil without terms.
func (m *Model) longest() (longest *Term) {
	for i := range m.Terms {
		if t := &m.Terms[i]; longest == nil || len(t.Levels) > len(longest.Levels) {
			longest = t
		}
	}
	return longest
}

// forget lets so many of the rarest texts, which are the last, say what all others do.
func (t *Term) forget(n int) {
	from, to := len(t.Levels)-n, len(t.Levels)
	t.Levels = t.Levels[:from]
	t.Steps = cutOut(t.Steps, from, to)
	t.Spread = cutOut(t.Spread, from, to)
	t.Ranks = cutOut(t.Ranks, from, to)
}

func cutOut[T any](list []T, from, to int) []T {
	if list == nil {
		return nil
	}
	return slices.Delete(list, from, to)
}

// without is a list without the weakest of its elements, of equals the first.
func without[T any](list []T, strength func(T) float64) []T {
	weakest := slices.MinFunc(all(len(list)), func(a, b int) int {
		return cmp.Compare(strength(list[a]), strength(list[b]))
	})
	return slices.Delete(list, weakest, weakest+1)
}
