package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// seen is the change of log-odds that a person would notice.
const seen = .05

// reason says in one sentence what changed since the receipt before: the factor
// that moved most in the direction of the change. Where nothing changed, or
// nothing was said before, it names the factor that weighs most. A decisive fact
// is always the reason.
func (r *receipt) reason(j *judgement, risk *heed.Risk) heed.Text {
	if r.n > 0 && risk.Factors[0].Decisive {
		return risk.Factors[0].Reason
	}
	text := heed.Text{}
	if j.Previous != nil {
		text = r.changed(j, risk)
	}
	if text == (heed.Text{}) {
		text = weightiest(risk)
	}
	if text == (heed.Text{}) {
		return j.nothing(risk.Coverage)
	}
	return j.withDeadline(text, risk)
}

// changed is the sentence of the factor that explains the change, also of one
// that counts no longer; empty when the change is too small to see.
func (r *receipt) changed(j *judgement, risk *heed.Risk) (text heed.Text) {
	total := 0.
	for i := range risk.Factors {
		total += risk.Factors[i].Delta
	}
	r.eachFaded(j, func(_ *factor, delta float64) { total += delta })
	if math.Abs(total) < seen {
		return text
	}
	most := 0.
	for i := range risk.Factors {
		if f := &risk.Factors[i]; f.Delta*total > 0 && math.Abs(f.Delta) > most {
			text, most = f.Reason, math.Abs(f.Delta)
		}
	}
	r.eachFaded(j, func(f *factor, delta float64) {
		if delta*total > 0 && math.Abs(delta) > most {
			text, most = f.fading(), math.Abs(delta)
		}
	})
	return text
}

// eachFaded calls f with every factor that moved the risk before and is not in
// this receipt, and with how its silence moves it.
func (r *receipt) eachFaded(j *judgement, f func(*factor, float64)) {
	for _, list := range [...][]factor{factors, decisive} {
		for i := range list {
			if before := j.Previous.Factors[list[i].Factor]; before != 0 && !r.has(&list[i]) {
				f(&list[i], -before)
			}
		}
	}
}

func (r *receipt) has(f *factor) bool {
	for i := range r.entries[:r.n] {
		if r.entries[i].factor == f {
			return true
		}
	}
	return false
}

// fading says that a factor counts no longer.
func (f *factor) fading() heed.Text {
	if f.over != (heed.Text{}) {
		return f.over
	}
	return heed.Text{EN: f.Title.EN + " no longer counts: what is known is too old.",
		DE: f.Title.DE + " zählt nicht mehr: Was bekannt ist, ist zu alt."}
}

// weightiest is the sentence of the factor that weighs most in the direction in
// which the factors together move the risk.
func weightiest(risk *heed.Risk) (text heed.Text) {
	offset, most := risk.LogOdds-risk.Base, 0.
	for i := range risk.Factors {
		if f := &risk.Factors[i]; f.Contribution*offset > 0 && math.Abs(f.Contribution) > most {
			text, most = f.Reason, math.Abs(f.Contribution)
		}
	}
	return text
}

// nothing is what an honest judge says without a reason.
func (j *judgement) nothing(coverage float64) heed.Text {
	return j.prose.text("Nothing moves the risk either way; {1} % of the picture is known.",
		"Nichts bewegt das Risiko in eine Richtung; {1} % des Bildes sind bekannt.", num(math.Floor(100*coverage)))
}

// withDeadline adds how many days are left to decide, where a date is known.
func (j *judgement) withDeadline(text heed.Text, risk *heed.Risk) heed.Text {
	if risk.Target.DecisionDate == "" {
		return text
	}
	en, de, days := deadline(risk.Target.Days)
	return j.prose.extended(text, en, de, span(days))
}

func deadline(left int) (en, de string, days int) {
	switch {
	case left < 0:
		return "; the decision is {1} overdue.", "; die Entscheidung ist seit {1} überfällig.", -left
	case left == 0:
		return "; the decision is due today.", "; die Entscheidung steht heute an.", 0
	case left == 1:
		return "; the decision is due tomorrow.", "; die Entscheidung steht morgen an.", 1
	}
	return "; the decision is due in {1}.", "; die Entscheidung steht in {1} an.", left
}
