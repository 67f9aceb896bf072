package heed

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func anyAnswers(t *rapid.T) []Answer {
	answers := make([]Answer, rapid.IntRange(0, maxAnswers).Draw(t, "answers"))
	for i := range answers {
		score := rapid.IntRange(0, 10).Draw(t, "score")
		answers[i] = Answer{
			Stamp: Stamp{Time: noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "day")) * 24 * time.Hour), Source: "s", ID: fmt.Sprint(i)},
			Type:  FeedbackNPS, Score: score, Cell: Cell{Metric: MetricNPS, Bucket: fmt.Sprint(score)}, Excluded: rapid.Bool().Draw(t, "excluded"),
		}
	}
	return answers
}

// TestReplacingCountsOne is what replacing slots promise: whatever the order,
// and with answers retracted in between, the counters hold the winner alone.
func TestReplacingCountsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers := anyAnswers(t)
		slot, moves := Slot{Replacing: true}, Moves{}
		apply := func(next Slot) { moves.Replaced(slot, next); slot = next }
		for _, a := range rapid.Permutation(answers).Draw(t, "order") {
			apply(slot.With(a))
			apply(slot.With(a)) // a repeat
		}
		for _, a := range answers {
			if rapid.Bool().Draw(t, "retract") {
				apply(slot.Retract(a.Source, a.ID))
			}
		}
		want := Moves{}
		if a, ok := slot.Winner(); ok && a.Counts() {
			want.Add(a.Day(), a.Cell, 1)
		}
		for day, counts := range moves {
			if len(counts) > 0 && !reflect.DeepEqual(counts, want[day]) {
				t.Fatalf("on %s the counters hold %v, want %v", day, counts, want[day])
			}
		}
	})
}

func TestWinner(t *testing.T) {
	early := Answer{Stamp: Stamp{Time: noon, Source: "s", ID: "a"}, Score: 1}
	tied := Answer{Stamp: Stamp{Time: noon, Source: "s", ID: "b"}, Score: 2}
	late := Answer{Stamp: Stamp{Time: noon.Add(1), Source: "s", ID: "a0"}, Score: 3}
	slot := Slot{}.With(late).With(early).With(tied)
	for _, want := range []Answer{late, tied, early} {
		got, ok := slot.Winner()
		if !ok || got.Score != want.Score {
			t.Errorf("the winner is %+v, want %+v", got, want)
		}
		slot = slot.Retract(got.Source, got.ID)
	}
	if got, ok := slot.Winner(); ok {
		t.Errorf("with all retracted, %+v wins", got)
	}
}

func TestSlotsAreValues(t *testing.T) {
	before := Slot{}.With(Answer{Stamp: Stamp{Time: noon, ID: "a"}})
	_ = before.With(Answer{Stamp: Stamp{Time: noon.Add(-1), ID: "b"}})
	_ = before.Retract("", "a")
	if len(before.Answers) != 1 || before.Answers[0].ID != "a" || before.Answers[0].Retracted {
		t.Errorf("a change of a copy changed the slot: %+v", before)
	}
}

func TestSlotsAreBounded(t *testing.T) {
	var slot Slot
	for i := range maxAnswers + 5 {
		slot = slot.With(Answer{Stamp: Stamp{Time: noon.Add(time.Duration(i))}, Score: i})
	}
	if w, _ := slot.Winner(); len(slot.Answers) != maxAnswers || w.Score != maxAnswers+4 {
		t.Errorf("%d answers are kept, the newest is %+v", len(slot.Answers), w)
	}
}
