// Package comment reads what customers write beside a score, in English and
// German: how content they sound, what they speak of, and which words say so.
//
// It is pure: nothing wakes it, it reads its arguments and the word lists it
// carries, writes nothing, needs no network and cannot fail. What it does not
// understand it leaves at 0. [Read] looks at the first [MaxBytes] of a text, so that
// the worst one takes some milliseconds.
//
// The method is a sum of words, so that it can be shown and argued with. Each word
// of opinion has a weight: one written down in words/*.txt, corrected for English by
// what rated comments taught (words/learned.txt). What stands around it turns the
// weight: negation (negation.go), "very", "but", a wish, capitals (scope.go). The sum,
// squeezed into −1 to 1, is the sentiment, and every word's share of it is shown.
// Themes are words as well (theme.go).
//
// It does not understand irony, comparisons, or what a sentence leaves unsaid.
// docs/comments.md says how good it is, and how that was measured.
package comment

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// MaxBytes is how much of a comment is read.
const MaxBytes = 8 << 10

// Reading is what a comment says.
type Reading struct {
	Language  heed.Language // most of it is in; empty when nothing tells
	Sentiment float64       // −1, furious, to 1, delighted; 0 says nothing of the kind
	Themes    []string      // of heed.Themes, at most three, the clearest first
	Words     []Word        // that decided, in the order of the text
}

// Word is a word or phrase that decided, and where it stands.
type Word struct {
	Start, End int     // bytes of the text, half open
	Weight     float64 // its part of the sentiment: all weights add up to it
	Theme      string  // it speaks of; empty when it only weighs
}

// squeeze is how much weight brings the sentiment to 0.7: z/√(z²+squeeze), which is
// the form VADER uses (Hutto and Gilbert 2014).
const squeeze = 9

// Read reads a comment. told is the language its tool names, which only decides
// where the words do not; it may be empty.
func Read(text string, told heed.Language) Reading {
	t := parse(text, told)
	t.turn()
	z := t.sum()
	scale := 1 / math.Sqrt(z*z+squeeze)
	r := Reading{Language: t.language, Sentiment: z * scale}
	for i := range t.marks {
		m := &t.marks[i]
		theme := t.themeOf(m)
		if w := m.weight() * scale; w != 0 || theme != "" {
			r.Words = append(r.Words, Word{Start: t.tokens[m.first].start, End: t.tokens[m.last].end, Weight: w, Theme: theme})
		}
	}
	r.Themes = t.themes(r.Sentiment)
	return r
}

// Tone is what judging keeps of a comment; nil when none of its words decides anything.
func Tone(comment, language string) *heed.Tone {
	if comment == "" {
		return nil
	}
	r := Read(comment, heed.Language(language))
	if len(r.Words) == 0 {
		return nil
	}
	return &heed.Tone{Sentiment: int(math.Round(1000 * r.Sentiment)), Themes: r.Themes}
}

// text is a comment being read.
type text struct {
	source   string
	told     heed.Language
	language heed.Language
	tokens   []token
	marks    []mark
	shouting bool // all of it is in capitals, so capitals say nothing
}

// mark is a word or phrase with a meaning.
type mark struct {
	first, last int // tokens
	entry       entry
	key         string  // it was found under
	factor      float64 // by which what stands around turns its weight
	own         float64 // weight of a negation that found nothing to turn
	clause      int
	sentence    int
}

func (m *mark) weight() float64 { return m.factor*(m.entry.weight+m.entry.learned) + m.own }

func (t *text) sum() (z float64) {
	for i := range t.marks {
		z += t.marks[i].weight()
	}
	return z
}

// Evidence is what the reading of a comment rests on, for learning weights.
type Evidence struct {
	Listed  float64            // the sum of weights by the lists alone
	Factors map[string]float64 // by which a weight learned for a word would count, by its key
}

// Weigh gives the evidence of a comment.
func Weigh(comment string) Evidence {
	t := parse(comment, "")
	t.turn()
	e := Evidence{Factors: map[string]float64{}}
	for i := range t.marks {
		m := &t.marks[i]
		e.Listed += m.factor*m.entry.weight + m.own
		if m.entry.role == "" {
			e.Factors[m.key] += m.factor
		}
	}
	return e
}

// Sentiment squeezes a sum of weights into −1 to 1.
func Sentiment(sum float64) float64 { return sum / math.Sqrt(sum*sum+squeeze) }

// Listed is the weight that the lists give a key of evidence in English; 0 for none.
func Listed(key string) float64 {
	l := &lists().english
	if e, ok := l.exact[key]; ok {
		return e.weight
	}
	return l.stems[key].weight
}
