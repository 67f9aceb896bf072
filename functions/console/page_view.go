package console

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// Fill puts values into a sentence of the page.
func (l locale) Fill(name string, values ...string) string { return l.fill(name, values...) }

// Count writes a whole number.
func (l locale) Count(n int) string { return l.Number(int64(n)) }

// Scale writes the scale of an answer: 0–10.
func (l locale) Scale(scale string) string { return strings.Replace(scale, "-", "–", 1) }

// Join writes what was said of an answer beside its score.
func (l locale) Join(parts ...string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, l.T("said:"+part))
		}
	}
	return strings.Join(said, " · ")
}

// chip is a band with its name, for colour alone tells nobody enough.
type chip struct {
	Band heed.Band
	Text string
}

// Chip names a band.
func (l locale) Chip(band heed.Band) chip { return chip{band, l.T("band:" + string(band))} }

// ChipOf names a band that is known.
func (l locale) ChipOf(band *heed.Band) chip { return l.Chip(*band) }

// part is a piece of a page for a template that shows pieces of several pages.
type part struct {
	Page locale
	Of   any
}

// Beside hands a piece to its template.
func (l locale) Beside(of any) part { return part{l, of} }

// Plain is a text that may be missing; empty for none.
func (l locale) Plain(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// Language is what texts of Heed's own are asked in.
func (l locale) Language() heed.Language { return heed.Language(l) }

// Listed writes names one after the other.
func (l locale) Listed(names []string) string { return strings.Join(names, ", ") }

// Words are those of the page, for what it hands to pieces of it.
func (l locale) Words() locale { return l }

// Sum writes an amount that is always known.
func (l locale) Sum(m heed.Money) string { return l.Money(&m) }

// Sums writes amounts of several currencies.
func (l locale) Sums(all []heed.Money) string {
	parts := make([]string, len(all))
	for i, m := range all {
		parts[i] = l.Sum(m)
	}
	return strings.Join(parts, ", ")
}
