package risk

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// wrote is an answer with a comment that came to something.
func wrote(contact, role string, sentiment int, themes ...string) heed.Answer {
	a := answer(heed.FeedbackCSAT, 3, 9, contact, role)
	a.Tone = &heed.Tone{Sentiment: sentiment, Themes: themes}
	return a
}

func commented(list ...heed.Answer) (heed.Risk, *heed.Factor) {
	s := acme()
	s.Answers = list
	r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
	i := slices.IndexFunc(r.Factors, func(f heed.Factor) bool { return f.Factor == "comment_sentiment" })
	if i < 0 {
		return r, nil
	}
	return r, &r.Factors[i]
}

func TestComments(t *testing.T) {
	bare := answer(heed.FeedbackCSAT, 3, 9, "h4", "")
	for name, c := range map[string]struct {
		answers []heed.Answer
		want    float64
		en, de  string
	}{
		"one furious": {
			[]heed.Answer{wrote("h5", "", -900, "price"), bare},
			.30,
			"The only recent comment sounds unhappy, mostly about the price.", "Der einzige neuere Kommentar klingt unzufrieden, es geht vor allem um den Preis.",
		},
		"two of three": {
			[]heed.Answer{wrote("h5", "", -900, "support", "price"), wrote("h6", "", -700, "reliability", "support"), wrote("h7", "", 400, "praise")},
			.15,
			"Two of three recent comments sound unhappy, mostly about support.", "Zwei von drei neueren Kommentaren klingen unzufrieden, es geht vor allem um den Support.",
		},
		"one of two": {
			[]heed.Answer{wrote("h5", "", -1000), wrote("h6", "", 0)},
			.225,
			"One of two recent comments sounds unhappy.", "Einer von zwei neueren Kommentaren klingt unzufrieden.",
		},
		"content": {
			[]heed.Answer{wrote("h5", "", 800, "praise"), wrote("h6", "", 700, "support")},
			-.15,
			"Two of two recent comments sound content, mostly about support.", "Zwei von zwei neueren Kommentaren klingen zufrieden, es geht vor allem um den Support.",
		},
		"a decision maker counts twice": {
			[]heed.Answer{wrote("h5", "decision_maker", -900), wrote("h6", "", 600)},
			.15,
			"One of two recent comments sounds unhappy.", "Einer von zwei neueren Kommentaren klingt unzufrieden.",
		},
		"neither": {[]heed.Answer{wrote("h5", "", 150, "price")}, 0, "", ""},
	} {
		_, f := commented(c.answers...)
		if f == nil || math.Abs(f.Contribution-c.want) > 1e-9 || f.Reason != (heed.Text{EN: c.en, DE: c.de}) {
			t.Errorf("%s: %+v, want %v and %q", name, f, c.want, c.en)
		}
	}
}

// Nobody has to write: then the factor is neither there nor missing, and coverage is
// what it was.
func TestNobodyHasToWrite(t *testing.T) {
	r, f := commented(answer(heed.FeedbackCSAT, 3, 9, "h4", ""))
	if f != nil || slices.ContainsFunc(r.Missing, func(m heed.Missing) bool { return m.Factor == "comment_sentiment" }) {
		t.Errorf("%+v, %+v", f, r.Missing)
	}
}

// A score and the comment that came with it are largely one thing: with everything
// else of the group they raise the risk by no more than the group may.
func TestAScoreAndItsCommentAreNotCountedTwice(t *testing.T) {
	s := acme()
	s.Answers = []heed.Answer{answer(heed.FeedbackNPS, 0, 9, "h1", ""), wrote("h5", "", -1000), answer(heed.FeedbackCES, 1, 5, "h1", "")}
	s.Answers[0].Tone = &heed.Tone{Sentiment: -1000}
	sum := 0.
	for _, f := range Assess(s, Prior(.10), heed.DefaultSettings(), now).Factors {
		if f.Group == groupSentiment {
			sum += f.Contribution
		}
	}
	if sum > maxGroup+1e-9 {
		t.Errorf("the group raises the risk by %v", sum)
	}
}

// Every theme that people complain of can be named.
func TestEveryThemeHasItsWords(t *testing.T) {
	for _, theme := range heed.Themes {
		text := themeTexts[theme]
		if (theme != heed.ThemePraise) != (strings.HasPrefix(text.EN, ", ") && strings.HasPrefix(text.DE, ", ")) {
			t.Errorf("%s is named %+v", theme, text)
		}
	}
}

func TestUnhappierCommentsAreNeverBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(-1000, 1000).Draw(t, "a"), rapid.IntRange(-1000, 1000).Draw(t, "b")
		x, _ := commented(wrote("h5", "", max(a, b)))
		y, _ := commented(wrote("h5", "", min(a, b)))
		if y.LogOdds < x.LogOdds-1e-9 {
			t.Fatalf("a comment of %d has less risk than one of %d", min(a, b), max(a, b))
		}
	})
}
