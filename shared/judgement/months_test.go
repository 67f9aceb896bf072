package judgement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
)

// What comments speak of is counted by the month of their answers, once for each theme.
func TestThemesAreCountedByMonth(t *testing.T) {
	d := wholeDossier()
	answered := func(day heed.Day, tone *heed.Tone) {
		d.Answers = append(d.Answers, heed.Answer{Stamp: heed.Stamp{Time: day.Time()}, Tone: tone})
	}
	answered("2026-10-31", &heed.Tone{Sentiment: -500, Themes: []string{"price", "support"}})
	answered("2026-11-01", &heed.Tone{Sentiment: -300, Themes: []string{"price"}})
	answered("2026-11-19", &heed.Tone{Sentiment: 900, Themes: []string{"price"}})
	answered("2026-11-19", &heed.Tone{Sentiment: 900})
	answered("2026-11-19", nil)
	answered("2026-01-05", &heed.Tone{Sentiment: 900, Themes: []string{"price"}}) // of a month that is counted no more
	months, err := judgement.Months(d, noon)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]map[string]heed.Spoken{}
	for _, m := range months.Months {
		got[m.Month] = m.Themes
	}
	want := map[string]map[string]heed.Spoken{
		"2026-10": {"price": {Comments: 1, Unhappy: 1, Sentiment: -500}, "support": {Comments: 1, Unhappy: 1, Sentiment: -500}},
		"2026-11": {"price": {Comments: 2, Unhappy: 1, Content: 1, Sentiment: 600}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
