package risk

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// ownFactors are one in a group of its own and one in a group that is capped.
func ownFactors() heed.Settings {
	capped := exports()
	capped.Factor, capped.Group, capped.Formula = "logins", groupUsage, asked("usage_mean", heed.ActiveUsers, 28)
	capped.Neutral, capped.Worst, capped.Best = 40, &heed.Effect{At: 0, LogOdds: 1.5}, nil
	return withFactors(exports(), capped)
}

// drawJudged draws an account with its receipt, of the opinion or of a learned
// model, with factors of the operator's own.
func drawJudged(t *rapid.T, models []Model) (Snapshot, Model, heed.Settings, heed.Risk) {
	s, m, set := drawSnapshot(t), rapid.SampledFrom(models).Draw(t, "model"), ownFactors()
	s.Usage = append(s.Usage, reportedExports(rapid.Float64Range(0, 3).Draw(t, "exports")).Usage...)
	slices.SortStableFunc(s.Usage, func(a, b heed.UsageDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return s, m, set, Assess(s, m, set, now)
}

func opinionAndLearned(t *testing.T) []Model {
	learned := taught(t, 3000, map[string]float64{"champion_left": 2, "nps": 1, "usage_trend": .5, "pulse": 1, "payment": 2})
	learned.Renewal.Reference = OutcomesUntil(3000, "2026-10-01")
	return []Model{Prior(.10), learned}
}

// Base and groups add up as base and factors do, and every factor stands in one.
func TestGroupsAddUp(t *testing.T) {
	models := opinionAndLearned(t)
	rapid.Check(t, func(t *rapid.T) {
		s, _, _, r := drawJudged(t, models)
		checkReceipt(t, s, r)
		sum, listed := r.Base, 0
		for _, g := range r.Groups() {
			sum += g.Contribution
			listed += len(g.Factors)
			if g.Title.EN == "" || g.Title.DE == "" {
				t.Fatalf("%s has no title", g.Group)
			}
		}
		if math.Abs(sum-r.LogOdds) > 1e-9 || listed != len(r.Factors) {
			t.Fatalf("base and groups are %v, log-odds %v; %d of %d factors", sum, r.LogOdds, listed, len(r.Factors))
		}
		if r.Reference.Text.EN == "" || r.Reference.Text.DE == "" {
			t.Fatalf("measured against nobody: %+v", r.Reference)
		}
	})
}

// Taking a factor away moves the score by its contribution. Where a group is at
// its cap, taking one away lets the others say more, and it is the group that moves
// the score by its contribution. A decisive fact holds the score where it is.
func TestRemovingAFactorMovesTheScoreByItsContribution(t *testing.T) {
	models := opinionAndLearned(t)
	rapid.Check(t, func(t *rapid.T) {
		s, m, set, r := drawJudged(t, models)
		if settled(&r) || len(r.Factors) == 0 {
			return
		}
		f := rapid.SampledFrom(r.Factors).Draw(t, "factor")
		moved := r.LogOdds - Assess(s, m, without(set, f.Factor), now).LogOdds
		if !atCap(r, f.Group) {
			if math.Abs(moved-f.Contribution) > 1e-9 {
				t.Fatalf("without %s the score moves by %v; its contribution is %v", f.Factor, moved, f.Contribution)
			}
			return
		}
		if f.Contribution > 0 && (moved < -1e-9 || moved > f.Contribution+1e-9) {
			t.Fatalf("without %s of a capped group the score moves by %v of %v", f.Factor, moved, f.Contribution)
		}
		g := groupOf(r, f.Group)
		if all := r.LogOdds - Assess(s, m, without(set, g.Factors...), now).LogOdds; math.Abs(all-g.Contribution) > 1e-9 {
			t.Fatalf("without the group %s the score moves by %v; its contribution is %v", g.Group, all, g.Contribution)
		}
	})
}

func without(set heed.Settings, factors ...string) heed.Settings {
	set.Weights = map[string]float64{}
	for _, f := range factors {
		set.Weights[f] = 0
	}
	return set
}

func groupOf(r heed.Risk, name string) heed.Group {
	all := r.Groups()
	return all[slices.IndexFunc(all, func(g heed.Group) bool { return g.Group == name })]
}

// atCap reports whether a group is capped: of an opinion, what raises the risk in it.
func atCap(r heed.Risk, group string) bool {
	raised := 0.
	for _, f := range r.Factors {
		if f.Group == group {
			raised += max(f.Contribution, 0)
		}
	}
	return r.Basis == heed.BasisPrior && slices.Contains(cappedGroups[:], group) && raised > maxGroup-1e-9
}

// A factor of the operator's own moves the risk the way its settings say, and the
// further from neutral the more.
func TestACustomFactorNeverShowsTheWrongSign(t *testing.T) {
	m := Prior(.10)
	rapid.Check(t, func(t *rapid.T) {
		c := exports()
		up := rapid.SampledFrom([]float64{1, -1}).Draw(t, "direction")
		c.Neutral = rapid.Float64Range(-9, 9).Draw(t, "neutral")
		c.Worst = &heed.Effect{At: c.Neutral + up*rapid.Float64Range(.1, 9).Draw(t, "worst"), LogOdds: rapid.Float64Range(.01, 2).Draw(t, "raises")}
		c.Best = &heed.Effect{At: c.Neutral - up*rapid.Float64Range(.1, 9).Draw(t, "best"), LogOdds: -rapid.Float64Range(.01, 2).Draw(t, "lowers")}
		says := func(value float64) float64 {
			c.Formula = &heed.Formula{Op: heed.OpNumber, Number: value}
			return factorsOf(Assess(acme(), m, withFactors(c), now))["exports"]
		}
		value, further := rapid.Float64Range(-30, 30).Draw(t, "value"), rapid.Float64Range(0, 9).Draw(t, "further")
		near, far := says(value), says(value+up*further)
		if (value-c.Neutral)*up*near < -1e-9 || far < near-1e-9 {
			t.Fatalf("%v says %v, %v says %v: %+v", value, near, value+up*further, far, c)
		}
	})
}

// A constant account whose score is seen with noise of one posterior standard
// error changes its band at most twice in a year: once or twice up, never back and
// forth.
func TestNoiseOfOnePosteriorErrorDoesNotFlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{heed.TargetRenewal, heed.TargetWindow}).Draw(t, "kind")
		middle, spread := rapid.Float64Range(-4, 2).Draw(t, "middle"), rapid.Float64Range(.02, .44).Draw(t, "spread")
		noise := rapid.SliceOfN(rapid.Float64Range(-spread, spread), 365, 365).Draw(t, "noise")
		changes := changesIn(len(noise), kind, func() (float64, float64) {
			defer func() { noise = noise[1:] }()
			return middle + noise[0], spread
		})
		if changes > 2 {
			t.Fatalf("%d changes around %v ± %v", changes, middle, spread)
		}
	})
}

// Nor does noise that is normal, with a standard deviation of one posterior standard
// error, but for one year in fifty where the model knows least.
func TestNormalNoiseOfOnePosteriorErrorHardlyFlaps(t *testing.T) {
	for _, c := range []struct {
		spread float64
		most   int
	}{{.1, 0}, {.2, 1}, {.3, 2}, {.44, 18}} {
		r := rand.New(rand.NewPCG(9, 9))
		flapping, years := 0, 0
		for _, kind := range []string{heed.TargetRenewal, heed.TargetWindow} {
			for middle := -4.; middle < 1.5; middle += .025 {
				for range 2 {
					years++
					if changesIn(365, kind, func() (float64, float64) { return middle + c.spread*r.NormFloat64(), c.spread }) > 2 {
						flapping++
					}
				}
			}
		}
		if flapping > c.most {
			t.Errorf("± %v: of %d years %d have more than two changes, want at most %d", c.spread, years, flapping, c.most)
		}
	}
}

// changesIn counts how often the band changes when a risk is judged every day.
func changesIn(days int, kind string, judge func() (logOdds, spread float64)) (changes int) {
	set, s := heed.DefaultSettings(), Snapshot{}
	for day := range days {
		was, at := s.Account.Card.Band, now.AddDate(0, 0, day)
		logOdds, spread := judge()
		r := judgedAs(logOdds, spread, kind)
		s.Account.Card.Band, s.Account.Card.BelowSince = settle(&s, &r, &set, at)
		if day > 0 && s.Account.Card.Band != was {
			changes++
		}
	}
	return changes
}

// judgedAs is a risk as a learned model gives it.
func judgedAs(logOdds, spread float64, kind string) heed.Risk {
	r := receipt{spread: spread}
	risk := heed.Risk{LogOdds: logOdds, Probability: probability(logOdds), Confidence: heed.HighConfidence, Target: heed.Target{Kind: kind}}
	risk.Low, risk.High = r.interval(&risk)
	return risk
}

// The wait is for certainty, not for ever: what is surely better leaves its band the
// next day, what is probably better in a fortnight.
func TestASurelyBetterRiskLeavesItsBand(t *testing.T) {
	set := heed.DefaultSettings()
	s := Snapshot{Account: heed.Account{Card: heed.Card{Band: heed.High}}}
	for p, want := range map[float64][2]heed.Band{.21: {heed.High, heed.High}, .14: {heed.High, heed.High}, .11: {heed.High, heed.Medium}, .02: {heed.Low, heed.Low}} {
		r := judgedAs(logit(p), .3, heed.TargetRenewal)
		for i, days := range []int{1, 14} {
			s.Account.Card.BelowSince = now.Add(-time.Duration(24*days) * time.Hour)
			if band, _ := settle(&s, &r, &set, now); band != want[i] {
				t.Errorf("%v ± .3 is %s after %d days, want %s", p, band, days, want[i])
			}
		}
	}
}
