package risk

import (
	"hash/fnv"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// firstLooks are, of several looks at each decision, the earliest that pass: rows of
// one decision say the same thing more than once, and what counts decisions by
// chance must count each once. They come in the order of the examples.
func firstLooks(examples []heed.Example, pass func(heed.Example) bool) []heed.Example {
	return at(examples, firstRows(examples, pass))
}

// firstRows are where the first looks are.
func firstRows(examples []heed.Example, pass func(heed.Example) bool) []int {
	place := map[[3]string]int{}
	var first []int
	for i, e := range examples {
		if !pass(e) {
			continue
		}
		at, known := place[decisionOf(e)]
		switch {
		case !known:
			place[decisionOf(e)] = len(first)
			first = append(first, i)
		case e.LeadDays > examples[first[at]].LeadDays:
			first[at] = i
		}
	}
	return first
}

func everyLook(heed.Example) bool { return true }

// anyLook are, of several looks at each decision, one that its name draws: as far
// before the decisions as accounts of any day stand before theirs.
func anyLook(examples []heed.Example) []heed.Example {
	looks, order := map[[3]string][]heed.Example{}, [][3]string{}
	for _, e := range examples {
		name := decisionOf(e)
		if looks[name] == nil {
			order = append(order, name)
		}
		looks[name] = append(looks[name], e)
	}
	drawn := make([]heed.Example, len(order))
	for i, name := range order {
		h := fnv.New32a()
		for _, part := range name {
			h.Write([]byte(part))
		}
		of := slices.SortedStableFunc(slices.Values(looks[name]), func(a, b heed.Example) int { return b.LeadDays - a.LeadDays })
		drawn[i] = of[int(h.Sum32())%len(of)]
	}
	return drawn
}
