package console

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

const languageCookie = "heed_lang"

// locale writes numbers, money and dates as readers of a language know them.
// Times are UTC, as everywhere in Heed.
type locale heed.Language

func (l locale) german() bool { return heed.Language(l) == heed.German }

// localeOf is the reader's language: as chosen now or before, else what the
// browser asks for.
func localeOf(r *http.Request) locale {
	if chosen := heed.Language(r.URL.Query().Get("lang")); known(chosen) {
		return locale(chosen)
	}
	if kept, err := r.Cookie(languageCookie); err == nil && known(heed.Language(kept.Value)) {
		return locale(kept.Value)
	}
	return locale(heed.PreferredLanguage(r.Header.Get("Accept-Language"), heed.English))
}

func known(lang heed.Language) bool { return lang == heed.English || lang == heed.German }

// T is the word or sentence of the page under a name. For one that is not there,
// such as a type that a later version adds, it is the name itself.
func (l locale) T(name string) string {
	text, ok := words()[name]
	if !ok {
		_, last, found := strings.Cut(name, ":")
		if !found {
			last = name
		}
		return strings.ReplaceAll(last, "_", " ")
	}
	return text.In(heed.Language(l))
}

// isWord reports whether the pages have a word of this name.
func isWord(name string) bool {
	_, ok := words()[name]
	return ok
}

// fill puts values into a sentence.
func (l locale) fill(name string, values ...string) string {
	text := l.T(name)
	for i, v := range values {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i+1), v)
	}
	return text
}
