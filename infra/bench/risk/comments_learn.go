package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// How weights are learned: logistic regression on good and bad, which starts from
// the lists and leaves them only as far as the comments bear out.
const (
	strength = 6.  // of the Gaussian prior around the lists, for each word
	rounds   = 400 // of gradient descent
	leastUse = 8   // comments with a word, for it to be learned
	leastSay = .2  // and the least weight worth shipping
	mostSay  = 2.  // and the most
	mostOff  = .75 // of a listed weight that may go
	pace     = .5  // of a round, by AdaGrad (Duchi, Hazan and Singer 2011)
)

// learned are weights on top of the lists.
type learned map[string]float64

func (l learned) sentiment(r rated) float64 {
	e := comment.Weigh(r.text)
	z := e.Listed
	for key, factor := range e.Factors {
		z += factor * l[key]
	}
	return comment.Sentiment(z)
}

// lesson is a comment as it is learned from.
type lesson struct {
	listed float64
	keys   []int
	factor []float64
	good   float64
}

// weights learns from the comments that were rated good or bad: of the words on the
// lists only, unless all are to be tried. Others are of hospitals, and names of people.
func weights(from []rated, all bool) learned {
	lessons, keys := lessons(from, all)
	f := fit{words: make([]float64, len(keys)), slope: .5, seen: make([]float64, len(keys)+2)}
	for range rounds {
		f.descend(f.gradient(lessons))
	}
	return f.shipped(keys)
}

// fit is a logistic regression: words on top of the lists, a slope and a base. Only
// the words are kept: what share of comments is bad differs from one hospital to the next.
type fit struct {
	words       []float64
	slope, base float64
	seen        []float64 // squares of the gradients so far
}

// gradient is that of the log loss and the prior: the words', the slope's, the base's.
func (f *fit) gradient(lessons []lesson) []float64 {
	n := len(f.words)
	g := make([]float64, n+2)
	for k, w := range f.words {
		g[k] = strength * w
	}
	for _, l := range lessons {
		z := l.listed
		for i, k := range l.keys {
			z += l.factor[i] * f.words[k]
		}
		off := learn.Probability(f.slope*z+f.base) - l.good
		for i, k := range l.keys {
			g[k] += off * f.slope * l.factor[i]
		}
		g[n] += off * z
		g[n+1] += off
	}
	return g
}

func (f *fit) descend(gradient []float64) {
	step := make([]float64, len(gradient))
	for k, g := range gradient {
		f.seen[k] += g * g
		step[k] = pace * g / math.Sqrt(f.seen[k]+1e-9)
	}
	n := len(f.words)
	for k := range f.words {
		f.words[k] -= step[k]
	}
	f.slope -= step[n]
	f.base -= step[n+1]
}

func lessons(from []rated, all bool) (list []lesson, keys []string) {
	evidence, used := make([]comment.Evidence, len(from)), map[string]int{}
	for i, r := range from {
		evidence[i] = comment.Weigh(r.text)
		for key := range evidence[i].Factors {
			used[key]++
		}
	}
	at := map[string]int{}
	for _, key := range slices.Sorted(maps.Keys(used)) {
		if used[key] >= leastUse && (all || comment.Listed(key) != 0) {
			at[key] = len(keys)
			keys = append(keys, key)
		}
	}
	for i, r := range from {
		if r.tone != 0 {
			list = append(list, lessonOf(evidence[i], r.tone, at))
		}
	}
	return list, keys
}

func lessonOf(e comment.Evidence, tone int, at map[string]int) lesson {
	l := lesson{listed: e.Listed, good: float64(tone+1) / 2}
	for _, key := range slices.Sorted(maps.Keys(e.Factors)) {
		if k, ok := at[key]; ok {
			l.keys, l.factor = append(l.keys, k), append(l.factor, e.Factors[key])
		}
	}
	return l
}

// shipped are the weights that are worth it, in hundredths. None turns a word of the
// lists into its opposite.
func (f *fit) shipped(keys []string) learned {
	l := learned{}
	for k, key := range keys {
		w := min(max(f.words[k], -mostSay), mostSay)
		switch listed := comment.Listed(key); {
		case listed > 0:
			w = max(w, -mostOff*listed)
		case listed < 0:
			w = min(w, -mostOff*listed)
		}
		if math.Abs(w) >= leastSay {
			l[key] = math.Round(100*w) / 100
		}
	}
	return l
}

// teach writes what both sets taught beside the word lists.
func (b *bench) teach() error {
	late, err := b.frameworkComments()
	if err != nil {
		return err
	}
	early, err := b.phaseOneComments()
	if err != nil {
		return err
	}
	w := weights(append(late, early...), false)
	var text strings.Builder
	text.WriteString(learnedHead)
	for _, key := range slices.SortedFunc(maps.Keys(w), func(a, b string) int { return cmp.Or(cmp.Compare(w[a], w[b]), cmp.Compare(a, b)) }) {
		fmt.Fprintf(&text, "%+d %s\n", int(math.Round(1000*w[key])), key)
	}
	return os.WriteFile(learnedFile, []byte(text.String()), 0o644)
}

const learnedHead = `# What rated comments add to the weights of English words, in thousandths. Made by
# "go run ./infra/bench/risk -only comments -learn" from the friends-and-family comments of
# The-Strategy-Unit/pxtextmining, MIT, Copyright (c) 2021 NHS England. No comment can be told from it.
`
