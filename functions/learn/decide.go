package learn

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	// leastFresh is how many decisions that neither has seen decide between a new
	// model and the one in use.
	leastFresh = 30
	// surprising is by how many standard deviations losses must miss what was
	// expected for the base to have moved.
	surprising = 2.
)

// decide puts a part to use where it is better than the one in use, and says why,
// or why not. Both are asked about the same decisions, which neither has learned
// from. Where the losses have moved as a whole, setting the base right is tried
// before what was learned anew.
func (t *trainee) decide(p *part, before heed.ModelPart) (heed.Text, error) {
	if why, leaks := leaking(p.Leaks); leaks && !p.simple() {
		return why, nil
	}
	if !before.Used {
		return p.first(), nil
	}
	f := p.since(before.Through)
	if f.decisions < leastFresh {
		return text("only %d decisions are new", "nur %d Entscheidungen sind neu", f.decisions), nil
	}
	old, err := learn.Unmarshal(before.Numbers)
	if err != nil {
		p.Used = true
		return text("the one in use cannot be read: %v", "das bisherige ist nicht lesbar: %v", err), nil
	}
	f.old = old.Predict(f.table)
	if b := f.rebase(); b.worth() {
		return b.text(), t.rebase(p, before, old, b)
	}
	return p.compare(f), nil
}

// simple reports whether nothing was learned of any factor, so that none can leak.
func (p *part) simple() bool {
	return p.Step == learn.Prior.String() || p.Step == learn.BaseRate.String()
}

// leaking says what keeps a model out of use: leaks that nobody has checked.
func leaking(leaks []heed.Leak) (why heed.Text, found bool) {
	var en, de []string
	for _, l := range leaks {
		if !l.Checked {
			en, de = append(en, l.Sentence.EN), append(de, l.Sentence.DE)
		}
	}
	why = heed.Text{EN: "kept out of use: " + strings.Join(en, " "), DE: "nicht in Gebrauch genommen: " + strings.Join(de, " ")}
	return why, len(en) > 0
}

// first is the verdict over a part that only the opinion stands against.
func (p *part) first() heed.Text {
	if p.Step == learn.Prior.String() {
		return text("the opinion stands (%s)", "die Einschätzung bleibt (%s)", p.Reason)
	}
	p.Used = true
	return text("better than the opinion (%s)", "besser als die Einschätzung (%s)", p.Reason)
}

// fresh are the tested decisions that the part in use has not seen.
type fresh struct {
	examples  []heed.Example
	table     *learn.Table
	decisions int
	anew, old []float64 // log-odds of the new part and of the one in use
}

// since are the tested decisions behind a day.
func (p *part) since(day heed.Day) fresh {
	var f fresh
	for i, e := range p.examples {
		if e.End > day {
			f.examples, f.anew = append(f.examples, e), append(f.anew, p.logOdds[i])
		}
	}
	f.table = risk.Lessons(f.examples, p.kind)
	f.decisions, _, _ = counted(f.examples)
	return f
}

func (p *part) compare(f fresh) heed.Text {
	a, b := learn.LogLoss(f.anew, f.table.Lost), learn.LogLoss(f.old, f.table.Lost)
	if a < b {
		p.Used = true
		return text("on %d new decisions its log loss is %.4f, and was %.4f", "bei %d neuen Entscheidungen ist sein Log-Verlust %.4f, bisher %.4f", f.decisions, a, b)
	}
	return text("on %d new decisions its log loss of %.4f does not beat %.4f", "bei %d neuen Entscheidungen ist sein Log-Verlust von %.4f nicht besser als %.4f", f.decisions, a, b)
}
