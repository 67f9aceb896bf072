package heed

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// spoke lets a connection bring signals every step from eight to six o'clock, on the
// days that it works.
func spoke(from time.Time, days int, step time.Duration, works func(time.Weekday) bool) (h Hearing) {
	for d := range days {
		day := from.AddDate(0, 0, d)
		if !works(day.Weekday()) {
			continue
		}
		for at := day.Add(8 * time.Hour); at.Before(day.Add(18 * time.Hour)); at = at.Add(step) {
			h = h.Heard(at)
		}
	}
	return h
}

func TestSilenceIsWhatIsUnusual(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	always := func(time.Weekday) bool { return true }
	weekdays := func(d time.Weekday) bool { return d != time.Saturday && d != time.Sunday }
	outage := spoke(monday, 10, time.Hour, always)
	for at := outage.LastAt.Add(72 * time.Hour); at.Before(monday.AddDate(0, 0, 20)); at = at.Add(time.Hour) {
		outage = outage.Heard(at)
	}
	for name, test := range map[string]struct {
		h    Hearing
		from time.Duration // silent after it; 0 is never
	}{
		"every hour of every day": {spoke(monday, 14, time.Hour, always), 2 * 15 * time.Hour},
		"in working hours":        {spoke(monday, 26, time.Hour, weekdays), 2 * 63 * time.Hour},
		"once a day":              {spoke(monday, 14, 24*time.Hour, always), 48 * time.Hour},
		"once a week":             {spoke(monday, 70, 24*time.Hour, func(d time.Weekday) bool { return d == time.Monday }), 14 * 24 * time.Hour},
		"after one breakdown":     {outage, 2 * 15 * time.Hour},
		"too little is known":     {spoke(monday, 3, time.Hour, always), 0},
		"one signal, to try it":   {Hearing{}.Heard(monday), 0},
		"nothing ever":            {Hearing{}, 0},
		"many signals on one day": {spoke(monday, 1, time.Minute, always), 0},
		"every minute, day and night": {func() (h Hearing) {
			for at := monday; at.Before(monday.AddDate(0, 0, 7)); at = at.Add(time.Minute) {
				h = h.Heard(at)
			}
			return h
		}(), 24 * time.Hour},
	} {
		after := func(d time.Duration) bool { return test.h.Silent(test.h.LastAt.Add(d)) }
		if test.from == 0 {
			if after(10000 * time.Hour) {
				t.Errorf("%s: silent, with the pauses %v", name, test.h.Pauses)
			}
			continue
		}
		if after(test.from) || !after(test.from+time.Second) {
			t.Errorf("%s: silent just from %v on? Its habit is %v of %v", name, test.from, test.h.Usual(), test.h.Pauses)
		}
	}
}

// TestAHearingStaysSmall however often signals come, and no signal moves it back.
func TestAHearingStaysSmall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Hearing
		at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
		for _, minutes := range rapid.SliceOf(rapid.IntRange(-100, 5000)).Draw(t, "pauses") {
			before := h
			h.SaidAt = at
			at = at.Add(time.Duration(minutes) * time.Minute)
			if h = h.Heard(at); h.LastAt.Before(before.LastAt) || len(h.Pauses) > maxPauses {
				t.Fatalf("%+v after %+v", h, before)
			}
			if at.After(before.LastAt) && !h.SaidAt.IsZero() {
				t.Fatal("it is heard again, and counts as told of")
			}
			for _, p := range h.Pauses {
				if p <= 0 {
					t.Fatalf("pauses %v", h.Pauses)
				}
			}
		}
	})
}
