package aggregate

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// answers counts the answers in a day's roll-up of everything.
func (w *world) answers(d heed.Day) (n int64) {
	w.t.Helper()
	rollups, err := w.rec.DayRollups(w.t.Context(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, count := range rollups[records.Everything].Value.Groups[""] {
		n += count
	}
	return n
}

func TestOlderDaysWaitForAWholePass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(12 * time.Hour) // a bubble begins at midnight
		w, now := inMemory(t), time.Now()
		w.agg.opt.Patience = 10 * time.Minute
		today, ago := heed.DayOf(now), func(days int) heed.Day { return heed.DayOf(now).Add(-days) }
		w.fold()
		for i, d := range []int{0, 1, 30} {
			w.send(signal(heed.FeedbackNPS, "acme", string(rune('a'+i)), now.AddDate(0, 0, -d), data{"score": 9}))
		}
		time.Sleep(time.Minute)
		w.fold()
		if got := []int64{w.answers(today), w.answers(ago(1)), w.answers(ago(30))}; got[0] != 1 || got[1] != 0 || got[2] != 0 {
			t.Errorf("between whole passes %v answers are folded, want today's alone", got)
		}
		time.Sleep(9 * time.Minute)
		w.fold()
		if got := []int64{w.answers(today), w.answers(ago(1)), w.answers(ago(30))}; got[0] != 1 || got[1] != 1 || got[2] != 1 {
			t.Errorf("a whole pass folded %v answers, want 1 each", got)
		}
	})
}

// TestNothingIsLostAtMidnight counts an answer of yesterday so late in the day
// that no pass looks at yesterday any more.
func TestNothingIsLostAtMidnight(t *testing.T) {
	for _, patience := range []time.Duration{0, 10 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			w := inMemory(t)
			w.agg.opt.Patience = patience
			yesterday := heed.DayOf(time.Now()).Add(-1)
			time.Sleep(24*time.Hour - time.Minute)
			w.fold()
			time.Sleep(30 * time.Second)
			w.send(signal(heed.FeedbackNPS, "acme", "late", yesterday.Time(), data{"score": 9}))
			for range 12 {
				time.Sleep(time.Minute)
				w.fold()
			}
			if n := w.answers(yesterday); n != 1 {
				t.Errorf("patience %v: %d answers are folded, want 1", patience, n)
			}
		})
	}
}

func TestSettingsAreRememberedForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		changed := heed.DefaultSettings()
		changed.Retention.SignalMonths = 1
		functions := map[time.Duration]*Aggregate{}
		for _, patience := range []time.Duration{0, time.Minute} {
			functions[patience] = New(w.agg.log, w.rec, w.inbox, w.touches, w.deliver, w.dead, Options{Patience: patience})
		}
		read := func(patience time.Duration) int {
			set, err := functions[patience].settings.Get(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			return set.Retention.SignalMonths
		}
		before := read(time.Minute)
		if err := w.rec.Write(t.Context(), records.PutSettings(records.Row[heed.Settings]{Value: changed})); err != nil {
			t.Fatal(err)
		}
		if got := read(time.Minute); got != before {
			t.Errorf("%d months within the minute, want the remembered %d", got, before)
		}
		if got := read(0); got != 1 {
			t.Errorf("%d months without patience, want the present 1", got)
		}
		time.Sleep(time.Minute)
		if got := read(time.Minute); got != 1 {
			t.Errorf("%d months after a minute, want 1", got)
		}
	})
}
