package risk

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// portfolio is looks at accounts of which three factors speak: one that is mostly
// neutral, one that spreads, one that is often unknown.
func portfolio(r *rand.Rand, n int, change func(e *heed.Example)) []heed.Example {
	all := make([]heed.Example, n)
	for i := range all {
		all[i] = heed.Example{Account: fmt.Sprint(i), Contract: "k", Kind: heed.TargetRenewal, LeadDays: 90, Factors: []heed.Measured{
			{Factor: "usage_trend", Effect: r.NormFloat64()},
			{Factor: "urgent_tickets", Effect: max(r.NormFloat64()-1, 0)},
		}}
		if r.IntN(2) == 0 {
			all[i].Factors = append(all[i].Factors, heed.Measured{Factor: "nps", Effect: r.Float64()})
		}
		if change != nil {
			change(&all[i])
		}
	}
	return all
}

func TestDriftIsFoundAndNotMadeUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const times = 400
	exceeded, found := 0, 0
	for range times {
		d := Drifted(Seen(portfolio(r, 200, nil)), portfolio(r, 200, nil))
		for _, f := range d.Factors {
			if f.Drifted {
				exceeded++
			}
		}
		if d.Found {
			found++
		}
	}
	if share := float64(exceeded) / (3 * times); share < .02 || share > .08 {
		t.Errorf("without drift a factor exceeds its threshold in %.3f of the cases, and should in .05", share)
	}
	if share := float64(found) / times; share > .08 {
		t.Errorf("drift is found in %.3f of the cases in which there is none", share)
	}
	d := Drifted(Seen(portfolio(r, 200, nil)), portfolio(r, 100, func(e *heed.Example) { e.Factors[0].Effect += .8 }))
	if !d.Found || !strings.Contains(d.Sentence.EN, "usage_trend") || strings.Contains(d.Sentence.EN, "nps") {
		t.Errorf("usage fell everywhere, and it says: %s", d.Sentence.EN)
	}
	d = Drifted(Seen(portfolio(r, 200, nil)), portfolio(r, 100, func(e *heed.Example) { e.Factors = e.Factors[:2] }))
	if !d.Found || d.Factors[0].Factor != "nps" || d.Factors[0].UnknownNow != 1 {
		t.Errorf("nobody answers any more, and it says: %+v", d)
	}
}

func TestTooFewAreNotCompared(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	if d := Drifted(Seen(portfolio(r, 200, nil)), portfolio(r, 19, nil)); d != nil {
		t.Errorf("nineteen accounts say %+v", d)
	}
	if d := Drifted(nil, portfolio(r, 200, nil)); d != nil {
		t.Errorf("nothing was learned from, and it says %+v", d)
	}
	if d := Drifted(Seen(portfolio(r, 200, func(e *heed.Example) { e.Factors = nil })), portfolio(r, 200, nil)); d != nil {
		t.Errorf("no factor was known, and it says %+v", d)
	}
}

// Looks at one decision count once.
func TestDriftCountsDecisions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	looks := portfolio(r, 200, nil)
	for _, e := range looks[:200:200] {
		e.LeadDays = 30
		looks = append(looks, e)
	}
	if d := Drifted(Seen(looks), looks[:50]); d.Learned != 200 {
		t.Errorf("it learned from %d decisions", d.Learned)
	}
}
