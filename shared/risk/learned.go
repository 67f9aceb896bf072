package risk

import (
	"fmt"
	"math"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// Learned is what outcomes taught about one kind of target: how much each factor
// moves the risk here. It reads of every factor what the opinion makes of it, in
// log-odds, and corrects that.
type Learned struct {
	model *learn.Model
	// Reference is whom its contributions are measured against.
	Reference heed.Population
	terms     [maxEntries]int // by factor, in the order they are judged; none where it has no say
}

const none = -1

// NewLearned reads a model that was learned from Lessons. It refuses one that
// speaks of factors this Heed does not have.
func NewLearned(m *learn.Model) (*Learned, error) {
	l := &Learned{model: m}
	known := 0
	for i := range l.terms {
		l.terms[i] = none
	}
	for i := range factors {
		for k := range m.Terms {
			if m.Terms[k].Name == factors[i].Factor {
				l.terms[i] = k
				known++
			}
		}
	}
	if known != len(m.Terms) {
		return nil, fmt.Errorf("the model knows %d factors, and %d of them are none of this Heed: train it anew", len(m.Terms), len(m.Terms)-known)
	}
	return l, nil
}

// Lessons is the table a model for one kind of target is learned from: what each
// factor said before a decision, and what came of it. Looks at one decision
// together weigh as much as one row.
func Lessons(examples []heed.Example, kind string) *learn.Table {
	t := &learn.Table{Columns: make([]learn.Column, len(factors))}
	looks := map[[3]string]int{}
	for _, e := range examples {
		looks[decisionOf(e)]++
	}
	neutral := 0.
	for i := range factors {
		t.Columns[i] = learn.Column{Name: factors[i].Factor, Direction: 1, Expert: 1, Neutral: &neutral, Numbers: []float64{}}
	}
	for _, e := range examples {
		if e.Kind != kind {
			continue
		}
		day, _ := number(e.End)
		t.Lost, t.Accounts, t.Days = append(t.Lost, e.Lost), append(t.Accounts, e.Account), append(t.Days, day)
		t.Weights = append(t.Weights, 1/float64(looks[decisionOf(e)]))
		said := effectsOf(e)
		for i := range factors {
			t.Columns[i].Numbers = append(t.Columns[i].Numbers, said[i])
		}
	}
	return t
}

func decisionOf(e heed.Example) [3]string { return [3]string{e.Account, e.Contract, string(e.End)} }

// effectsOf are what the factors said in the order they are judged; NaN where one
// could not.
func effectsOf(e heed.Example) (said [maxEntries]float64) {
	for i := range said {
		said[i] = math.NaN()
	}
	for _, m := range e.Factors {
		for i := range factors {
			if factors[i].Factor == m.Factor {
				said[i] = m.Effect
			}
		}
	}
	return said
}

// look is one account as a learned model sees it.
type look struct {
	row, contributions [maxEntries]float64
}

// see fills in what the factors said.
func (l *Learned) see(said *[maxEntries]float64, into *look) {
	for i, k := range l.terms {
		if k != none {
			into.row[k] = said[i]
		}
	}
}

// explain gives what each factor contributes, in the order they are judged, and
// the base beneath them. What two factors say together is shared between them; the
// share of one that could not be judged is part of the base.
func (l *Learned) explain(said *[maxEntries]float64, into *look) (base float64, contributions [maxEntries]float64) {
	l.see(said, into)
	n := len(l.model.Terms)
	l.model.Explain(into.row[:n], into.contributions[:n])
	base = l.model.Base
	for i, k := range l.terms {
		switch {
		case k == none:
		case math.IsNaN(said[i]):
			base += into.contributions[k]
		default:
			contributions[i] = into.contributions[k]
		}
	}
	return base, contributions
}

// together reports whether factors say more beside one another than each by itself. No
// model says nothing of the kind.
func (l *Learned) together() bool { return l != nil && !l.model.Additive() }

// logOdds is what the shares add up to with the base.
func (l *Learned) logOdds(said *[maxEntries]float64, into *look) float64 {
	l.see(said, into)
	return l.model.LogOdds(into.row[:len(l.model.Terms)])
}

// spread is the standard error of the log-odds of an account.
func (l *Learned) spread(into *look) float64 { return l.model.Spread(into.row[:len(l.model.Terms)]) }
