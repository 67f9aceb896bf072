package demo

import (
	"math"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// A world whose true probabilities are known, learned before a day and judged
// behind it: the only place where it shows how good a model could be at best.
func TestWhatIsLearnedComesCloseToTheTruth(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	accounts, truth := Renewals(1, 2500, 5, now)
	day := heed.DayOf(now).AddMonths(-24)
	var before, behind []heed.Example
	for _, e := range looks(t, accounts, now) {
		switch {
		case e.End < day:
			before = append(before, e)
		case e.LeadDays == 90:
			behind = append(behind, e)
		}
	}
	m, report, err := learn.Train(risk.Lessons(before, heed.TargetRenewal), learn.Options{Seed: 1, LossRate: .1, Gap: 90, Most: learn.Additive})
	if err != nil {
		t.Fatal(err)
	}
	z := m.Predict(risk.Lessons(behind, heed.TargetRenewal))
	loss, best := trueLosses(truth), 0.
	for _, e := range behind {
		p := loss[Renewal{Account: e.Account, End: e.End}]
		best += p * (1 - p) / float64(len(behind))
	}
	got, slope := expectedBrier(z, behind, loss), expectedSlope(z, behind, loss)
	t.Logf("%s (%s), learned from %d looks; %d decisions behind: Brier %.4f, at best %.4f; calibration slope %.3f; cross-validated %v",
		m.Step, m.Reason, len(before), len(behind), got, best, slope, report.Scores)
	if got > 1.05*best {
		t.Errorf("the Brier score is %.4f; the truth itself has %.4f", got, best)
	}
	if math.Abs(slope-1) > .1 {
		t.Errorf("the calibration slope is %.3f", slope)
	}
}

// expectedBrier is the Brier score that predictions have on average, when chance
// decides by the true probabilities: the luck of one draw is left out.
func expectedBrier(z []float64, behind []heed.Example, loss map[Renewal]float64) float64 {
	sum := 0.
	for i, e := range behind {
		p, q := loss[Renewal{Account: e.Account, End: e.End}], 1/(1+math.Exp(-z[i]))
		sum += p*(1-q)*(1-q) + (1-p)*q*q
	}
	return sum / float64(len(behind))
}

// expectedSlope is the calibration slope where every decision is taken forty
// times, as often each way as its true probability says.
func expectedSlope(z []float64, behind []heed.Example, loss map[Renewal]float64) float64 {
	const times = 40
	var many []float64
	var lost []bool
	for i, e := range behind {
		p := loss[Renewal{Account: e.Account, End: e.End}]
		for k := range times {
			many, lost = append(many, z[i]), append(lost, float64(k)+.5 < p*times)
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

// looks are the examples that the accounts' signals make.
func looks(t *testing.T, accounts []Account, now time.Time) (all []heed.Example) {
	t.Helper()
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	rec := records.New(storetest.NewModel(), key)
	for _, a := range accounts {
		signals := make([]heed.Stored, len(a.Signals))
		for i, s := range a.Signals {
			signals[i] = heed.Stored{Account: a.ID, Signal: heed.Signal{
				ID: s.ID, Source: s.Source, Type: s.Type, Time: s.Time, Subject: s.Subject, Data: s.Data, ReceivedAt: s.Time,
			}}
		}
		examples, err := judgement.Examples(judgement.NewPast(rec, a.ID, signals, nil), risk.Reference{MedianTenureDays: 900}, heed.DefaultSettings(), now)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, examples...)
	}
	return all
}
