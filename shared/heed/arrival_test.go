package heed

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var outcomes = []Outcome{OutcomeAccepted, OutcomeIgnored, OutcomeRefused}

// TestArrivalsInAnyOrder holds that notes may come in any order and more than once: what
// is remembered is the newest of each outcome, and each webhook is counted once as long
// as it is remembered.
func TestArrivalsInAnyOrder(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var notes []Arrivals
		for i := range rapid.IntRange(1, MaxArrivals).Draw(t, "webhooks") {
			one := Arrival{At: noon.Add(time.Duration(i) * time.Hour), Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome"), Accepted: i}
			notes = append(notes, Arrivals{Last: []Arrival{one}, Days: []ArrivalDay{{DayOf(one.At), one.Count()}}})
		}
		var all, again Arrivals
		for _, n := range notes {
			all = all.With(n)
		}
		for _, n := range rapid.Permutation(append(slices.Clone(notes), notes...)).Draw(t, "order") {
			again = again.With(n)
		}
		if !slices.EqualFunc(all.Last, again.Last, same) || !slices.Equal(all.Days, again.Days) {
			t.Fatalf("in order they are %+v, in another %+v", all, again)
		}
		if !slices.IsSortedFunc(all.Last, func(x, y Arrival) int { return y.At.Compare(x.At) }) {
			t.Fatalf("they are not the newest first: %+v", all.Last)
		}
	})
}

func same(x, y Arrival) bool { return x.At.Equal(y.At) && x.Outcome == y.Outcome }

func TestArrivalsOfOneOutcomeDoNotWashOutOthers(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	all := Arrivals{}.With(Arrivals{Last: []Arrival{{At: noon, Outcome: OutcomeIgnored}}})
	for i := range 3 * MaxArrivals {
		all = all.With(Arrivals{Last: []Arrival{{At: noon.Add(time.Duration(i) * time.Second), Outcome: OutcomeRefused}}})
	}
	if n := len(all.Last); n != MaxArrivals+1 || all.Last[n-1].Outcome != OutcomeIgnored {
		t.Errorf("%d are remembered, the oldest %+v", n, all.Last[n-1])
	}
}

func TestArrivalsAreCountedForAWeek(t *testing.T) {
	day := Day("2026-03-01")
	all := Arrivals{}
	for i := range 10 {
		at := day.Add(i).Time()
		all = all.With(Arrivals{Last: []Arrival{{At: at, Outcome: OutcomeAccepted, Accepted: 2}}, Days: []ArrivalDay{{DayOf(at), ArrivalCount{Signals: 2, Accepted: 1}}}})
	}
	if got, want := all.Lately(day.Add(9)), (ArrivalCount{Signals: 14, Accepted: 7}); got != want {
		t.Errorf("a week counts %+v, want %+v", got, want)
	}
	if got := all.Lately(day.Add(30)); got != (ArrivalCount{}) {
		t.Errorf("a month later it counts %+v", got)
	}
}
