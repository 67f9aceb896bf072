package risk

import (
	"cmp"
	"math"
	"slices"

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

// changed is the sentence of what explains the change: of the group that moved
// most, the factor that did, or all in one line that moved together; also such as
// count no longer. It is empty when the change is too small to see.
func (r *receipt) changed(risk *heed.Risk) heed.Text {
	total := r.change(risk)
	if math.Abs(total) < seen {
		return heed.Text{}
	}
	moved := r.moves(risk, total)
	if len(moved) == 0 {
		return heed.Text{}
	}
	said := make([]heed.Text, 0, maxTogether)
	for i, m := range moved[:min(len(moved), maxTogether)] {
		if i == 0 || m.by >= seen {
			said = append(said, m.text)
		}
	}
	return heed.Together(moved[0].group, total > 0, said)
}

// maxTogether is how many factors one line speaks of: more nobody reads aloud.
const maxTogether = 3

// move is a factor that moved the risk the way it went.
type move struct {
	group string
	by    float64
	text  heed.Text
}

// moves are those of the group that moved the risk most, the largest first.
func (r *receipt) moves(risk *heed.Risk, total float64) (moved []move) {
	for i := range risk.Factors {
		if f := &risk.Factors[i]; f.Delta*total > 0 && !relative(f) {
			moved = append(moved, move{f.Group, math.Abs(f.Delta), f.Reason})
		}
	}
	for _, f := range r.faded[:r.silent] {
		if f.before*total < 0 {
			moved = append(moved, move{f.factor.Group, math.Abs(f.before), f.factor.fading()})
		}
	}
	most := ""
	by := map[string]float64{}
	for _, m := range moved {
		if by[m.group] += m.by; by[m.group] > by[most] {
			most = m.group
		}
	}
	moved = slices.DeleteFunc(moved, func(m move) bool { return m.group != most })
	slices.SortStableFunc(moved, func(a, b move) int { return cmp.Compare(b.by, a.by) })
	return moved
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
	return j.prose.text("Nothing that is known is associated with a higher or lower risk; {1} % of the picture is there.",
		"Nichts Bekanntes geht mit einem höheren oder niedrigeren Risiko einher; {1} % des Bildes sind da.", num(math.Floor(100*coverage)))
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
