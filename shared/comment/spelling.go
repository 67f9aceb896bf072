package comment

import (
	"cmp"
	"strings"
)

// leastMisspelt is the shortest word that another with a letter wrong is taken for:
// what is near a shorter one is too often a word of its own. On rated comments six
// cost .001 of AUC, and eight costs nothing.
const leastMisspelt = 8

// misspelling finds the word of opinion that another comes from by one letter left
// out, added, changed or swapped with its neighbour, behind the same first letter.
// Where words that sound differently are as near, none is meant.
func (l *lexicon) misspelling(word string) (e entry, key string) {
	if len(word) < leastMisspelt-1 || l.common[word] {
		return e, ""
	}
	for _, rest := range remnants(word) {
		for _, near := range l.near[rest] {
			known := l.exact[near]
			switch {
			case near[0] != word[0] || !oneApart(word, near):
			case key != "" && cmp.Compare(known.weight, 0) != cmp.Compare(e.weight, 0):
				return entry{}, ""
			case key == "" || near < key:
				e, key = known, near
			}
		}
	}
	return e, key
}

// spell makes every word findable by what is left of it without a letter.
func (l *lexicon) spell() {
	l.near = map[string][]string{}
	for word, e := range l.exact {
		if len(word) < leastMisspelt || e.role != "" || strings.Contains(word, "_") {
			continue
		}
		for _, rest := range remnants(word) {
			l.near[rest] = append(l.near[rest], word)
		}
	}
}

// remnants are a word, and what is left of it without one of its letters.
func remnants(word string) []string {
	all := []string{word}
	for i := range word {
		if i > 0 && word[i] == word[i-1] {
			continue // the same again
		}
		all = append(all, word[:i]+word[i+1:])
	}
	return all
}

// oneApart reports whether one letter makes the one of the other: left out, added,
// changed or swapped with its neighbour.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a)+1 == len(b):
		return a[i:] == b[i+1:]
	case len(a) != len(b) || i == len(a):
		return false
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
