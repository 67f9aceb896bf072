package comment

import (
	"slices"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
)

// parse finds the words that mean something, sentence by sentence, each in the
// language of its sentence.
func parse(source string, told heed.Language) *text {
	t := &text{source: source[:cut(source)], told: told}
	t.tokens = tokenise(t.source)
	t.shouting = t.allCapitals()
	t.language = detect(t.tokens)
	fallback := t.language
	if fallback == "" {
		fallback = told
	}
	sentence, clause := 0, 0
	for from := 0; from < len(t.tokens); sentence++ {
		to := t.sentenceEnd(from)
		lang := detect(t.tokens[from:to])
		if lang == "" {
			lang = fallback
		}
		clause = t.read(from, to, lang, sentence, clause) + 1
		from = to
	}
	return t
}

// cut is where reading ends: at MaxBytes, but not within a character.
func cut(source string) int {
	n := min(len(source), MaxBytes)
	for n > 0 && n < len(source) && !utf8.RuneStart(source[n]) {
		n--
	}
	return n
}

func (t *text) allCapitals() bool {
	words := 0
	for i := range t.tokens {
		if k := &t.tokens[i]; k.kind == wordToken && len(k.word) > 2 {
			if words++; !k.capitals {
				return false
			}
		}
	}
	return words > 0
}

// sentenceEnd is the token behind a sentence that begins at from.
func (t *text) sentenceEnd(from int) int {
	for i := from; i < len(t.tokens); i++ {
		if t.tokens[i].kind >= stopToken {
			for i+1 < len(t.tokens) && t.tokens[i+1].kind >= stopToken {
				i++
			}
			return i + 1
		}
	}
	return len(t.tokens)
}

// read marks a sentence. It gives its last clause.
func (t *text) read(from, to int, lang heed.Language, sentence, clause int) int {
	for i := from; i < to; {
		switch k := &t.tokens[i]; {
		case k.kind == signToken:
			if e, ok := lists().signs[k.word]; ok {
				t.mark(mark{first: i, last: i, entry: e, key: k.word, clause: clause, sentence: sentence})
			}
		case k.kind != wordToken:
			clause++
		default:
			m := t.longest(i, to, lang)
			m.sentence = sentence
			if i == from {
				t.opening(&m, to, lang)
			}
			if m.entry.role == contrasts || m.entry.role == concedes {
				clause++
			}
			m.clause = clause
			t.mark(m)
			i = m.last
		}
		i++
	}
	return clause
}

// opening reads the first word of a sentence: one that asks for something is a wish,
// and "no" or "nothing" before a sentence of its own answers a question.
func (t *text) opening(m *mark, to int, lang heed.Language) {
	next := m.last + 1
	if next >= to || m.last > m.first {
		return
	}
	follows, word := &t.tokens[next], t.tokens[m.first].word
	switch {
	case m.entry.role == negates && lists().answers[word] && (follows.kind != wordToken || lists().begins[follows.word]):
		m.entry = entry{role: neutralise}
	case lists().of(lang).asks[word] && follows.kind == wordToken && !t.between(next, to, "than", "als", "now", "jetzt", "since", "seit"):
		m.entry, m.key = entry{role: wishes, themes: m.entry.themes}, word
	}
}

const (
	answers = "no nothing none nein nichts nö keine nix"
	begins  = "they it its everything everyone all the this i we you he she was is very really sie es alles wir ich ist war der die das läuft passt"
)

func (t *text) mark(m mark) {
	if m.key != "" {
		m.factor = 1
		t.marks = append(t.marks, m)
	}
}

// clauseOf are the marks of a mark's clause, around it.
func (t *text) clauseOf(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && t.marks[from-1].clause == t.marks[i].clause {
		from--
	}
	for to < len(t.marks) && t.marks[to].clause == t.marks[i].clause {
		to++
	}
	return from, to
}

// between reports whether one of some words stands between two tokens.
func (t *text) between(from, to int, words ...string) bool {
	return slices.ContainsFunc(t.tokens[from:to], func(k token) bool { return slices.Contains(words, k.word) })
}
