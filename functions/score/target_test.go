package score

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// missed are the events of missed targets of the last days, oldest first.
func (w *world) missed() (all []heed.Event) {
	w.t.Helper()
	today := heed.DayOf(time.Now())
	for d := today.Add(-100); d <= today; d = d.Add(1) {
		events, err := w.rec.Feed(w.t.Context(), d, "", 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, ev := range events {
			if ev.Type == heed.MetricTargetMissed {
				all = append(all, ev)
			}
		}
	}
	return all
}

// answered sets a day's roll-up of one segment's satisfaction, with happy answers and others.
func (w *world) answered(d heed.Day, happy, unhappy int64) {
	w.t.Helper()
	rows, err := w.rec.DayRollups(w.t.Context(), d)
	if err != nil {
		w.t.Fatal(err)
	}
	row := rows["segment"]
	cell := heed.Cell{Metric: "csat", Scale: "1-5"}
	good, bad := cell, cell
	good.Bucket, bad.Bucket = "5", "1"
	row.Value = records.Rollup{Day: d, Groups: map[string]heed.Counts{"smb": {good: happy, bad: unhappy}, "tiny": {bad: 1}}}
	w.write(records.PutRollup("segment", row))
}

func (w *world) sweep() {
	w.t.Helper()
	if err := w.score.Sweep(w.t.Context(), time.Now().UTC()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) states() map[string]heed.TargetStatus {
	w.t.Helper()
	rows, err := w.rec.TargetStates(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	all := map[string]heed.TargetStatus{}
	for _, row := range rows {
		all[row.Value.Group] = row.Value.Status
	}
	return all
}

const aDay = 24 * time.Hour

func TestAMissedTargetIsToldOncePerWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.settings(func(s *heed.Settings) {
			s.MetricTargets = []heed.MetricTarget{{Metric: "csat", By: "segment", AtLeast: new(80.), Window: heed.WindowDays, Days: 10}}
		})
		for i := range 60 {
			w.answered(day(-10).Add(i), 7, 3)
		}
		w.sweep()
		if got := w.states(); got["smb"] != heed.TargetMissed || got["tiny"] != heed.TargetMissed || len(w.missed()) != 0 {
			t.Fatalf("a new target is news: %v, %d events", got, len(w.missed()))
		}
		for range 9 {
			time.Sleep(aDay)
			w.sweep()
		}
		if got := w.missed(); len(got) != 0 {
			t.Fatalf("%d events within the window in which the target was new", len(got))
		}
		for range 20 {
			time.Sleep(aDay)
			w.sweep()
			w.sweep()
		}
		if got := w.missed(); len(got) != 4 {
			t.Fatalf("in twenty days two groups missed it in two windows; told were %d", len(got))
		}
		if keys := len(w.deliver.Messages); keys < 4 {
			t.Errorf("%d deliveries were sent", keys)
		}
		w.settings(func(s *heed.Settings) { s.Margin = .5 })
		for range 9 {
			time.Sleep(aDay)
			w.sweep()
		}
		if got := w.missed(); len(got) != 4 {
			t.Errorf("another margin is news: %d events", len(got))
		}
	})
}

func TestTooFewAnswersMissNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.settings(func(s *heed.Settings) {
			s.MetricTargets = []heed.MetricTarget{
				{Metric: "csat", By: "segment", Group: "tiny", AtLeast: new(80.), Window: heed.WindowDays, Days: 1, MinN: 2},
				{Metric: "csat", By: "segment", Group: "silent", AtLeast: new(80.), Window: heed.WindowDays, Days: 1},
				{Metric: "csat", By: "segment", Group: "smb", AtMost: new(80.), Window: heed.WindowDays, Days: 1},
			}
		})
		for i := range 8 {
			w.answered(day(-1).Add(i), 6, 4)
		}
		for range 5 {
			w.sweep()
			time.Sleep(aDay)
		}
		if got := w.states(); got["tiny"] != heed.TargetUnknown || got["silent"] != heed.TargetUnknown || got["smb"] != heed.TargetMet {
			t.Errorf("they stand at %v", got)
		}
		if got := w.missed(); len(got) != 0 {
			t.Errorf("told were %d", len(got))
		}
	})
}
