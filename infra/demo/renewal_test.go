package demo

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// today is when the worlds of these tests are looked at.
var today = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// alarm is the loss from which a customer stands in alarm.
const alarm = .30

// known is a world whose true probabilities are known: what was decided in its first
// three years, and how each account stood ninety days before the decisions behind
// them, with the true log-odds.
type known struct {
	before, behind []heed.Example
	loss           map[Renewal]float64
}

// knownWorld lets a world go by in which everybody was told the truth, and somebody helped.
func knownWorld(t *testing.T, customers int, help Help) known {
	t.Helper()
	accounts, truth := Renewals(1, customers, 5, help, today)
	all, err := Looks(accounts, today)
	if err != nil {
		t.Fatal(err)
	}
	w, day := known{loss: trueLosses(truth)}, heed.DayOf(today).AddMonths(-24)
	for _, e := range all {
		p := w.of(e)
		e.Told = &p
		switch {
		case e.End < day:
			w.before = append(w.before, e)
		case e.LeadDays == 90:
			w.behind = append(w.behind, e)
		}
	}
	return w
}

func (w known) of(e heed.Example) float64 { return w.loss[Renewal{Account: e.Account, End: e.End}] }

// learned are the log-odds that a model gives to the decisions behind, once it has
// learned from some before.
func (w known) learned(t *testing.T, before []heed.Example) []float64 {
	t.Helper()
	m, _, err := learn.Train(risk.Lessons(before, heed.TargetRenewal), learn.Options{Seed: 1, LossRate: .1, Gap: 90, Most: learn.Additive})
	if err != nil {
		t.Fatal(err)
	}
	return m.Predict(risk.Lessons(w.behind, heed.TargetRenewal))
}

// inAlarm is the mean probability said of decisions in alarm over that of the truth.
func (w known) inAlarm(z []float64) float64 {
	said, truth := 0., 0.
	for i, e := range w.behind {
		if p := w.of(e); p >= alarm {
			said, truth = said+learn.Probability(z[i]), truth+p
		}
	}
	return said / truth
}

func (w known) best() float64 {
	sum := 0.
	for _, e := range w.behind {
		sum += w.of(e) * (1 - w.of(e)) / float64(len(w.behind))
	}
	return sum
}

// The only place where it shows how good a model could be at best: learned before a
// day and judged behind it.
func TestWhatIsLearnedComesCloseToTheTruth(t *testing.T) {
	w := knownWorld(t, 2500, Help{})
	z := w.learned(t, w.before)
	got, slope := w.brier(z), w.slope(z)
	t.Logf("learned from %d looks; %d decisions behind: Brier %.4f, at best %.4f; calibration slope %.3f", len(w.before), len(w.behind), got, w.best(), slope)
	if got > 1.05*w.best() {
		t.Errorf("the Brier score is %.4f; the truth itself has %.4f", got, w.best())
	}
	if math.Abs(slope-1) > .1 {
		t.Errorf("the calibration slope is %.3f", slope)
	}
}

// Most who stand in alarm are called, and most of those are saved. Who learns from
// that as it is learns that high risk is safe; left out, what was written down fools
// nobody, though a fifth of those in alarm is all there is left to learn them from, and
// though nobody was told anything when it is history that was brought along. Of calls
// that nobody writes down no table can know: there it is as if nothing was left out.
func TestSavesDoNotMakeHighRiskSafe(t *testing.T) {
	w := knownWorld(t, 5000, Help{From: alarm, Share: .8, Works: .8, Recorded: true})
	fooled := w.learned(t, w.before)
	t.Logf("as it is: Brier %.4f, at best %.4f; slope %.3f; said in alarm %.2f of the truth", w.brier(fooled), w.best(), w.slope(fooled), w.inAlarm(fooled))
	if w.inAlarm(fooled) > .7 {
		t.Error("this world fools nobody, so it proves nothing")
	}
	imported := slices.Clone(w.before)
	for i := range imported {
		imported[i].Told = nil
	}
	for name, before := range map[string][]heed.Example{"told": w.before, "imported": imported} {
		z := w.learned(t, risk.LeftAlone(before, heed.DefaultSettings()))
		said, brier, slope := w.inAlarm(z), w.brier(z), w.slope(z)
		t.Logf("%s, left out: Brier %.4f, at best %.4f; slope %.3f; said in alarm %.2f of the truth", name, brier, w.best(), slope, said)
		if said < .9 || said > 1.1 || brier > 1.05*w.best() || math.Abs(slope-1) > .1 {
			t.Errorf("%s: of customers in alarm it says %.2f of the truth; Brier %.4f, at best %.4f; slope %.3f", name, said, brier, w.best(), slope)
		}
	}
}

// brier is the Brier score that predictions have on average, when chance decides by
// the true probabilities: the luck of one draw is left out.
func (w known) brier(z []float64) float64 {
	sum := 0.
	for i, e := range w.behind {
		p, q := w.of(e), learn.Probability(z[i])
		sum += p*(1-q)*(1-q) + (1-p)*q*q
	}
	return sum / float64(len(w.behind))
}

// slope is the calibration slope where every decision is taken four hundred times, as
// often each way as its true probability says. Forty would round what is rare so far
// that the truth itself had a slope of .95.
func (w known) slope(z []float64) float64 {
	const times = 400
	var many []float64
	var lost []bool
	for i, e := range w.behind {
		for k := range times {
			many, lost = append(many, z[i]), append(lost, float64(k)+.5 < w.of(e)*times)
		}
	}
	_, slope := learn.Calibration(many, lost)
	return slope
}

func trueLosses(truth []Renewal) map[Renewal]float64 {
	loss := make(map[Renewal]float64, len(truth))
	for _, r := range truth {
		loss[Renewal{Account: r.Account, End: r.End}] = r.Loss
	}
	return loss
}
