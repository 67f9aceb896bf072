package learn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

const (
	// seed makes a training repeatable.
	seed = 1
	// gapDays keeps what is tested apart from what is learned from, by the longest lead.
	gapDays = 90
	// mostBoosted is how many rows pairs are tried on: beyond it one invocation
	// would not do, and the additive model loses little.
	mostBoosted = 20_000
	// leastFresh is how many decisions that neither has seen decide between a new
	// model and the one in use.
	leastFresh = 30
)

// learn makes a model of all examples.
func (t *trainee) learn(ctx context.Context) (heed.TrainedModel, error) {
	m := heed.TrainedModel{At: t.at, Parts: map[string]heed.ModelPart{}}
	before, err := t.inUse(ctx)
	if err != nil {
		return m, err
	}
	hash := sha256.New()
	var verdicts []heed.Text
	for _, kind := range kinds {
		p, err := t.part(kind)
		if err != nil {
			return m, err
		}
		better, why := p.beats(before.Parts[kind])
		p.Used = better
		hash.Write([]byte(p.Data))
		m.Parts[kind], m.Promoted = p.ModelPart, m.Promoted || better
		verdicts = append(verdicts, named(kind, why))
	}
	m.ID = fmt.Sprintf("%s-%s", heed.DayOf(t.at), hex.EncodeToString(hash.Sum(nil)[:4]))
	m.Verdict = joined(verdicts)
	keepUsed(m, before)
	return m, nil
}

// keepUsed leaves what is in use of one kind of target as it is, when a model comes
// into use that is better for another only.
func keepUsed(m, before heed.TrainedModel) {
	if !m.Promoted {
		return
	}
	for kind, p := range m.Parts {
		if old := before.Parts[kind]; !p.Used && old.Used {
			m.Parts[kind] = old
		}
	}
}

// part is what was learned about one kind of target, with what it said of
// decisions it had not seen.
type part struct {
	heed.ModelPart
	examples []heed.Example // those that were tested
	logOdds  []float64
}

func (t *trainee) part(kind string) (part, error) {
	examples := ofKind(t.examples, kind)
	table := risk.Lessons(examples, kind)
	o := learn.Options{Seed: seed, LossRate: t.set.LossRate, Gap: gapDays}
	if table.Rows() > mostBoosted {
		o.Most = learn.Additive
	}
	m, report, err := learn.Train(table, o)
	if err != nil {
		return part{}, err
	}
	p := part{logOdds: report.LogOdds}
	for _, row := range report.Tested {
		p.examples = append(p.examples, examples[row])
	}
	if p.Numbers, err = m.Marshal(); err != nil {
		return p, err
	}
	backtest := risk.Backtested(p.examples, p.logOdds, kind, t.set, func(account string) string { return t.segments[account] })
	if p.Backtest, err = json.Marshal(backtest); err != nil {
		return p, fmt.Errorf("writing a backtest: %w", err)
	}
	p.Step, p.Reason, p.Data = m.Step.String(), m.Reason, m.Data
	p.Decisions, p.Losses, p.Through = counted(examples)
	return p, nil
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

// beats reports whether a part is better than the one in use, and why. Both are
// asked about the same decisions, which neither has learned from.
func (p *part) beats(before heed.ModelPart) (bool, heed.Text) {
	if !before.Used {
		if p.Step == learn.Prior.String() {
			return false, text("the opinion stands (%s)", "die Einschätzung bleibt (%s)", p.Reason)
		}
		return true, text("better than the opinion (%s)", "besser als die Einschätzung (%s)", p.Reason)
	}
	fresh, z, lost := p.since(before.Through)
	decisions, _, _ := counted(fresh)
	if decisions < leastFresh {
		return false, text("only %d decisions are new", "nur %d Entscheidungen sind neu", decisions)
	}
	old, err := predicted(before, fresh)
	if err != nil {
		return true, text("the one in use cannot be read: %v", "das bisherige ist nicht lesbar: %v", err)
	}
	a, b := learn.LogLoss(z, lost), learn.LogLoss(old, lost)
	if a < b {
		return true, text("on %d new decisions its log loss is %.4f, and was %.4f", "bei %d neuen Entscheidungen ist sein Log-Verlust %.4f, bisher %.4f", decisions, a, b)
	}
	return false, text("on %d new decisions its log loss of %.4f does not beat %.4f", "bei %d neuen Entscheidungen ist sein Log-Verlust von %.4f nicht besser als %.4f", decisions, a, b)
}

// since are the tested decisions behind a day, and what was said of them.
func (p *part) since(day heed.Day) (fresh []heed.Example, logOdds []float64, lost []bool) {
	for i, e := range p.examples {
		if e.End > day {
			fresh, logOdds, lost = append(fresh, e), append(logOdds, p.logOdds[i]), append(lost, e.Lost)
		}
	}
	return fresh, logOdds, lost
}

// predicted is what an earlier model says of examples.
func predicted(before heed.ModelPart, examples []heed.Example) ([]float64, error) {
	m, err := learn.Unmarshal(before.Numbers)
	if err != nil {
		return nil, err
	}
	return m.Predict(risk.Lessons(examples, examples[0].Kind)), nil
}

func text(en, de string, values ...any) heed.Text {
	return heed.Text{EN: fmt.Sprintf(en, values...), DE: fmt.Sprintf(de, values...)}
}

var kindNames = map[string]heed.Text{
	heed.TargetRenewal: {EN: "Terms", DE: "Laufzeiten"},
	heed.TargetWindow:  {EN: "Ninety days", DE: "Neunzig Tage"},
}

func named(kind string, why heed.Text) heed.Text {
	name := kindNames[kind]
	return heed.Text{EN: name.EN + ": " + why.EN, DE: name.DE + ": " + why.DE}
}

func joined(texts []heed.Text) heed.Text {
	var en, de []string
	for _, t := range texts {
		en, de = append(en, t.EN), append(de, t.DE)
	}
	return heed.Text{EN: strings.Join(en, ". ") + ".", DE: strings.Join(de, ". ") + "."}
}
