package learn

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// say writes down decisions, one every other day, as a function makes them.
func (w *world) say(from heed.Day, n int, of func(r *rand.Rand, e *heed.Example)) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(7, uint64(n)))
	for i := range n {
		end := from.Add(i * 300 / n)
		e := heed.Example{Account: fmt.Sprintf("%s-%d", from, i), Contract: "k", Kind: heed.TargetRenewal, AsOf: end.Add(-90), End: end, LeadDays: 90}
		of(r, &e)
		w.write(records.PutLessons(records.Row[heed.Lessons]{Value: heed.Lessons{Account: e.Account, Of: "x", Examples: []heed.Example{e}}}))
	}
}

// leaked is a customer whom a pulse tells: written down when it was all over.
func leaked(r *rand.Rand, e *heed.Example) {
	e.Lost = r.IntN(5) == 0
	pulse := -.3
	if e.Lost {
		pulse = .9
	}
	e.Factors = []heed.Measured{{Factor: "pulse", Effect: pulse}, {Factor: "nps", Effect: r.Float64()}}
}

func TestWhatLeaksIsKeptOutOfUse(t *testing.T) {
	w := newWorld(t)
	w.say("2025-01-01", 300, leaked)
	m := w.train()
	p := m.Parts[heed.TargetRenewal]
	if m.Promoted || len(p.Leaks) != 2 || p.Leaks[0].Factor != "pulse" || p.Leaks[1].Factor != heed.LeakOfModel || !strings.Contains(m.Verdict.EN, "kept out of use: pulse alone") {
		t.Fatalf("promoted %v, leaks %+v: %s", m.Promoted, p.Leaks, m.Verdict.EN)
	}
	if id, _ := w.inUse(); id != "" {
		t.Errorf("%s is in use", id)
	}
}

func (w *world) settle(change func(*heed.Settings)) {
	w.t.Helper()
	row, err := w.rec.Settings(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	change(&row.Value)
	w.write(records.PutSettings(row))
	training, err := w.rec.Training(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	training.Value.RequestedAt = w.now
	w.write(records.PutTraining(training))
}

func TestWhatIsSilencedIsNotLearned(t *testing.T) {
	w := newWorld(t)
	w.say("2025-01-01", 300, leaked)
	w.settle(func(s *heed.Settings) { s.Weights["pulse"] = 0 })
	if m := w.train(); strings.Contains(m.Verdict.EN, "kept out") || strings.Contains(string(m.Parts[heed.TargetRenewal].Numbers), "pulse") {
		t.Errorf("it was silenced, and yet there is %s: %s", m.Verdict.EN, m.Parts[heed.TargetRenewal].Numbers)
	}
}

func TestWhatWasCheckedComesIntoUse(t *testing.T) {
	w := newWorld(t)
	w.say("2025-01-01", 300, leaked)
	w.settle(func(s *heed.Settings) { s.Learning.Checked = []string{"pulse"} })
	if m := w.train(); m.Parts[heed.TargetRenewal].Used {
		t.Errorf("the model as a whole is still too good: %s", m.Verdict.EN)
	}
	w.settle(func(s *heed.Settings) { s.Learning.Checked = []string{"pulse", heed.LeakOfModel} })
	if m := w.train(); !m.Promoted || !m.Parts[heed.TargetRenewal].Leaks[0].Checked {
		t.Errorf("it was looked into: %s", m.Verdict.EN)
	}
	if _, model := w.inUse(); model.Renewal == nil {
		t.Error("accounts are judged by the opinion")
	}
}

// champion is a customer whose champion says how it ends, at two rates of losses.
func champion(left, stayed int) func(r *rand.Rand, e *heed.Example) {
	return func(r *rand.Rand, e *heed.Example) {
		effect, lost := 0., stayed
		if r.IntN(3) == 0 {
			effect, lost = .9, left
		}
		e.Lost = r.IntN(100) < lost
		e.Factors = []heed.Measured{{Factor: "champion_left", Effect: effect}, {Factor: "nps", Effect: r.Float64() - .5}}
	}
}

// When losses as a whole run above what was expected, the base moves, and what each
// factor says stays.
func TestTheBaseMovesBeforeAnythingIsLearnedAnew(t *testing.T) {
	w := newWorld(t)
	w.say("2024-01-01", 300, champion(40, 6))
	first := w.train()
	w.say("2025-06-01", 120, champion(65, 16)) // the odds are nearly three times those before
	w.now = w.now.AddDate(0, 0, 8)
	moved := w.train()
	p, before := moved.Parts[heed.TargetRenewal], first.Parts[heed.TargetRenewal]
	if !moved.Promoted || p.Step != before.Step || !strings.Contains(p.Reason, "its base moved by +") || !strings.Contains(moved.Verdict.EN, "nothing else changes") {
		t.Fatalf("%s (%s, %s)", moved.Verdict.EN, p.Step, p.Reason)
	}
	_, model := w.inUse()
	if model.Renewal == nil || p.Decisions != before.Decisions+120 || p.Through <= before.Through {
		t.Errorf("it knows %d decisions through %s", p.Decisions, p.Through)
	}
	w.now = w.now.AddDate(0, 0, 8)
	if again := w.train(); again.Promoted {
		t.Errorf("nothing is new, and it says: %s", again.Verdict.EN)
	}
}

func TestDecisionsInAlarmThatSomebodyActedOnAreLeftOut(t *testing.T) {
	w := newWorld(t)
	w.say("2025-01-01", 300, func(r *rand.Rand, e *heed.Example) {
		champion(60, 5)(r, e)
		p := .1
		if e.Factors[0].Effect > 0 {
			p = .5
		}
		e.Told, e.Touched = &p, p > .3 && r.IntN(2) == 0
		e.Lost = e.Lost && !e.Touched
	})
	p := w.train().Parts[heed.TargetRenewal]
	if p.Helped < 30 || p.Helped+p.Decisions != 300 {
		t.Errorf("%d were left out, and %d learned from", p.Helped, p.Decisions)
	}
}

// What knows no better of fresh decisions than the part in use stays out of use.
func TestOnlyWhatKnowsBetterIsPutToUse(t *testing.T) {
	table := &learn.Table{Lost: make([]bool, 40)}
	sharp, dull := make([]float64, 40), make([]float64, 40)
	for i := range table.Lost {
		table.Lost[i], sharp[i] = i%2 == 0, 2-4*float64(i%2)
	}
	for _, c := range []struct {
		anew, old []float64
		used      bool
		says      string
	}{
		{sharp, dull, true, "on 40 new decisions its log loss is 0.1269, and was 0.6931"},
		{dull, sharp, false, "on 40 new decisions its log loss of 0.6931 does not beat 0.1269"},
		{sharp, sharp, false, "does not beat"},
	} {
		var p part
		why := p.compare(fresh{table: table, decisions: 40, anew: c.anew, old: c.old})
		if p.Used != c.used || !strings.Contains(why.EN, c.says) {
			t.Errorf("it is used: %v, for %s", p.Used, why.EN)
		}
	}
}

func TestWhatIsBetterForOneKindLeavesTheOther(t *testing.T) {
	before := heed.TrainedModel{Parts: map[string]heed.ModelPart{heed.TargetRenewal: {Used: true, Reason: "old"}, heed.TargetWindow: {Used: true, Reason: "old"}}}
	for _, promoted := range []bool{true, false} {
		m := heed.TrainedModel{Promoted: promoted, Parts: map[string]heed.ModelPart{heed.TargetRenewal: {Used: promoted, Reason: "new"}, heed.TargetWindow: {Reason: "new"}}}
		keepUsed(m, before)
		renewal, window := m.Parts[heed.TargetRenewal], m.Parts[heed.TargetWindow]
		if renewal.Reason != "new" || (window.Reason == "old") != promoted || window.Used != promoted {
			t.Errorf("put to use %v: renewals by the %s, ninety days by the %s", promoted, renewal.Reason, window.Reason)
		}
	}
}
