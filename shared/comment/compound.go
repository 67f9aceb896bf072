package comment

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// leastPart is the shortest part of a compound that is looked up.
const leastPart = 4

// apart reads a word made of others: what it is about stands anywhere in it, how it
// is meant at its end. "un" before, and "los", "frei" or "less" behind turn it.
func (l *lexicon) apart(word string) (e entry) {
	if rest, ok := strings.CutPrefix(word, "un"); ok && len(rest) >= leastPart {
		if of := l.simple(rest); of.weight > 0 {
			return entry{weight: -of.weight, themes: of.themes}
		}
	}
	for _, without := range [...]string{"los", "frei", "less"} {
		if rest, ok := strings.CutSuffix(stemmed(word, without), without); ok && len(rest) >= leastPart {
			if of := l.simple(strings.TrimSuffix(rest, "s")); of.weight < 0 {
				return entry{weight: -of.weight, themes: of.themes}
			}
		}
	}
	if l.language != heed.German || len(word) < 2*leastPart {
		return e
	}
	return l.compound(word)
}

// stemmed is the word without an ending behind a suffix: "fehlerfreie".
func stemmed(word, suffix string) string {
	if i := strings.LastIndex(word, suffix); i > 0 && len(word)-i-len(suffix) <= 2 {
		return word[:i+len(suffix)]
	}
	return word
}

func (l *lexicon) simple(word string) entry {
	if e, ok := l.exact[word]; ok && e.role == "" {
		return e
	}
	return l.stems[stem(word, l.language)]
}

// compound reads a German compound: the longest known ending, and the longest known
// beginning. "Rechnungsfehler" is an error, and about billing.
func (l *lexicon) compound(word string) (e entry) {
	for i := leastPart - 1; i <= len(word)-leastPart; i++ {
		if tail := l.simple(word[i:]); !tail.empty() {
			e = tail
			break
		}
	}
	for i := len(word) - leastPart + 1; i >= leastPart; i-- {
		if head := l.simple(strings.TrimSuffix(word[:i], "s")); !head.empty() {
			if e.weight == 0 && e.themes == 0 {
				e.weight = head.weight / 2
			}
			e.themes |= head.themes
			break
		}
	}
	return e
}
