package heed

import (
	"fmt"
	"strconv"
	"strings"
)

// Tone is what a comment comes to, without its words: what judging needs of it.
type Tone struct {
	Sentiment int      `json:"sentiment"`        // thousandths: −1000, furious, to 1000, delighted
	Themes    []string `json:"themes,omitempty"` // of Themes, the clearest first
}

// String is the tone as the store keeps it, in few bytes; empty for none. ParseTone
// reads it back.
func (t *Tone) String() string {
	if t == nil {
		return ""
	}
	return strings.Join(append([]string{strconv.Itoa(t.Sentiment)}, t.Themes...), " ")
}

// ParseTone reads what Tone.String made.
func ParseTone(s string) (*Tone, error) {
	if s == "" {
		return nil, nil
	}
	sentiment, themes, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(sentiment)
	if err != nil {
		return nil, fmt.Errorf("the tone %q does not begin with a sentiment: %w", s, err)
	}
	return &Tone{Sentiment: n, Themes: strings.Fields(themes)}, nil
}

// Themes are what comments are sorted by.
var Themes = []string{
	"price", "support", "usability", "reliability", "performance", "feature",
	"integration", "onboarding", "billing", "communication", "competitor", ThemePraise,
}

// ThemePraise is the theme of comments that only want to say something kind.
const ThemePraise = "praise"
