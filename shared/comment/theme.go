package comment

import (
	"cmp"
	"math/bits"
	"slices"
)

// Themes is all a comment can be about, for business customers of software.
var Themes = []string{
	"price", "support", "usability", "reliability", "performance", "feature",
	"integration", "onboarding", "billing", "communication", "competitor", praise,
}

const praise = "praise"

// maxThemes is how many a reading names.
const maxThemes = 3

// themeOf names the first theme of a word; empty for none.
func (t *text) themeOf(m *mark) string {
	if !m.thematic() {
		return ""
	}
	name := Themes[bits.TrailingZeros16(m.entry.themes)]
	if name == praise && m.weight() <= 0 {
		return ""
	}
	return name
}

// thematic reports whether a mark speaks of something: opinions and wishes do.
func (m *mark) thematic() bool {
	return m.entry.themes != 0 && (m.entry.role == "" || m.entry.role == wishes)
}

// themes are those that most words speak of, equals in the order of Themes. Praise
// is one only of a comment that sounds like it.
func (t *text) themes(sentiment float64) []string {
	words := make([]int, len(Themes))
	for i := range t.marks {
		m := &t.marks[i]
		for k := range Themes {
			if m.thematic() && m.entry.themes&(1<<k) != 0 && (Themes[k] != praise || m.weight() > 0 && sentiment > .4) {
				words[k]++
			}
		}
	}
	var found []int
	for k, n := range words {
		if n > 0 {
			found = append(found, k)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int { return cmp.Compare(words[b], words[a]) })
	names := make([]string, 0, maxThemes)
	for _, k := range found[:min(len(found), maxThemes)] {
		names = append(names, Themes[k])
	}
	return names
}
