package risk

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// Which day a counter stands on decides what it says; the months before the
// trends matter only while these are silent.
func TestCountersByDay(t *testing.T) {
	twoWay, oneWay := happened("engagement", heed.BucketTwoWay, 1), happened("engagement", heed.BucketOneWay, 1)
	opened := func(n int64) heed.Activity { return happened("ticket", "opened", n) }
	for name, c := range map[string]struct {
		days   map[int]heed.Activity // by age
		factor string
		want   float64
		why    string
	}{
		"tickets on the first day of the trend":  {map[int]heed.Activity{111: opened(9), 6: opened(6)}, "ticket_trend", .40, ""},
		"and on the day before it":               {map[int]heed.Activity{112: opened(9), 6: opened(6)}, "ticket_trend", 0, tooFew},
		"on the last day of the four weeks":      {map[int]heed.Activity{60: opened(9), 27: opened(6)}, "ticket_trend", .40, ""},
		"and on the day before them":             {map[int]heed.Activity{60: opened(9), 28: opened(6)}, "ticket_trend", 0, ""},
		"tickets of long ago, talks since":       {map[int]heed.Activity{300: opened(1), 5: twoWay}, "urgent_tickets", 0, ""},
		"no ticket ever":                         {map[int]heed.Activity{5: twoWay}, "urgent_tickets", 0, noSource},
		"a talk lately, and one long ago":        {map[int]heed.Activity{5: twoWay, 300: twoWay}, "silence", 0, ""},
		"a talk long ago":                        {map[int]heed.Activity{300: twoWay}, "silence", .60, ""},
		"a talk on the last day that counts":     {map[int]heed.Activity{365: twoWay}, "silence", .60, ""},
		"and on the day before that":             {map[int]heed.Activity{366: twoWay}, "silence", 0, noSource},
		"never an answer since the first letter": {map[int]heed.Activity{5: oneWay, 300: oneWay}, "silence", .60, ""},
		"a letter lately, none before":           {map[int]heed.Activity{5: oneWay}, "silence", 0, ""},
		"tomorrow":                               {map[int]heed.Activity{-1: twoWay}, "silence", 0, noSource},
	} {
		t.Run(name, func(t *testing.T) {
			s := acme()
			days := map[heed.Day]heed.Activity{}
			for age, counts := range c.days {
				days[dayAgo(age)] = counts
			}
			s.Tickets, s.Days = nil, daysOf(days)
			r := Assess(s, Prior(.10), heed.DefaultSettings(), now)
			got, judged := contribution(r, c.factor)
			if got != c.want || judged != (c.why == "") || whyMissing(r, c.factor) != c.why {
				t.Errorf("%s contributes %v (missing: %q), want %v (%q)", c.factor, got, whyMissing(r, c.factor), c.want, c.why)
			}
		})
	}
}
