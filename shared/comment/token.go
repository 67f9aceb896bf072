package comment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a sign such as an emoji, or what parts them.
type token struct {
	start, end int
	kind       kind
	word       string // folded: small letters, umlauts spelled out
	capitals   bool
}

type kind uint8

const (
	wordToken kind = iota
	signToken
	pauseToken // parts clauses
	stopToken  // ends a sentence
	askToken   // ends a question
	cryToken   // ends it loudly
)

// maxWord is the longest word looked up, in bytes; longer ones are no words.
const maxWord = 48

// tokenise cuts a text into tokens. Bytes that are no UTF-8 part words.
func tokenise(source string) (all []token) {
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRuneInString(source[i:])
		switch {
		case inWord(r):
			end := wordEnd(source, i)
			all = append(all, wordAt(source, i, end))
			i = end
			continue
		case r == '\ufe0f' || r == '\u200d':
		default:
			if n := smiley(source[i:]); n > 0 {
				all = append(all, token{start: i, end: i + n, kind: signToken, word: source[i : i+n]})
				i += n
				continue
			}
			if k, ok := parting(r); ok || r == '-' && apart(source, i) {
				all = append(all, token{start: i, end: i + size, kind: k})
			} else if r > unicode.MaxLatin1 && unicode.IsSymbol(r) {
				all = append(all, token{start: i, end: i + size, kind: signToken, word: source[i : i+size]})
			}
		}
		i += size
	}
	return all
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\u0308' }

// wordEnd is where a word ends. An apostrophe inside belongs to it.
func wordEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !inWord(r) {
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			if r != '\'' && r != '’' || !unicode.IsLetter(next) {
				break
			}
		}
		i += size
	}
	return i
}

// apart reports whether a hyphen stands alone, as a dash does.
func apart(s string, i int) bool {
	return (i == 0 || s[i-1] == ' ') && (i+1 == len(s) || s[i+1] == ' ')
}

func parting(r rune) (kind, bool) {
	switch r {
	case ',', ';', ':', '(', ')', '–', '—', '/', '"', '…':
		return pauseToken, true
	case '.', '\n':
		return stopToken, true
	case '?':
		return askToken, true
	case '!':
		return cryToken, true
	}
	return pauseToken, false
}

// smiley is the length of a smiley made of punctuation; 0 for anything else.
func smiley(s string) int {
	for n := min(3, len(s)); n > 1; n-- {
		if _, ok := lists().signs[s[:n]]; ok {
			return n
		}
	}
	return 0
}

func wordAt(source string, start, end int) token {
	raw := source[start:end]
	return token{start: start, end: end, word: fold(raw), capitals: capitals(raw)}
}

// capitals reports whether a word of three letters or more has only capital ones.
func capitals(s string) bool {
	return len(s) > 2 && strings.ToUpper(s) == s && strings.ToLower(s) != s
}

var unfolded = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "\u0308", "e", "'", "", "’", "",
	"é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "ç", "c", "ï", "i")

// fold writes a word in small letters, with umlauts spelled out and letters that
// are drawn out shortened to two.
func fold(s string) string {
	if len(s) > maxWord {
		return ""
	}
	s = strings.ToLower(s)
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r == '\'' }) >= 0 {
		s = unfolded.Replace(s)
	}
	return shortened(s)
}

func shortened(s string) string {
	for i := 2; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] && s[i] >= 'a' {
			return shorten(s)
		}
	}
	return s
}

func shorten(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i < 2 || s[i] != s[i-1] || s[i] != s[i-2] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
