package risk

import (
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

var commentFactor = factor{
	Description: Description{
		Factor: "comment_sentiment", Group: groupSentiment, Unit: "sentiment",
		Title: heed.Text{EN: "Comments", DE: "Kommentare"}, Worst: .30, Best: -.15,
	},
	judge: comments, say: sayComments,
	play: play("answer_comments", "comment_sentiment", 3,
		heed.Text{EN: "Answer what they wrote", DE: "Auf das Geschriebene antworten"},
		heed.Text{EN: "Read the comments and say what you take from them.", DE: "Die Kommentare lesen und sagen, was daraus folgt."},
		heed.Text{EN: "Name who takes care of it, and until when.", DE: "Benennen, wer sich bis wann kümmert."}),
	over: heed.Text{EN: "Comments no longer count: the last are too old.", DE: "Kommentare zählen nicht mehr: Die letzten sind zu alt."},
}

// The score that came with a comment says much of the same: so the effect is small,
// and the group is capped.
var commentLine = line{{-.6, .30}, {-clearTone, 0}, {clearTone, 0}, {.6, -.15}}

// clearTone is the sentiment beyond which one comment sounds unhappy or content.
const clearTone = heed.ToneLine / 1000.

// comments is the mean sentiment of what people wrote beside those answers that
// are the newest of their contact within its window. Decision makers count twice.
// Nobody has to write: without comments it does not apply.
func comments(j *judgement) verdict {
	v, sum, weights := verdict{}, 0., 0.
	j.eachComment(func(i int) {
		w := 1.
		if j.decides(&j.Answers[i]) {
			w = 2
		}
		sum += w * j.tone(i)
		weights += w
		v.of++
		v.at = later(v.at, j.Answers[i].Time)
	})
	if v.of == 0 {
		v.beside = true
		return v
	}
	v.value = sum / weights
	v.effect = commentLine.at(v.value)
	j.eachComment(func(i int) {
		if commentLine.at(j.tone(i))*v.effect > 0 {
			v.n++
			v.rest(i)
		}
	})
	return v
}

func (j *judgement) eachComment(take func(answer int)) {
	for _, newest := range [...]*newestAnswers{&j.answers.nps, &j.answers.csat, &j.answers.ces} {
		for _, i := range newest.list {
			if j.Answers[i].Tone != nil {
				take(i)
			}
		}
	}
}

// tone is the sentiment of an answer's comment, −1 to 1.
func (j *judgement) tone(i int) float64 { return float64(j.Answers[i].Tone.Sentiment) / 1000 }

// sayComments tells how many sound how, and of what most of them speak; never a word of theirs.
func sayComments(j *judgement, v *verdict) heed.Text {
	tone := heed.Text{EN: "unhappy", DE: "unzufrieden"}
	switch {
	case v.effect == 0:
		return j.prose.text("Recent comments sound neither unhappy nor content.", "Neuere Kommentare klingen weder unzufrieden noch zufrieden.")
	case v.effect < 0:
		tone = heed.Text{EN: "content", DE: "zufrieden"}
	}
	about := themeTexts[j.mainTheme(v)]
	switch {
	case v.of == 1:
		return j.prose.text("The only recent comment sounds {1}{2}.", "Der einzige neuere Kommentar klingt {1}{2}.", both(tone), both(about))
	case v.n == 1:
		return j.prose.text("One of {1} recent comments sounds {2}{3}.", "Einer von {1} neueren Kommentaren klingt {2}{3}.", lower(v.of), both(tone), both(about))
	case v.n == 0:
		return j.prose.text("Recent comments sound rather {1}.", "Neuere Kommentare klingen eher {1}.", both(tone))
	}
	return j.prose.text("{1} of {2} recent comments sound {3}{4}.", "{1} von {2} neueren Kommentaren klingen {3}{4}.", count(v.n), lower(v.of), both(tone), both(about))
}

// mainTheme is the theme of most comments behind a verdict, of equally many the first
// in the order of heed.Themes; empty when they name none.
func (j *judgement) mainTheme(v *verdict) (main string) {
	named := make([]int, len(heed.Themes))
	j.eachComment(func(i int) {
		if commentLine.at(j.tone(i))*v.effect <= 0 {
			return
		}
		for _, theme := range j.Answers[i].Tone.Themes {
			if at := slices.Index(heed.Themes, theme); at != none {
				named[at]++
			}
		}
	})
	most := 0
	for at, n := range named {
		if n > most {
			main, most = heed.Themes[at], n
		}
	}
	return main
}

// themeTexts end a sentence. Praise needs no saying.
var themeTexts = map[string]heed.Text{
	"price":         {EN: ", mostly about the price", DE: ", es geht vor allem um den Preis"},
	"support":       {EN: ", mostly about support", DE: ", es geht vor allem um den Support"},
	"usability":     {EN: ", mostly about usability", DE: ", es geht vor allem um die Bedienung"},
	"reliability":   {EN: ", mostly about reliability", DE: ", es geht vor allem um die Zuverlässigkeit"},
	"performance":   {EN: ", mostly about speed", DE: ", es geht vor allem um die Geschwindigkeit"},
	"feature":       {EN: ", mostly about features", DE: ", es geht vor allem um Funktionen"},
	"integration":   {EN: ", mostly about integrations", DE: ", es geht vor allem um Schnittstellen"},
	"onboarding":    {EN: ", mostly about onboarding", DE: ", es geht vor allem um die Einführung"},
	"billing":       {EN: ", mostly about contract and billing", DE: ", es geht vor allem um Vertrag und Abrechnung"},
	"communication": {EN: ", mostly about communication", DE: ", es geht vor allem um die Kommunikation"},
	"competitor":    {EN: ", mostly about competitors", DE: ", es geht vor allem um Wettbewerber"},
}
