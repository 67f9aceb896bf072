package risk

import (
	"slices"
	"strconv"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"pgregory.net/rapid"
)

// Of every contact the newest answer counts, and every one of nobody known, however
// many there are and in whatever order they come.
func TestTheNewestAnswerOfEveryContactCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Snapshot{}
		want, newest := 0, map[string]heed.Answer{}
		for i := range rapid.IntRange(0, 80).Draw(t, "answers") {
			contact := rapid.SampledFrom([]string{"", "h"}).Draw(t, "known")
			if contact != "" {
				contact += strconv.Itoa(rapid.IntRange(0, 40).Draw(t, "contact"))
			}
			a := answer(heed.FeedbackNPS, rapid.IntRange(0, 10).Draw(t, "score"), rapid.IntRange(1, 90).Draw(t, "days"), contact, "")
			a.ID = strconv.Itoa(i)
			s.Answers = append(s.Answers, a)
			if before, known := newest[contact]; !known || a.Compare(before.Stamp) > 0 {
				newest[contact] = a
			}
			if contact == "" {
				want++
			}
		}
		delete(newest, "")
		f := Fold(s, heed.DefaultSettings(), now)
		defer f.Close()
		for _, i := range f.answers.nps.list {
			if a := s.Answers[i]; a.Contact != "" && newest[a.Contact].ID != a.ID {
				t.Fatalf("%+v counts, though %+v is newer", a, newest[a.Contact])
			}
		}
		if got := slices.Compact(slices.Sorted(slices.Values(f.answers.nps.list))); len(got) != want+len(newest) {
			t.Fatalf("%d answers count, want %d", len(got), want+len(newest))
		}
	})
}
