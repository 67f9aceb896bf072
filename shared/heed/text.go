package heed

import "strings"

// Text is a sentence for people in every language Heed speaks.
type Text struct {
	EN string `json:"en"`
	DE string `json:"de"`
}

// In gives the sentence in a language, English when Heed does not speak it.
func (t Text) In(lang Language) string {
	if lang == German {
		return t.DE
	}
	return t.EN
}

// Language is one Heed can write in.
type Language string

// The languages of reasons, plays and pages.
const (
	English Language = "en"
	German  Language = "de"
)

// PreferredLanguage reads an Accept-Language header: the first language in it
// that Heed speaks, or the fallback. Quality values are honoured by order alone,
// as browsers write them.
func PreferredLanguage(accept string, fallback Language) Language {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if base == string(English) || base == string(German) {
			return Language(base)
		}
	}
	return fallback
}
