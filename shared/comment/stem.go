package comment

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// stem takes off what inflects a word. Word lists are stemmed alike, so all it has
// to do is to bring the forms of a word together.
func stem(word string, lang heed.Language) string {
	if lang == heed.German {
		return german(word)
	}
	return english(word)
}

// english takes off plural and tense.
func english(w string) string {
	for _, end := range [...]string{"ing", "ed", "es", "s"} {
		if len(w) > len(end)+3 && strings.HasSuffix(w, end) && !strings.HasSuffix(w, "ss") {
			w = single(strings.TrimSuffix(w, end))
		}
	}
	if n := len(w); n > 3 && w[n-1] == 'y' {
		return w[:n-1] + "i"
	}
	if len(w) > 4 {
		return strings.TrimSuffix(w, "e")
	}
	return w
}

// single undoes the doubling before an ending: stopped, stop.
func single(w string) string {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("aeiouls", rune(w[n-1])) {
		return w[:n-1]
	}
	return w
}

// german takes off the endings of declension and conjugation, after CISTEM
// (Weissweiler and Fraser 2017), without its prefix rule.
func german(w string) string {
	for len(w) > 4 {
		n := len(w)
		switch end := w[n-2:]; {
		case n > 5 && (end == "em" || end == "er" || end == "nd"):
			w = w[:n-2]
		case strings.ContainsRune("esnt", rune(w[n-1])):
			w = w[:n-1]
		default:
			return w
		}
	}
	return w
}
