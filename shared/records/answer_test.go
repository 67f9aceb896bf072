package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func TestSlotsComeBackAsTheyWere(t *testing.T) {
	name := rapid.StringN(0, 8, -1)
	answer := rapid.Custom(func(t *rapid.T) heed.Answer {
		return heed.Answer{
			Stamp: heed.Stamp{Time: time.Unix(rapid.Int64Range(0, 1e10).Draw(t, "time"), 0).UTC(), Source: "crm", ID: name.Draw(t, "id")},
			Type:  heed.FeedbackCSAT, Score: rapid.IntRange(0, 10).Draw(t, "score"), Scale: "1-5", Contact: name.Draw(t, "contact"),
			Cell: heed.Cell{Metric: "csat", Touchpoint: name.Draw(t, "touchpoint"), Channel: name.Draw(t, "channel"), Scale: "1-5", Bucket: "4"},
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := heed.Slot{Replacing: rapid.Bool().Draw(t, "replacing"), Answers: rapid.SliceOfN(answer, 1, 4).Draw(t, "answers")}
		got, err := slotOf(PutSlot(store.Key{Partition: "A#acme", Sort: "Q#csat#x"}, Row[heed.Slot]{Value: want}, time.Time{}).Item)
		if diff := cmp.Diff(want, got.Value); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}
