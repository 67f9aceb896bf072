package comment

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// maxThemes is how many a reading names.
const maxThemes = 3

// themeOf names the first theme of a word; empty for none.
func (t *text) themeOf(m *mark) string {
	if !m.thematic() {
		return ""
	}
	name := heed.Themes[bits.TrailingZeros16(m.entry.themes)]
	if name == heed.ThemePraise && m.weight() <= 0 {
		return ""
	}
	return name
}

// thematic reports whether a mark speaks of something: opinions and wishes do.
func (m *mark) thematic() bool {
	return m.entry.themes != 0 && (m.entry.role == "" || m.entry.role == wishes)
}

// themes are those that most words speak of, equals in the order of heed.Themes. Praise
// is one only of a comment that sounds like it.
func (t *text) themes(sentiment float64) []string {
	words := make([]int, len(heed.Themes))
	for i := range t.marks {
		m := &t.marks[i]
		for k := range heed.Themes {
			if m.thematic() && m.entry.themes&(1<<k) != 0 && (heed.Themes[k] != heed.ThemePraise || m.weight() > 0 && sentiment > .4) {
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
		names = append(names, heed.Themes[k])
	}
	return names
}
