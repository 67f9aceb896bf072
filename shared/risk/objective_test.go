package risk

import (
	"math"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// pursued is an objective of which half of the time had gone by when it was measured.
func pursued(progress float64, back int) heed.Objective {
	return heed.Objective{
		ID: "o", Title: "Secret", Target: 100, Current: new(100 * progress), MeasuredOn: dayAgo(back), ChangedAt: daysAgo(back),
		Start: dayAgo(back + 100), Due: dayAgo(back - 100), Status: heed.ObjectiveOpen,
	}
}

func decided(status heed.ObjectiveStatus, back int) heed.Objective {
	return heed.Objective{ID: "d", Target: 100, Start: dayAgo(500), Due: dayAgo(back), Status: status, DecidedAt: daysAgo(back), ChangedAt: daysAgo(back)}
}

func TestObjectivesMoveTheRisk(t *testing.T) {
	const silent = "judged, without a word"
	for name, c := range map[string]struct {
		objectives []heed.Objective
		want       float64
		says, sagt string
	}{
		"as far as it should be":  {[]heed.Objective{pursued(.45, 10)}, 0, silent, silent},
		"behind":                  {[]heed.Objective{pursued(.15, 10)}, .20, "The agreed objective is behind: 15 % of the way lie behind, and 50 % of the time.", "15 % des Weges sind geschafft"},
		"nowhere":                 {[]heed.Objective{pursued(0, 10)}, .32, "0 % of the way", "im Rückstand"},
		"ahead":                   {[]heed.Objective{pursued(.85, 10)}, -.15, "The agreed objective is ahead of time: 85 % of the way", "weiter als geplant"},
		"reached":                 {[]heed.Objective{pursued(1, 10)}, -.30, "The agreed objective is met.", "ist erreicht"},
		"missed":                  {[]heed.Objective{decided(heed.ObjectiveMissed, 30)}, .40, "The agreed objective was missed.", "wurde verfehlt"},
		"met":                     {[]heed.Objective{decided(heed.ObjectiveMet, 30)}, -.30, "The agreed objective is met.", "ist erreicht"},
		"one met, one missed":     {[]heed.Objective{decided(heed.ObjectiveMet, 30), decided(heed.ObjectiveMissed, 30)}, 0, silent, silent},
		"one of three missed":     {[]heed.Objective{pursued(.5, 9), pursued(.5, 9), decided(heed.ObjectiveMissed, 30)}, .40 * (1./3 - .1) / .5, "One of three agreed objectives is missed or behind.", "Eines von drei vereinbarten Zielen ist"},
		"two of two behind":       {[]heed.Objective{pursued(.15, 9), pursued(.15, 9)}, .20, "Two of two agreed objectives are missed or behind.", "Zwei von zwei vereinbarten Zielen sind"},
		"overdue":                 {[]heed.Objective{{ID: "o", Target: 100, Current: new(60.), MeasuredOn: dayAgo(40), Start: dayAgo(200), Due: dayAgo(20), Status: heed.ObjectiveOpen}}, .24, "60 % of the way lie behind, and 100 % of the time", ""},
		"measured long ago":       {[]heed.Objective{pursued(0, measuredDays+1)}, 0, "", ""},
		"never measured":          {[]heed.Objective{{ID: "o", Target: 100, Start: dayAgo(300), Due: dayAgo(-10), Status: heed.ObjectiveOpen}}, 0, "", ""},
		"missed more than a year": {[]heed.Objective{decided(heed.ObjectiveMissed, decidedDays+1)}, 0, "", ""},
		"dropped":                 {[]heed.Objective{decided(heed.ObjectiveDropped, 30)}, 0, "", ""},
		"none":                    {nil, 0, "", ""},
	} {
		s := acme()
		s.Objectives = c.objectives
		r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
		got, judged := contribution(r, "objective_progress")
		if math.Abs(got-c.want) > 1e-9 || judged != (c.says != "") || r.Coverage != 1 {
			t.Errorf("%s: contributes %v (judged: %t), want %v; coverage %v", name, got, judged, c.want, r.Coverage)
		}
		for _, f := range r.Factors {
			if f.Factor == "objective_progress" && c.says != silent && (!strings.Contains(f.Reason.EN, c.says) || !strings.Contains(f.Reason.DE, c.sagt) || strings.Contains(f.Reason.EN, "Secret")) {
				t.Errorf("%s: %+v, want %q", name, f.Reason, c.says)
			}
		}
	}
}

// drawObjective draws anything a row could hold, and more.
func drawObjective(t *rapid.T) heed.Objective {
	o := heed.Objective{
		Baseline: rapid.Float64().Draw(t, "baseline"), Target: rapid.Float64().Draw(t, "target"), Start: drawDay(t), Due: drawDay(t), MeasuredOn: drawDay(t),
		Status: rapid.SampledFrom(append(heed.ObjectiveStatuses, "?")).Draw(t, "status"), ChangedAt: drawTime(t), DecidedAt: drawTime(t),
	}
	if rapid.Bool().Draw(t, "measured") {
		o.Current = new(rapid.Float64().Draw(t, "current"))
	}
	return o
}

func TestFurtherAlongIsNeverWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(-1, 2).Draw(t, "a"), rapid.Float64Range(-1, 2).Draw(t, "b")
		x, y := acme(), acme()
		x.Objectives, y.Objectives = []heed.Objective{pursued(max(a, b), 10)}, []heed.Objective{pursued(min(a, b), 10)}
		p, _ := contribution(Assess(x, Prior(.10), heed.DefaultSettings(), now), "objective_progress")
		q, _ := contribution(Assess(y, Prior(.10), heed.DefaultSettings(), now), "objective_progress")
		if p > q+1e-9 {
			t.Fatalf("at %v it contributes %v, at %v %v", max(a, b), p, min(a, b), q)
		}
	})
}
