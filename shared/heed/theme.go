package heed

import (
	"cmp"
	"slices"
	"time"
)

// Spoken counts comments, and how they sound. It adds up over themes, months and accounts.
type Spoken struct {
	Comments int64 `json:"n"`
	Unhappy  int64 `json:"u,omitempty"` // of them, below −ToneLine
	Content  int64 `json:"c,omitempty"` // above ToneLine
	// Sentiment is the sum of theirs, in thousandths.
	Sentiment int64 `json:"s,omitempty"`
}

// ThemeCount is how often comments speak of a theme, and how those sound.
type ThemeCount struct {
	Theme string
	Spoken
	Last time.Time
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
	return Commonest(counts)
}

// Commonest leaves out the themes that nobody speaks of, and puts the commonest first.
func Commonest(counts []ThemeCount) []ThemeCount {
	counts = slices.DeleteFunc(counts, func(c ThemeCount) bool { return c.Comments == 0 })
	slices.SortStableFunc(counts, func(a, b ThemeCount) int { return cmp.Compare(b.Comments, a.Comments) })
	return counts
}

func (c *ThemeCount) add(a Answer) {
	c.Spoken = c.Plus(a.Tone.spoken())
	if a.Time.After(c.Last) {
		c.Last = a.Time
	}
}

// spoken is one comment, counted.
func (t Tone) spoken() Spoken {
	s := Spoken{Comments: 1, Sentiment: int64(t.Sentiment)}
	switch {
	case t.Sentiment < -ToneLine:
		s.Unhappy = 1
	case t.Sentiment > ToneLine:
		s.Content = 1
	}
	return s
}

// Plus is both counted together.
func (s Spoken) Plus(other Spoken) Spoken {
	return Spoken{s.Comments + other.Comments, s.Unhappy + other.Unhappy, s.Content + other.Content, s.Sentiment + other.Sentiment}
}

// Mean is the mean sentiment, −1 to 1; 0 without a comment.
func (s Spoken) Mean() float64 {
	if s.Comments == 0 {
		return 0
	}
	return float64(s.Sentiment) / float64(1000*s.Comments)
}
