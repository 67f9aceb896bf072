package comment

import (
	"embed"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
)

//go:embed words/*.txt
var files embed.FS

// entry is what a word or phrase means.
type entry struct {
	weight  float64 // as the lists say
	learned float64 // what rated comments add to it
	role    string  // one of roles; empty for words of opinion
	themes  uint16  // bits in the order of heed.Themes
}

func (e entry) empty() bool { return e == entry{} }

func (e entry) with(other entry) entry {
	if e.weight == 0 {
		e.weight = other.weight
	}
	if e.role == "" {
		e.role = other.role
	}
	e.themes |= other.themes
	return e
}

// The roles of words that turn others.
const (
	negates    = "not"
	intensify  = "more"
	diminish   = "less"
	contrasts  = "but"
	concedes   = "though"
	wishes     = "wish"
	neutralise = "plain" // phrases with a negation in them that negate nothing
	asks       = "ask"   // a wish where a sentence begins with it
)

var roles = []string{negates, intensify, diminish, contrasts, concedes, wishes, neutralise}

// lexicon is one language's words. Phrases are keyed by their words joined with _.
type lexicon struct {
	language heed.Language
	exact    map[string]entry
	stems    map[string]entry
	begins   map[string]bool // all beginnings of phrases, longer than one word
	asks     map[string]bool // words that ask for something where a sentence begins
	common   map[string]bool // its commonest words, that the other language does not have
	learned  map[string]float64
	near     map[string][]string // words, by what is left of them without a letter
}

type lexicons struct {
	english, german lexicon
	signs           map[string]entry
	falseFriends    map[string]bool
	betterable      map[string]bool
	answers, begins map[string]bool
}

// lists are read when the first comment comes, not at every start.
var lists = sync.OnceValue(func() *lexicons {
	return &lexicons{
		english: load(heed.English, "en.txt", englishWords, learnedWeights()),
		german:  load(heed.German, "de.txt", germanWords, nil),
		signs:   load("", "signs.txt", "", nil).exact,

		falseFriends: setOf(falseFriends), betterable: setOf(betterable), answers: setOf(answers), begins: setOf(begins),
	}
})

func (l *lexicons) of(lang heed.Language) *lexicon {
	if lang == heed.German {
		return &l.german
	}
	return &l.english
}

func (l *lexicons) negator(word string) bool {
	return l.english.exact[word].role == negates || l.german.exact[word].role == negates
}

func load(lang heed.Language, name, common string, learned map[string]float64) lexicon {
	l := lexicon{
		language: lang, exact: map[string]entry{}, stems: map[string]entry{},
		begins: map[string]bool{}, asks: map[string]bool{}, common: setOf(common), learned: learned,
	}
	for label, words := range lines(name) {
		for _, word := range words {
			if label == asks {
				l.asks[fold(word)] = true
			} else {
				l.add(word, entryOf(label))
			}
		}
	}
	l.stem()
	l.spell()
	return l
}

// stem adds the stems of single words; where two words share one, nothing is made up.
func (l *lexicon) stem() {
	clash := map[string]bool{}
	for word, e := range l.exact {
		if len(word) < 4 || strings.Contains(word, "_") || e.role != "" {
			continue
		}
		s := stem(word, l.language)
		if known, ok := l.stems[s]; ok && known.weight*e.weight < 0 {
			clash[s] = true
		} else if !ok || stronger(e, known) {
			l.stems[s] = entry{weight: e.weight, themes: e.themes | known.themes}
		} else {
			l.stems[s] = entry{weight: known.weight, themes: e.themes | known.themes}
		}
	}
	for s := range clash {
		delete(l.stems, s)
	}
}

// stronger makes the choice between two words of one stem independent of their order.
func stronger(e, known entry) bool { return e.weight*e.weight > known.weight*known.weight }

func (l *lexicon) add(word string, e entry) {
	if l.language == "" {
		l.exact[word] = e
		return
	}
	key := fold(word)
	if strings.Contains(word, "_") {
		parts := strings.Split(word, "_")
		for i := range parts {
			parts[i] = fold(parts[i])
			if i > 0 {
				l.begins[strings.Join(parts[:i], "_")] = true
			}
		}
		key = strings.Join(parts, "_")
	}
	l.exact[key] = l.exact[key].with(e)
}

// entryOf reads a label: a weight, a role or a theme. A test holds that every label
// is one.
func entryOf(label string) entry {
	if w, err := strconv.ParseFloat(label, 64); err == nil {
		return entry{weight: w}
	}
	if i := slices.Index(heed.Themes, label); i >= 0 {
		return entry{themes: 1 << i}
	}
	if slices.Contains(roles, label) {
		return entry{role: label}
	}
	return entry{}
}

// lines are the labelled lines of a word list, which is part of the program.
func lines(name string) iter.Seq2[string, []string] {
	data, _ := files.ReadFile("words/" + name)
	return func(yield func(string, []string) bool) {
		for line := range strings.Lines(string(data)) {
			fields := strings.Fields(line)
			if len(fields) < 2 || fields[0] == "#" {
				continue
			}
			if !yield(fields[0], fields[1:]) {
				return
			}
		}
	}
}

// learnedWeights are corrections, by the key a word is found under. They are
// written in thousandths.
func learnedWeights() map[string]float64 {
	all := map[string]float64{}
	for label, words := range lines("learned.txt") {
		for _, word := range words {
			all[word] = entryOf(label).weight / 1000
		}
	}
	return all
}

// find looks a word up, by itself, by its stem and by its parts. Where the lists
// do not know it, key is its stem, under which weights may be learned.
func (l *lexicon) find(word string) (e entry, key string) {
	if word == "" {
		return e, ""
	}
	if e, ok := l.exact[word]; ok {
		return l.corrected(e, word)
	}
	s := stem(word, l.language)
	if l.common[word] {
		return e, s
	}
	if e, ok := l.stems[s]; ok {
		return l.corrected(e, s)
	}
	if base, ok := strings.CutSuffix(word, "ly"); ok && l.language == heed.English && !l.exact[base].empty() {
		return l.corrected(l.exact[base], base)
	}
	return l.corrected(l.apart(word), s)
}

func (l *lexicon) corrected(e entry, key string) (entry, string) {
	if e.role == "" {
		e.learned = l.learned[key]
	}
	return e, key
}
