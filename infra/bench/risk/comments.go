package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/comment"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// The comments of businesses, and where what is learned is written; both beside
// the code that reads comments.
const (
	businessFiles = "shared/comment/testdata/"
	learnedFile   = "shared/comment/words/learned.txt"
)

// plain is the sentiment beyond which a comment is taken for good or bad.
const plain = .2

// rated is a comment with what people made of it.
type rated struct {
	text   string
	tone   int // −1 bad, 0 neither, 1 good
	themes []string
	lang   heed.Language
}

// scorer gives comments a sentiment.
type scorer func(r rated) float64

func asShipped(r rated) float64 { return comment.Read(r.text, "").Sentiment }

func listsOnly(r rated) float64 { return comment.Sentiment(comment.Weigh(r.text).Listed) }

// measureComments measures the reading of comments. Those of patients may be missing:
// then it says so, and goes on.
func measureComments(b *bench) error {
	if b.teaches {
		return b.teach()
	}
	all, err := b.business()
	if err != nil {
		return err
	}
	late, err := b.patients()
	if errors.Is(err, fs.ErrNotExist) {
		b.out.note("NHS", "left out", err.Error()+" (docs/comments.md)")
		late, err = all, nil
	}
	if err != nil {
		return err
	}
	return b.commentSpeed(late)
}

// business measures on comments of businesses, by language. They take part in nothing else.
func (b *bench) business() (both []rated, err error) {
	for _, kind := range []string{"plain", "indirect"} {
		all, err := businessComments(kind + ".tsv")
		if err != nil {
			return nil, err
		}
		both = append(both, all...)
		for _, lang := range []heed.Language{heed.English, heed.German} {
			of := kept(all, all, func(r rated) bool { return r.lang == lang })
			name := "made up, " + kind + ", " + string(lang)
			b.tones(name, of, scores(of, asShipped))
			b.theme(name, "", of)
			b.languages(name, of, lang)
		}
	}
	return both, nil
}

// languages puts down how often the words of a comment tell its language.
func (b *bench) languages(name string, all []rated, lang heed.Language) {
	told := 0
	for _, r := range all {
		told += count(comment.Read(r.text, "").Language == lang)
	}
	b.out.note(name+": language", share(told, len(all)), "told by the words alone")
}

func businessComments(name string) (all []rated, err error) {
	text, err := os.ReadFile(businessFiles + name)
	if err != nil {
		return nil, fmt.Errorf("%w (run it from the top of the source)", err)
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) == 4 && f[0][0] != '#' {
			all = append(all, rated{lang: heed.Language(f[0]), tone: strings.Index("-0+", f[1]) - 1, themes: strings.Fields(f[2]), text: f[3]})
		}
	}
	return all, nil
}

// tones puts down how well sentiments tell good from bad.
func (b *bench) tones(name string, all []rated, sentiments []float64) {
	var ranked []float64
	var good []bool
	right, decided, apart, confusion := 0, 0, 0, [3][3]int{}
	for i, r := range all {
		told := toneOf(sentiments[i])
		confusion[r.tone+1][told+1]++
		if told == r.tone {
			right++
		}
		if r.tone != 0 {
			ranked, good = append(ranked, sentiments[i]), append(good, r.tone > 0)
			decided += count(told != 0)
			apart += count(told == r.tone)
		}
	}
	auc := learn.AUC(ranked, good)
	b.out.note(name+": AUC", fmt.Sprintf("%.3f (%.3f to %.3f)", auc.Value, auc.Low, auc.High), fmt.Sprintf("good before bad, %d comments", len(good)))
	b.out.note(name+": right where it decides", share(apart, decided), fmt.Sprintf("of %s that lie beyond ±%.2f", share(decided, len(good)), plain))
	b.out.note(name+": accuracy, macro-F1", fmt.Sprintf("%.3f, %.3f", float64(right)/float64(len(all)), macroF1(confusion)),
		fmt.Sprintf("good, neither, bad; %d comments, lines at ±%.2f", len(all), plain))
}

func toneOf(sentiment float64) int {
	switch {
	case sentiment > plain:
		return 1
	case sentiment < -plain:
		return -1
	}
	return 0
}

// macroF1 is the mean over classes of the harmonic mean of precision and recall.
func macroF1(confusion [3][3]int) (mean float64) {
	for k := range confusion {
		wrong := 0
		for other := range confusion {
			if other != k {
				wrong += confusion[k][other] + confusion[other][k]
			}
		}
		if confusion[k][k] > 0 {
			mean += 2 * float64(confusion[k][k]) / float64(2*confusion[k][k]+wrong) / float64(len(confusion))
		}
	}
	return mean
}

// theme puts down how well a theme is found; without a name, all of them together.
func (b *bench) theme(name, theme string, all []rated) {
	both, told, meant := 0, 0, 0
	for _, r := range all {
		found := comment.Read(r.text, "").Themes
		for _, t := range heed.Themes {
			if theme != "" && t != theme {
				continue
			}
			told += count(slices.Contains(found, t))
			meant += count(slices.Contains(r.themes, t))
			both += count(slices.Contains(found, t) && slices.Contains(r.themes, t))
		}
	}
	if theme == "" {
		theme = "themes"
	}
	b.out.note(name+": "+theme, share(both, told)+" right, "+share(both, meant)+" found", fmt.Sprintf("precision and recall, %d meant", meant))
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func share(n, of int) string {
	return strconv.FormatFloat(100*float64(n)/float64(max(of, 1)), 'f', 0, 64) + " %"
}

func scores(all []rated, score scorer) []float64 {
	list := make([]float64, len(all))
	for i, r := range all {
		list[i] = score(r)
	}
	return list
}

// commentSpeed takes the time of reading, words and all.
func (b *bench) commentSpeed(all []rated) error {
	bytes := 0
	for _, r := range all {
		bytes += len(r.text)
	}
	took := least(func() {
		for _, r := range all {
			comment.Read(r.text, "")
		}
	})
	b.out.note("comments read per second", fmt.Sprintf("%.0f", float64(len(all))/took.Seconds()), fmt.Sprintf("one core, least of %d, %d bytes each in the mean", clockTurns, bytes/len(all)))
	worst := time.Duration(0)
	for _, words := range []string{"not but very ", "but ", "schlecht, ", "would be nice ", "kündigungsfristverlängerungswunschzettelabgabe ", "no bugs or "} {
		long := strings.Repeat(words, comment.MaxBytes)
		worst = max(worst, least(func() { comment.Read(long, "") }))
	}
	b.out.note("the longest comment", fmt.Sprintf("%.1f ms", worst.Seconds()*1e3), "the slowest of some made to be slow")
	return b.commentBytes()
}

func (b *bench) commentBytes() error {
	total := int64(0)
	for _, name := range []string{"en.txt", "de.txt", "signs.txt", "learned.txt"} {
		info, err := os.Stat("shared/comment/words/" + name)
		if err != nil {
			return err
		}
		total += info.Size()
	}
	b.out.note("word lists", fmt.Sprintf("%.1f KB", float64(total)/1024), "in the program")
	return nil
}
