package heed

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// someSettings are settings that differ from others here and there.
func someSettings(t *rapid.T) Settings {
	s := DefaultSettings()
	for i := range rapid.IntRange(0, 130).Draw(t, "weights") {
		if rapid.Bool().Draw(t, "told") {
			s.Weights[fmt.Sprintf("f/%d~", i)] = rapid.Float64Range(0, 5).Draw(t, "weight")
		}
	}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID).Draw(t, "factors") {
		f := CustomFactor{Factor: name, Neutral: rapid.Float64Range(0, 2).Draw(t, "neutral")}
		if rapid.Bool().Draw(t, "worse") {
			f.Worst = &Effect{At: 3, LogOdds: 1}
		}
		s.Factors = append(s.Factors, f)
	}
	if rapid.Bool().Draw(t, "target") {
		s.MetricTargets = append(s.MetricTargets, MetricTarget{Metric: "nps", AtLeast: new(30.), Window: WindowMonth})
	}
	s.RenewalLeads = rapid.SampledFrom([][]int{{120, 60, 30}, {30}, {}}).Draw(t, "leads")
	s.Privacy.OwnerReports = rapid.Bool().Draw(t, "owners")
	return s
}

// Undoing the changes from one to another leads back, however many there are.
func TestChangesOfSettingsCanBeUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := someSettings(t), someSettings(t)
		changes := before.ChangesTo(after)
		if len(changes) > maxChanges {
			t.Fatalf("%d changes are listed, want at most %d", len(changes), maxChanges)
		}
		got, err := after.Undone(changes)
		if err != nil || !reflect.DeepEqual(got.members(), before.members()) {
			t.Fatalf("undone they are %+v (%v), want %+v", got, err, before)
		}
	})
}
