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
		text = r.changed(risk)
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
func (r *receipt) changed(risk *heed.Risk) (text heed.Text) {
	total := r.change(risk)
	if math.Abs(total) < seen {
		return text
	}
	most := 0.
	for i := range risk.Factors {
		if f := &risk.Factors[i]; f.Delta*total > 0 && math.Abs(f.Delta) > most && !relative(f) {
			text, most = f.Reason, math.Abs(f.Delta)
		}
	}
	for _, f := range r.faded[:r.silent] {
		if f.before*total < 0 && math.Abs(f.before) > most {
			text, most = f.factor.fading(), math.Abs(f.before)
		}
	}
	return text
}

// change is by how much the factors together move the log-odds since the receipt before.
func (r *receipt) change(risk *heed.Risk) (total float64) {
	for i := range risk.Factors {
		if f := &risk.Factors[i]; !relative(f) {
			total += f.Delta
		}
	}
	for _, f := range r.faded[:r.silent] {
		total -= f.before
	}
	return total
}

// relative reports whether a factor measures the account against the portfolio:
// what moves it may be other accounts, and is no news of this one.
func relative(f *heed.Factor) bool { return f.Factor == tenureFactor.Factor }

// fading says that a factor counts no longer.
func (f *factor) fading() heed.Text {
	if f.over != (heed.Text{}) {
		return f.over
	}
	return heed.Text{
		EN: f.Title.EN + " no longer counts: what is known is too old.",
		DE: f.Title.DE + " zählt nicht mehr: Was bekannt ist, ist zu alt.",
	}
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
