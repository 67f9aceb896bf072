package comment

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// longestPhrase is how many words a phrase has at most.
const longestPhrase = 6

// longest finds the longest phrase at a token, or else the word, in the language of
// the sentence, or else in the other.
func (t *text) longest(i, to int, lang heed.Language) mark {
	for _, of := range t.order(lang) {
		if last, e := of.phrase(t.tokens[i:to]); last > 0 {
			return of.phrased(t.tokens[i:i+last+1], mark{first: i, last: i + last, entry: e})
		}
	}
	word := t.tokens[i].word
	for n, of := range t.order(lang) {
		if n > 0 && (lists().falseFriends[word] || lists().of(lang).common[word]) {
			break
		}
		if e, key := of.find(word); !e.empty() {
			return mark{first: i, last: i, entry: e, key: key}
		}
	}
	for _, of := range t.order(lang) {
		if e, key := of.misspelling(word); key != "" && !lists().falseFriends[word] {
			return mark{first: i, last: i, entry: e, key: key}
		}
	}
	m := mark{first: i, last: i}
	if lang == heed.English && !lists().english.common[word] && len(word) > 2 {
		m.key = english(word) // may be learned
	}
	return m
}

// order is which lexicon is asked first.
func (t *text) order(lang heed.Language) [2]*lexicon {
	l := lists()
	if lang == heed.German {
		return [2]*lexicon{&l.german, &l.english}
	}
	return [2]*lexicon{&l.english, &l.german}
}

// phrase finds the longest phrase some tokens begin with: how many tokens come
// after its first; 0 for none.
func (l *lexicon) phrase(tokens []token) (last int, e entry) {
	var b strings.Builder
	for n := range min(len(tokens), longestPhrase) {
		if tokens[n].kind != wordToken || tokens[n].word == "" {
			break
		}
		if n > 0 {
			b.WriteByte('_')
		}
		b.WriteString(tokens[n].word)
		if found, ok := l.exact[b.String()]; ok && n > 0 {
			last, e = n, found
		}
		if !l.begins[b.String()] {
			break
		}
	}
	return last, e
}

// phrased is the mark of a phrase. One that only names a theme weighs what its
// weightiest word does.
func (l *lexicon) phrased(tokens []token, m mark) mark {
	words := make([]string, len(tokens))
	for i := range tokens {
		words[i] = tokens[i].word
	}
	m.key = strings.Join(words, "_")
	m.entry, _ = l.corrected(m.entry, m.key)
	if m.entry.weight == 0 && m.entry.role == "" {
		m.entry.weight = l.weightiest(words)
	}
	return m
}

// weightiest is the weight of a phrase that has none of its own: its first word of
// opinion's, and that of a complaint when there is a negation in it.
func (l *lexicon) weightiest(words []string) (weight float64) {
	for _, word := range words {
		e, _ := l.find(word)
		if e.role == negates {
			return negatedLow
		}
		if weight == 0 && e.role == "" {
			weight = e.weight
		}
	}
	return weight
}
