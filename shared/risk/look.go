package risk

import "github.com/heed-cs/heed/shared/heed"

// firstLooks are, of several looks at each decision, the earliest that pass: rows of
// one decision say the same thing more than once, and what counts decisions by
// chance must count each once. They come in the order of the examples.
func firstLooks(examples []heed.Example, pass func(heed.Example) bool) []heed.Example {
	place := map[[3]string]int{}
	var first []heed.Example
	for _, e := range examples {
		if !pass(e) {
			continue
		}
		at, known := place[decisionOf(e)]
		switch {
		case !known:
			place[decisionOf(e)] = len(first)
			first = append(first, e)
		case e.LeadDays > first[at].LeadDays:
			first[at] = e
		}
	}
	return first
}

func everyLook(heed.Example) bool { return true }
