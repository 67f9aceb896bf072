package risk

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// told is a decision on a day of which a probability was told ninety days before.
func told(i int, decided heed.Day, p float64, lost bool) heed.Example {
	return heed.Example{Account: fmt.Sprint(i), Contract: "k", Kind: heed.TargetRenewal, AsOf: decided.Add(-90), End: decided, LeadDays: 90, Lost: lost, Told: &p}
}

func TestLossesAreHeldAgainstWhatWasTold(t *testing.T) {
	var all []heed.Example
	for i := range 40 { // expected are four; nine come
		e := told(i, heed.Day("2026-09-10").Add(i), .1, i < 9)
		later := e
		other := .9
		later.AsOf, later.LeadDays, later.Told = e.AsOf.Add(60), 30, &other // the first look counts
		all = append(all, later, e)
	}
	old, unsaid, month := told(97, "2025-10-01", .9, false), told(98, "2026-10-01", .9, false), told(99, "2026-10-01", .9, false)
	unsaid.Told, month.Kind = nil, heed.TargetWindow
	got := Foretold(append(all, old, unsaid, month), heed.TargetRenewal, heed.DefaultSettings(), "2026-11-20")
	want := (9 - 4) / math.Sqrt(40*.1*.9)
	if got.Total.Decisions != 40 || got.Total.Losses != 9 || math.Abs(got.Total.Expected-4) > 1e-9 || math.Abs(*got.Total.Surprise-want) > 1e-9 || !got.Moved {
		t.Errorf("in all %+v, moved %v", got.Total, got.Moved)
	}
	if len(got.Months) != 2 || got.Months[0].Month != "2026-09" || got.Months[0].Decisions != 21 || got.Months[0].Losses != 9 || got.Months[1].Losses != 0 {
		t.Errorf("by months %+v", got.Months)
	}
	if !strings.Contains(got.Sentence.EN, "9 were lost where 4.0 were expected (+2.6 standard deviations)") {
		t.Error(got.Sentence.EN)
	}
	if few := Foretold(all[:20], heed.TargetRenewal, heed.DefaultSettings(), "2026-11-20"); few.Moved {
		t.Errorf("ten decisions move nothing: %s", few.Sentence.EN)
	}
}

// A save after an alarm says nothing of accounts that are left alone.
func TestWhatSomebodyActedOnIsLeftOut(t *testing.T) {
	saved := told(1, "2026-10-01", .6, false)
	saved.Touched = true
	calm := told(2, "2026-10-01", .05, false)
	calm.Touched = true
	alarmed := told(3, "2026-10-01", .6, true)
	set := heed.DefaultSettings()
	if got := Foretold([]heed.Example{saved, calm, alarmed}, heed.TargetRenewal, set, "2026-11-20"); got.Total.Decisions != 2 {
		t.Errorf("it counts %+v", got.Total)
	}
	if got := LeftAlone([]heed.Example{saved, calm, alarmed}, set); len(got) != 2 || got[0].Account != "2" {
		t.Errorf("left alone were %+v", got)
	}
	// Where nobody judged at the time, the opinion says whether there was an alarm.
	saved.Told, saved.Factors = nil, []heed.Measured{{Factor: "champion_left", Effect: .9}, {Factor: "nps", Effect: .8}, {Factor: "payment", Effect: .8}}
	if !Helped(saved, set) {
		t.Errorf("the opinion gives %.2f", alarming(saved, set))
	}
	saved.Factors = nil
	if Helped(saved, set) {
		t.Errorf("the opinion gives %.2f", alarming(saved, set))
	}
}
