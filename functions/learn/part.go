package learn

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	// seed makes a training repeatable.
	seed = 1
	// gapDays keeps what is tested apart from what is learned from, by the longest lead.
	gapDays = 90
)

// part is what was learned about one kind of target, with what it said of
// decisions it had not seen.
type part struct {
	heed.ModelPart
	kind     string
	examples []heed.Example // those that were tested
	logOdds  []float64
}

func (t *trainee) part(kind string) (part, error) {
	every := ofKind(t.examples, kind)
	examples := risk.LeftAlone(every, t.set)
	table := risk.Lessons(examples, kind)
	t.silence(table)
	m, report, err := learn.Train(table, learn.Options{Seed: seed, LossRate: t.opined(kind), Gap: gapDays})
	if err != nil {
		return part{}, err
	}
	p := part{kind: kind, logOdds: report.LogOdds}
	for _, row := range report.Tested {
		p.examples = append(p.examples, examples[row])
	}
	p.Step, p.Reason, p.Data = m.Step.String(), m.Reason, m.Data
	if !p.simple() {
		p.Seen = risk.Seen(examples)
	}
	p.Decisions, p.Losses, p.Through = counted(examples)
	all, _, _ := counted(every)
	p.Helped = all - p.Decisions
	p.Leaks = risk.Leaks(examples, t.trusted())
	return p, t.prove(&p, m)
}

// opined is the probability that the opinion gives where no factor speaks: what a
// model of the kind starts from.
func (t *trainee) opined(kind string) float64 {
	opinion := judgement.Opinion(t.set, t.book)
	if kind == heed.TargetWindow {
		return learn.Probability(opinion.WindowBase)
	}
	return learn.Probability(opinion.Base)
}

// silence leaves out what the settings' weights silence: nothing is learned from it.
func (t *trainee) silence(table *learn.Table) {
	table.Columns = slices.DeleteFunc(table.Columns, func(c learn.Column) bool {
		w, said := t.set.Weights[c.Name]
		return said && w == 0
	})
}

// trusted are the factors whose leaks keep nothing back: those that were looked
// into, and those that nothing is learned from.
func (t *trainee) trusted() []string {
	names := slices.Clone(t.set.Learning.Checked)
	for name, w := range t.set.Weights {
		if w == 0 {
			names = append(names, name)
		}
	}
	return names
}

// prove writes the model down, with how good it was on decisions it had not seen.
func (t *trainee) prove(p *part, m *learn.Model) (err error) {
	if p.Numbers, err = m.Marshal(); err != nil {
		return err
	}
	backtest := risk.Backtested(p.examples, p.logOdds, p.kind, t.set, func(account string) string { return t.segments[account] })
	if m.Step > learn.BaseRate {
		tested, _, _ := counted(p.examples)
		p.Leaks = append(p.Leaks, risk.LeakOf(backtest.AUC, tested, t.trusted())...)
	}
	if p.Backtest, err = json.Marshal(backtest); err != nil {
		return fmt.Errorf("writing a backtest: %w", err)
	}
	return nil
}

func ofKind(examples []heed.Example, kind string) []heed.Example {
	var some []heed.Example
	for _, e := range examples {
		if e.Kind == kind {
			some = append(some, e)
		}
	}
	return some
}

// counted counts decisions, of each of which there may be several examples.
func counted(examples []heed.Example) (decisions, losses int, through heed.Day) {
	seen := map[[3]string]bool{}
	for _, e := range examples {
		through = max(through, e.End)
		if id := [3]string{e.Account, e.Contract, string(e.End)}; !seen[id] {
			seen[id] = true
			decisions++
			if e.Lost {
				losses++
			}
		}
	}
	return decisions, losses, through
}
