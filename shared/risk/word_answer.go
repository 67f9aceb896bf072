package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// answerDays is how far back answers may be asked for.
const answerDays = 730

// answerWords ask about what people answered.
func answerWords() []answerable {
	survey := Taken{Name: "survey", Kind: KindText, OneOf: []string{heed.MetricNPS, heed.MetricCSAT, heed.MetricCES}}
	within := []Taken{survey, {Name: "days", Kind: KindNumber, Most: answerDays}}
	const scale = "; NPS as it is, CSAT and CES in percent of their scale"
	return []answerable{
		askWord(Word{Name: "answers", Takes: within, Gives: KindNumber, Means: "how many answers came in so many days"}, (*judgement).sayAnswers),
		askWord(Word{Name: "answer_mean", Takes: within, Gives: KindNumber, Means: "their mean" + scale}, (*judgement).sayAnswerMean),
		askWord(Word{Name: "answer", Takes: []Taken{survey}, Gives: KindNumber, Means: "the newest answer" + scale}, (*judgement).sayAnswer),
		askWord(Word{Name: "answer_age", Takes: []Taken{survey}, Gives: KindNumber, Means: "days since the newest answer"}, (*judgement).sayAnswerAge),
		plainWord("pulse", KindNumber, "the CSM's own view, 1 worst to 5 best, while it is valid", (*judgement).sayPulseScore),
	}
}

// answered is what the answers to a survey come to.
type answered struct {
	any    bool
	n      int
	sum    float64
	newest time.Time
	last   float64
}

// heardOf folds the answers to a survey of the last days.
func (j *judgement) heardOf(survey string, days int) (all answered) {
	for i := range j.Answers {
		a := &j.Answers[i]
		score, ok := scored(a, survey)
		if !ok || a.Time.After(j.asOf) {
			continue
		}
		all.any = true
		if a.Time.After(all.newest) || all.newest.IsZero() {
			all.newest, all.last = a.Time, score
		}
		if j.ago(a.Time) <= days {
			all.n++
			all.sum += score
		}
	}
	return all
}

// scored is an answer to a survey as a number; false for one to another.
func scored(a *heed.Answer, survey string) (float64, bool) {
	switch {
	case a.Type != "feedback."+survey:
		return 0, false
	case survey == heed.MetricNPS:
		return float64(a.Score), true
	}
	return metric.Share(survey, a.Scale, a.Score)
}

// sayHeard asks for something of a survey that somebody answered.
func (j *judgement) sayHeard(taken *[maxTaken]operand, of func(answered) operand) operand {
	all := j.heardOf(taken[0].text, int(taken[1].number))
	if !all.any {
		return unknown(noSource)
	}
	return of(all)
}

func (j *judgement) sayAnswers(taken *[maxTaken]operand) operand {
	return j.sayHeard(taken, func(all answered) operand { return whole(all.n) })
}

func (j *judgement) sayAnswerMean(taken *[maxTaken]operand) operand {
	return j.sayHeard(taken, func(all answered) operand {
		if all.n == 0 {
			return unknown(stale)
		}
		return quantity(all.sum / float64(all.n))
	})
}

func (j *judgement) sayAnswer(taken *[maxTaken]operand) operand {
	return j.sayHeard(taken, func(all answered) operand { return quantity(all.last) })
}

func (j *judgement) sayAnswerAge(taken *[maxTaken]operand) operand {
	return j.sayHeard(taken, func(all answered) operand { return whole(j.ago(all.newest)) })
}

func (j *judgement) sayPulseScore() operand {
	if v := pulse(j); v.why != "" {
		return unknown(v.why)
	}
	return whole(j.Pulse.Score)
}
