package main

import (
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// hospitalThemes are the themes of the NHS's framework that mean about what one of
// Heed's does.
var hospitalThemes = map[string][]string{
	"support":       {"Staff manner & personal attributes", "Staff responsiveness", "Staff listening, understanding & involving patients", "Competence & training", "Number & deployment of staff"},
	"communication": {"Unspecified communication", "Information directly from staff during care", "Information provision & guidance", "Being kept informed, clarity & consistency of information"},
	"praise":        {"Positive experience & gratitude"},
}

// frameworkComments are those of the framework's sixth version: sentiment from 1,
// very positive, to 5, and themes. Those nobody rated are left out.
func (b *bench) frameworkComments() ([]rated, error) {
	s, err := read(filepath.Join(b.folder, "nhs_fft_comments_v6.csv"))
	if err != nil {
		return nil, err
	}
	tones := map[string]int{"1": 1, "2": 1, "3": 0, "4": -1, "5": -1}
	return s.comments("FFT answer", "Comment sentiment", func(v string) (int, bool) { tone, ok := tones[v]; return tone, ok })
}

// phaseOneComments are those of the first phase, rated from −5 to 5. A 0 says both
// "neither" and "not rated", and is left out.
func (b *bench) phaseOneComments() ([]rated, error) {
	s, err := read(filepath.Join(b.folder, "nhs_fft_comments_phase1.csv"))
	if err != nil {
		return nil, err
	}
	return s.comments("feedback", "criticality", func(v string) (int, bool) {
		n, err := strconv.Atoi(v)
		return n / max(n, -n, 1), err == nil && n != 0 && n >= -5 && n <= 5
	})
}

// comments reads rated comments, each text once, however often it was written.
func (s *sheet) comments(text, label string, tone func(string) (int, bool)) (all []rated, err error) {
	texts, err := s.column(text)
	if err != nil {
		return nil, err
	}
	labels, err := s.column(label)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i, text := range texts {
		tone, ok := tone(labels[i])
		if name := normal(text); ok && name != "" && !seen[name] {
			seen[name] = true
			all = append(all, rated{text: text, tone: tone, themes: s.hospitalThemes(i)})
		}
	}
	return all, nil
}

func (s *sheet) hospitalThemes(row int) (themes []string) {
	for _, theme := range heed.Themes {
		for _, name := range hospitalThemes[theme] {
			if at := slices.Index(s.header, name); at >= 0 && s.rows[row][at] == "1" && !slices.Contains(themes, theme) {
				themes = append(themes, theme)
			}
		}
	}
	return themes
}

// normal is a text without what does not tell two apart.
func normal(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// partOf deals comments out to parts, one text always to the same.
func partOf(r rated) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(normal(r.text)))
	return int(h.Sum32() % parted)
}

// patients measures on the comments of patients, and gives them.
func (b *bench) patients() ([]rated, error) {
	late, err := b.frameworkComments()
	if err != nil {
		return nil, err
	}
	early, err := b.phaseOneComments()
	if err != nil {
		return nil, err
	}
	b.hospital(late, early)
	b.hospitalThemes(late)
	return late, nil
}

// hospital measures on the comments of patients. Weights are learned without the
// part they are measured on; the early set is measured with what the late one taught.
func (b *bench) hospital(late, early []rated) {
	listed, unseen := scores(late, listsOnly), crossed(late, early, false)
	b.tones("NHS 2023, lists alone", late, listed)
	b.tones("NHS 2023", late, unseen)
	b.better("NHS 2023: learned above lists", late, unseen, listed)
	long := func(r rated) bool { return len(strings.Fields(r.text)) > 3 }
	b.tones("NHS 2023, four words or more", kept(late, late, long), kept(unseen, late, long))
	b.tones("NHS 2023, all words learned, not shipped", late, crossed(late, early, true))
	taught := map[string]bool{}
	for _, r := range late {
		taught[normal(r.text)] = true
	}
	early = kept(early, early, func(r rated) bool { return !taught[normal(r.text)] })
	b.tones("NHS 2021, lists alone", early, scores(early, listsOnly))
	b.tones("NHS 2021, learned from 2023", early, scores(early, weights(late, false).sentiment))
}

// crossed gives every late comment the sentiment that the other parts of both sets teach.
func crossed(late, early []rated, all bool) []float64 {
	unseen := make([]float64, len(late))
	for part := range parted {
		other := func(r rated) bool { return partOf(r) != part }
		w := weights(append(kept(late, late, other), kept(early, early, other)...), all)
		for i, r := range late {
			if partOf(r) == part {
				unseen[i] = w.sentiment(r)
			}
		}
	}
	return unseen
}

// better puts down by how much one way tells good from bad better than another.
func (b *bench) better(name string, all []rated, x, y []float64) {
	judged := func(r rated) bool { return r.tone != 0 }
	var good []bool
	for _, r := range kept(all, all, judged) {
		good = append(good, r.tone > 0)
	}
	e := learn.Compare(kept(x, all, judged), kept(y, all, judged), good)
	b.out.note(name, fmt.Sprintf("%+.3f (%+.3f to %+.3f)", e.Value, e.Low, e.High), "AUC, paired")
}

// kept are the values of the comments to keep.
func kept[T any](values []T, of []rated, keep func(rated) bool) (list []T) {
	for i, r := range of {
		if keep(r) {
			list = append(list, values[i])
		}
	}
	return list
}

func (b *bench) hospitalThemes(all []rated) {
	for _, theme := range heed.Themes {
		if hospitalThemes[theme] != nil {
			b.theme("NHS 2023", theme, all)
		}
	}
}
