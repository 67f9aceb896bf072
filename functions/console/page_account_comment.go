package console

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// toneView is how a comment sounds and of what it speaks, beside the comment cut at
// the words that decided.
type toneView struct {
	commentView
	Sounds string // a word
	Parts  []quotePart
}

// quotePart is a stretch of a comment. Weight is its share of the sentiment; one of 0
// with a theme only speaks of it.
type quotePart struct {
	Text    string
	Weight  float64
	Decides bool
}

// toneOf reads the comment of an answer; nil for who may not see it, and where
// nothing in it decides.
func toneOf(s heed.Stored, personal bool) *toneView {
	read := commentIn(s, personal)
	if len(read.Words) == 0 {
		return nil
	}
	f, _ := heed.FeedbackOf(s.Signal) // commentIn has read it
	return &toneView{read, sounds(*read.Sentiment), cut(f.Comment, read.Words)}
}

func sounds(sentiment float64) string {
	switch {
	case 1000*sentiment < -heed.ToneLine:
		return "tone:unhappy"
	case 1000*sentiment > heed.ToneLine:
		return "tone:content"
	}
	return "tone:neither"
}

// cut divides a comment at the words that decided, which stand in its order.
func cut(comment string, words []wordView) (parts []quotePart) {
	at := 0
	for _, w := range words {
		if w.Start < at {
			continue // within the one before
		}
		parts = append(parts, quotePart{Text: comment[at:w.Start]}, quotePart{comment[w.Start:w.End], w.Weight, true})
		at = w.End
	}
	return append(parts, quotePart{Text: comment[at:]})
}

// About lists the themes in words; empty for none.
func (t toneView) About(l locale) string {
	names := make([]string, len(t.Themes))
	for i, theme := range t.Themes {
		names[i] = l.T("about:" + theme)
	}
	return strings.Join(names, ", ")
}

// Mood is how a stretch is marked: by which way it moves the sentiment.
func (q quotePart) Mood() string {
	switch {
	case q.Weight < 0:
		return "bad"
	case q.Weight > 0:
		return "good"
	}
	return "theme"
}
