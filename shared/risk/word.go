package risk

import (
	"sync"

	"github.com/heed-cs/heed/shared/heed"
)

// Kind is what a word of an expression takes or gives.
type Kind string

// The kinds of words.
const (
	KindNumber Kind = "number"
	KindText   Kind = "text"
	KindTruth  Kind = "truth"
)

// Taken is what a word takes. Where there is a most, it is a plain whole number from
// 0 to there, and all such of one word lie within it together: how far back
// something is known.
type Taken struct {
	Name  string
	Kind  Kind
	Most  int
	OneOf []string // the texts there are; empty when any goes
}

// Word is a name that the expressions of custom factors know. What the account
// says nothing of has no value.
type Word struct {
	Name     string
	Takes    []Taken // none is a plain name, without brackets
	Optional int     // how many of the last may be left out
	Gives    Kind
	Means    string
}

// maxTaken is how much a word takes at most.
const maxTaken = 3

// answerable is a Word and who answers it.
type answerable struct {
	Word
	say func(j *judgement, taken *[maxTaken]operand) operand
}

// Words lists what expressions may ask of an account.
func Words() []Word {
	all := make([]Word, 0, len(words()))
	for _, w := range vocabulary() {
		all = append(all, w.Word)
	}
	return all
}

// words are those of the vocabulary by their names.
var words = sync.OnceValue(func() map[string]answerable {
	all := map[string]answerable{}
	for _, w := range vocabulary() {
		all[w.Name] = w
	}
	return all
})

func vocabulary() (all []answerable) {
	for _, of := range [...][]answerable{contractWords(), profileWords(), usageWords(), supportWords(), answerWords(), relationshipWords(), objectiveWords()} {
		all = append(all, of...)
	}
	return all
}

// plainWord is a word that takes nothing.
func plainWord(name string, gives Kind, means string, say func(*judgement) operand) answerable {
	return answerable{Word{Name: name, Gives: gives, Means: means}, func(j *judgement, _ *[maxTaken]operand) operand { return say(j) }}
}

// askWord is a word that takes something.
func askWord(w Word, say func(*judgement, *[maxTaken]operand) operand) answerable {
	return answerable{w, say}
}

func quantity(n float64) operand { return operand{number: n} }
func whole(n int) operand        { return operand{number: float64(n)} }
func unknown(why string) operand { return operand{why: why} }

// named is a text; one that nobody said has no value.
func named(text string) operand {
	if text == "" {
		return unknown(noSource)
	}
	return operand{text: text}
}

// daysBack is how far back something is asked for, and before how many days.
func daysBack(most int) []Taken {
	return []Taken{{Name: "days", Kind: KindNumber, Most: most}, {Name: "ago", Kind: KindNumber, Most: most}}
}

// stretch are some days: those whose age lies from the one up to the other.
type stretch struct{ from, to int }

// stretchOf is the stretch of so many days that ended so many days ago; today is
// part of one that ended none.
func stretchOf(days, ago operand) stretch {
	return stretch{int(ago.number), int(ago.number) + int(days.number)}
}

func (s stretch) has(age int) bool { return age >= s.from && age < s.to }

// major is money in whole units of its currency.
func major(m heed.Money) float64 { return float64(m.Amount) / unitOf(m.Currency) }
