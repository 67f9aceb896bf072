package records

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

func TestSlotsComeBackAsTheyWere(t *testing.T) {
	name := rapid.StringN(0, 8, -1)
	answer := rapid.Custom(func(t *rapid.T) heed.Answer {
		var tone *heed.Tone
		if rapid.Bool().Draw(t, "commented") {
			tone = &heed.Tone{Sentiment: rapid.IntRange(-1000, 1000).Draw(t, "sentiment"), Themes: rapid.SliceOfN(rapid.SampledFrom(heed.Themes), 0, 3).Draw(t, "themes")}
		}
		return heed.Answer{
			Tone:  tone,
			Stamp: heed.Stamp{Time: time.Unix(rapid.Int64Range(0, 1e10).Draw(t, "time"), 0).UTC(), Source: "crm", ID: name.Draw(t, "id")},
			Type:  heed.FeedbackCSAT, Score: rapid.IntRange(0, 10).Draw(t, "score"), Scale: "1-5", Contact: name.Draw(t, "contact"),
			Cell: heed.Cell{Metric: "csat", Touchpoint: name.Draw(t, "touchpoint"), Channel: name.Draw(t, "channel"), Scale: "1-5", Bucket: "4"},
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := heed.Slot{Replacing: rapid.Bool().Draw(t, "replacing"), Answers: rapid.SliceOfN(answer, 1, 4).Draw(t, "answers")}
		got, err := slotOf(PutSlot(store.Key{Partition: "A#acme", Sort: "Q#csat#x"}, Row[heed.Slot]{Value: want}, time.Time{}).Item)
		if diff := cmp.Diff(want, got.Value, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// What Heed did not write is refused, not read as something else.
func TestTonesThatAreNone(t *testing.T) {
	for _, s := range []string{"support", " 1", "1.5 price"} {
		if tone, err := heed.ParseTone(s); err == nil {
			t.Errorf("%q is %+v", s, tone)
		}
	}
}
