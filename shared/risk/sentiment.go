package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

var npsFactor = factor{
	Description: Description{
		Factor: "nps", Group: groupSentiment, Unit: "points",
		Title: heed.Text{EN: "NPS", DE: "NPS"}, Worst: .80, Best: -.45,
	},
	judge: nps, say: sayNPS,
	play: play("call_detractors", "nps", 2,
		heed.Text{EN: "Call those who are unhappy", DE: "Die Unzufriedenen anrufen"},
		heed.Text{EN: "Call them within 48 hours and log the outcome.", DE: "Binnen 48 Stunden anrufen und das Ergebnis festhalten."},
		heed.Text{EN: "Tell them within a week what will change.", DE: "Binnen einer Woche sagen, was sich ändert."}),
}

var npsLine = line{{3, .80}, {7.5, 0}, {9.5, -.45}}

// The NPS answers that reasons count: those nobody could misread, the
// detractors, and the promoters.
const (
	lowestNPS    = 3
	detractorNPS = 6
	promoterNPS  = 9
)

const quarterDays = 90

// nps is the mean of every contact's newest answer within the settings' window,
// 180 days unless told otherwise. Decision makers count twice; answers without a
// contact stand for one each.
func nps(j *judgement) verdict {
	newest := &j.answers.nps
	if len(newest.list) == 0 {
		return missing(absent(newest.older))
	}
	v, points, weights := verdict{of: len(newest.list)}, 0., 0.
	for _, i := range newest.list {
		a := &j.Answers[i]
		w := 1.
		if j.decides(a) {
			w = 2
		}
		points += w * float64(a.Score)
		weights += w
		v.at = later(v.at, a.Time)
	}
	v.value = points / weights
	v.effect = npsLine.at(v.value)
	for _, i := range newest.list {
		if npsLine.at(float64(j.Answers[i].Score))*v.effect > 0 {
			v.rest(i)
		}
	}
	return v
}

// absent says why there is no answer in the window.
func absent(older bool) string {
	if older {
		return stale
	}
	return noSource
}

// decides reports whether the answer came from a decision maker: as the answer
// says, else as the contact is known.
func (j *judgement) decides(a *heed.Answer) bool { return j.roleOf(a) == "decision_maker" }

// roleOf is the role of who answered: as the answer says, else as the contact is known.
func (j *judgement) roleOf(a *heed.Answer) string {
	role := a.Role
	for i := range j.Contacts {
		if role == "" && a.Contact != "" && j.Contacts[i].Hash == a.Contact {
			role = j.Contacts[i].Role
		}
	}
	return role
}

func sayNPS(j *judgement, v *verdict) heed.Text {
	newest := &j.answers.nps
	if v.effect < 0 {
		happy := j.tally(newest, promoterNPS, 10)
		return j.answered(happy, v, "9–10")
	}
	if low := j.tally(newest, 0, lowestNPS); low.n > 0 {
		text := j.answered(low, v, "0–3")
		return j.lastQuarter(text, low, lowestNPS)
	}
	if low := j.tally(newest, 0, detractorNPS); low.n > 0 && v.effect > 0 {
		text := j.answered(low, v, "0–6")
		return j.lastQuarter(text, low, detractorNPS)
	}
	return j.answered(tallied{}, v, "")
}

// tallied are the answers within some scores.
type tallied struct {
	n, decisionMakers int
	touchpoint        string // where all of them were asked; empty when they differ
	oldest            int    // the day of the oldest
}

func (j *judgement) tally(newest *newestAnswers, lowest, highest int) tallied {
	t := tallied{oldest: math.MaxInt}
	for _, i := range newest.list {
		a := &j.Answers[i]
		if a.Score < lowest || a.Score > highest {
			continue
		}
		if t.n == 0 {
			t.touchpoint = a.Cell.Touchpoint
		} else if t.touchpoint != a.Cell.Touchpoint {
			t.touchpoint = ""
		}
		t.n++
		t.oldest = min(t.oldest, dayOf(a.Time))
		if j.decides(a) {
			t.decisionMakers++
		}
	}
	return t
}

// after are the touchpoints a sentence can name in both languages.
var after = map[string]heed.Text{
	"support":    {EN: " after support", DE: " nach dem Support"},
	"onboarding": {EN: " after onboarding", DE: " nach der Einführung"},
	"renewal":    {EN: " around the renewal", DE: " rund um die Verlängerung"},
	"training":   {EN: " after a training", DE: " nach einer Schulung"},
}

// answered says who gave what; without anybody to name, the mean.
func (j *judgement) answered(t tallied, v *verdict, scores string) heed.Text {
	where := after[t.touchpoint]
	who := heed.Text{}
	if t.decisionMakers > 0 && v.of > 1 {
		who = heed.Text{EN: ", a decision maker among them", DE: ", darunter ein Entscheider"}
	}
	switch {
	case t.n == 0 && v.of == 1:
		return j.prose.text("The only respondent gave {1} of 10.", "Die einzige Antwort war eine {1} von 10.", num(v.value))
	case t.n == 0:
		return j.prose.text("{1} respondents gave {2} of 10 on average.", "{1} Befragte gaben im Mittel {2} von 10.", count(v.of), num(v.value))
	case v.of == 1:
		return j.prose.text("The only respondent gave {1} of 10{2}.", "Die einzige Antwort{2} war eine {1} von 10.", num(v.value), both(where))
	case t.n == 1:
		return j.prose.text("One of {1} respondents gave {2}{3}{4}.",
			"Eine von {1} befragten Personen gab{3} {2}{4}.", lower(v.of), same(scores), both(where), both(who))
	}
	return j.prose.text("{1} of {2} respondents gave {3}{4}{5}.",
		"{1} von {2} Befragten gaben{4} {3}{5}.", count(t.n), lower(v.of), same(scores), both(where), both(who))
}

// lastQuarter adds that nobody answered so badly in the quarter before, when
// there were answers then and all the bad ones are newer.
func (j *judgement) lastQuarter(text heed.Text, low tallied, highest int) heed.Text {
	if j.today-low.oldest >= quarterDays {
		return text
	}
	answers := 0
	for i := range j.Answers {
		a := &j.Answers[i]
		if a.Type != heed.FeedbackNPS || j.ago(a.Time) < quarterDays || j.ago(a.Time) >= 2*quarterDays {
			continue
		}
		if answers++; a.Score <= highest {
			return text
		}
	}
	if answers == 0 {
		return text
	}
	return j.prose.extended(text, "; last quarter nobody did.", "; im Vorquartal niemand.")
}

var badAnswerFactor = factor{
	Description: Description{
		Factor: "bad_answer", Group: groupSentiment, Unit: "answers",
		Title: heed.Text{EN: "Bad answers", DE: "Schlechte Antworten"}, Worst: .50,
	},
	judge: badAnswer, say: sayBadAnswer,
	play: play("close_the_loop", "bad_answer", 2,
		heed.Text{EN: "Close the loop", DE: "Den Kreis schließen"},
		heed.Text{EN: "Ask what went wrong and thank them for saying so.", DE: "Fragen, was schiefging, und für die Offenheit danken."},
		heed.Text{EN: "Come back with the fix or an honest no within a week.", DE: "Binnen einer Woche mit der Lösung oder einem ehrlichen Nein zurückkommen."}),
}

// badAnswer holds while the newest CSAT or CES answer of some contact within the
// settings' window, 90 days unless told otherwise, lies at the bottom of its scale.
func badAnswer(j *judgement) verdict {
	csat, ces := &j.answers.csat, &j.answers.ces
	if len(csat.list)+len(ces.list) == 0 {
		return missing(absent(csat.older || ces.older))
	}
	v := verdict{day: math.MinInt}
	for _, newest := range [...]*newestAnswers{csat, ces} {
		for _, i := range newest.list {
			j.takeBottom(&v, i)
		}
	}
	v.value = float64(v.n)
	if v.n > 0 {
		v.effect = .50
	}
	return v
}

func (j *judgement) takeBottom(v *verdict, i int) {
	a := &j.Answers[i]
	v.at = later(v.at, a.Time)
	if !metric.Bottom(heed.Metric(a.Type), a.Scale, a.Score) {
		return
	}
	v.n++
	v.rest(i)
	if day := dayOf(a.Time); day >= v.day {
		v.day, v.of = day, i
	}
}

func sayBadAnswer(j *judgement, v *verdict) heed.Text {
	switch {
	case v.n == 0:
		return j.prose.text("No recent CSAT or CES answer lies at the bottom.", "Keine neuere CSAT- oder CES-Antwort liegt am unteren Ende.")
	case v.n > 1:
		return j.prose.text("{1} CSAT or CES answers lie at the bottom of the scale, the last of {2}.",
			"{1} CSAT- oder CES-Antworten liegen am unteren Ende der Skala, die letzte vom {2}.", count(v.n), on(v.day))
	}
	a := &j.Answers[v.of]
	name := "CSAT"
	if a.Type == heed.FeedbackCES {
		name = "CES"
	}
	if j.decides(a) {
		return j.prose.text("A decision maker gave {1} on the {3} scale {4} on {2}.",
			"Ein Entscheider gab am {2} eine {1} auf der {3}-Skala {4}.", num(float64(a.Score)), on(v.day), same(name), same(a.Scale))
	}
	return j.prose.text("A respondent gave {1} on the {3} scale {4} on {2}.",
		"Eine befragte Person gab am {2} eine {1} auf der {3}-Skala {4}.", num(float64(a.Score)), on(v.day), same(name), same(a.Scale))
}
