package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/onlambda"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// judgeable is a portfolio at a moment, and the opinion it is judged by.
type judgeable struct {
	snapshots []risk.Snapshot
	opinion   risk.Model
	settings  heed.Settings
	now       time.Time
}

// measureModels judges a portfolio on one core: by the opinion, with its words, and by
// what was learned.
func measureModels(ctx context.Context, b *bench, p judgeable) error {
	lines, err := p.learned(learn.Logistic)
	if err != nil {
		return err
	}
	trees, err := p.learned(learn.Trees)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(onlambda.CollectAt))
	of, err := alternate(ctx, b, p.side(firstLook, p.opinion), p.side(risk.Assess, p.opinion), p.side(firstLook, lines), p.side(firstLook, trees))
	if err != nil {
		return err
	}
	b.out.add("judged on one core", of[0].perCPU, " accounts/s", atLeast(200_000, ""),
		"Folded.Judge, as score looks first, over the demo's 200 accounts, as read and judged before: every contribution, what is missing, what would lead back; GOMAXPROCS 1, per second of computing, garbage collection as on Lambda included")
	b.out.add("judged and put into words", of[1].perCPU, " accounts/s", nil, "risk.Assess: the same with every sentence in two languages, plays and signals")
	b.out.add("judged by learned lines", of[2].perCPU, " accounts/s", nil, "Folded.Judge by a model of the simplest step, with an interval")
	b.out.add("judged by learned trees", of[3].perCPU, " accounts/s", nil, "the same by one of the last step")
	return nil
}

// firstLook is how score sees whether there is anything to say of an account.
func firstLook(s risk.Snapshot, m risk.Model, set heed.Settings, now time.Time) heed.Risk {
	f := risk.Fold(s, set, now)
	defer f.Close()
	return f.Judge(m)
}

// side judges the portfolio in one way.
func (p judgeable) side(judge func(risk.Snapshot, risk.Model, heed.Settings, time.Time) heed.Risk, m risk.Model) side {
	return side{1, func(int) (int, error) {
		for _, s := range p.snapshots {
			judge(s, m, p.settings, p.now)
		}
		return len(p.snapshots), nil
	}}
}

// learned is a model of one step, learned from decisions drawn from the portfolio.
func (p judgeable) learned(step learn.Step) (risk.Model, error) {
	trained, _, err := learn.Train(risk.Lessons(p.decisions(), heed.TargetRenewal), learn.Options{Least: step, Most: step})
	if err != nil {
		return risk.Model{}, fmt.Errorf("learning %v: %w", step, err)
	}
	l, err := risk.NewLearned(trained)
	if err != nil {
		return risk.Model{}, err
	}
	return risk.Model{Name: fmt.Sprint(step), Renewal: l, Window: l}, nil
}

// lessons is how many decisions the models learn from.
const lessons = 4_000

// decisions are those of imaginary accounts: what each factor said is that of some
// account of the portfolio, and who is lost depends on what the factors say alone and
// on what neighbours among them say together.
func (p judgeable) decisions() []heed.Example {
	dice := rand.New(rand.NewPCG(1, 2))
	measured := make([][]heed.Measured, len(p.snapshots))
	for i, s := range p.snapshots {
		_, measured[i], _ = risk.Measure(s, p.settings, p.now)
	}
	examples := make([]heed.Example, lessons)
	for i := range examples {
		day := heed.DayOf(p.now).Add(-i % 1_000)
		e := heed.Example{Account: fmt.Sprint(i), Kind: heed.TargetRenewal, AsOf: day.Add(-90), End: day, LeadDays: 90}
		sum, last := -2., 0.
		for k := range measured[dice.IntN(len(p.snapshots))] {
			from := measured[dice.IntN(len(p.snapshots))]
			if k >= len(from) {
				continue
			}
			e.Factors = append(e.Factors, from[k])
			sum += from[k].Effect + 4*from[k].Effect*last
			last = from[k].Effect
		}
		e.Lost = dice.Float64() < 1/(1+math.Exp(-sum))
		examples[i] = e
	}
	return examples
}
