package heed

import (
	"cmp"
	"slices"
	"time"
)

// ThemeCount is how often comments speak of a theme, and how those sound.
type ThemeCount struct {
	Theme    string
	Comments int
	Unhappy  int // of them, below −ToneLine
	Content  int // above ToneLine
	// Sentiment is their mean, in thousandths.
	Sentiment int
	Last      time.Time
}

// ToneLine is the sentiment, in thousandths, beyond which a comment sounds unhappy or content.
const ToneLine = 200

// CountThemes counts the themes of answers' comments since a moment, the commonest
// first.
func CountThemes(answers []Answer, since time.Time) []ThemeCount {
	counts := make([]ThemeCount, len(Themes))
	for i, theme := range Themes {
		counts[i].Theme = theme
	}
	for _, a := range answers {
		if a.Tone == nil || a.Time.Before(since) {
			continue
		}
		for _, theme := range a.Tone.Themes {
			if i := slices.Index(Themes, theme); i >= 0 {
				counts[i].add(a)
			}
		}
	}
	counts = slices.DeleteFunc(counts, func(c ThemeCount) bool { return c.Comments == 0 })
	for i := range counts {
		counts[i].Sentiment /= counts[i].Comments
	}
	slices.SortStableFunc(counts, func(a, b ThemeCount) int { return cmp.Compare(b.Comments, a.Comments) })
	return counts
}

func (c *ThemeCount) add(a Answer) {
	c.Comments++
	c.Sentiment += a.Tone.Sentiment
	switch {
	case a.Tone.Sentiment < -ToneLine:
		c.Unhappy++
	case a.Tone.Sentiment > ToneLine:
		c.Content++
	}
	if a.Time.After(c.Last) {
		c.Last = a.Time
	}
}
