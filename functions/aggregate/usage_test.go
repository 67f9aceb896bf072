package aggregate

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

func TestNewerStatesOfTodayWaitForTheSweep(t *testing.T) {
	earlier := data{"metric": heed.ActiveUsers, "value": 40}
	tests := []struct {
		name    string
		at      time.Duration // after the earlier report
		data    data
		touches int
	}{
		{"a newer state of today", time.Second, data{"metric": heed.ActiveUsers, "value": 50}, 0},
		{"a repeated state, whose touch may be lost", 0, earlier, 1},
		{"an older state, whose touch may be lost", -time.Second, data{"metric": heed.ActiveUsers, "value": 30}, 1},
		{"another metric", time.Second, data{"metric": heed.Sessions, "value": 50}, 1},
		{"another product", time.Second, data{"metric": heed.ActiveUsers, "value": 50, "product": "p"}, 1},
		{"another day", -24 * time.Hour, data{"metric": heed.ActiveUsers, "value": 50}, 1},
		{"something to add", time.Second, data{"metric": heed.ActiveUsers, "value": 5, "mode": heed.UsageAdd}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(12 * time.Hour) // a bubble begins at midnight
				w, now := inMemory(t), time.Now()
				w.send(signal(heed.UsageReported, "acme", "1", now, earlier))
				w.touches.Messages = nil
				w.send(signal(heed.UsageReported, "acme", "1", now.Add(tt.at), tt.data))
				if len(w.touches.Messages) != tt.touches {
					t.Errorf("%d touches were sent, want %d", len(w.touches.Messages), tt.touches)
				}
			})
		})
	}
}

func TestNewerStatesOfSeatsAreJudgedAtOnce(t *testing.T) {
	for metric := range atOnce {
		w, now := inMemory(t), time.Now()
		w.send(signal(heed.UsageReported, "acme", "1", now, data{"metric": metric, "value": 1}))
		w.touches.Messages = nil
		w.send(signal(heed.UsageReported, "acme", "2", now.Add(time.Millisecond), data{"metric": metric, "value": 2}))
		if len(w.touches.Messages) != 1 {
			t.Errorf("%s: %d touches were sent, want 1", metric, len(w.touches.Messages))
		}
	}
}

// TestTodaysValueIsNotJudged holds the model to what waiting relies on: of the
// metrics that wait, another value of today makes the same judgement.
func TestTodaysValueIsNotJudged(t *testing.T) {
	now, set := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), heed.DefaultSettings()
	for _, metric := range []string{heed.ActiveUsers, heed.Sessions, heed.FeaturesUsed, "exports"} {
		low, high := judged(metric, 1, now, set), judged(metric, 1000, now, set)
		if diff := cmp.Diff(low, high); diff != "" {
			t.Errorf("%s of today is judged: let it touch at once\n%s", metric, diff)
		}
	}
}

// TestSurveysSentAreNotJudged: of an account that was judged before, who was
// asked changes nothing.
func TestSurveysSentAreNotJudged(t *testing.T) {
	w, now := inMemory(t), time.Now()
	sent := func(id string) heed.Signal { return signal(heed.SurveySent, "acme", id, now, data{"survey": "q4"}) }
	w.send(sent("1"))
	if len(w.touches.Messages) != 1 {
		t.Errorf("%d touches were sent for a new account, want 1", len(w.touches.Messages))
	}
	row, err := w.rec.Account(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	row.Value.Card.JudgedAt = now
	if err := w.rec.Write(t.Context(), records.PutAccount(row)); err != nil {
		t.Fatal(err)
	}
	if w.send(sent("2")); len(w.touches.Messages) != 1 {
		t.Errorf("%d touches were sent, want that a survey sent waits", len(w.touches.Messages))
	}
	cell, _ := heed.FactCell(sent("3"), "")
	if _, read := heed.ActivityOf(heed.DayOf(now), map[string]int64{cell.String(): 9}); read {
		t.Error("surveys are judged: let them touch at once")
	}
}

func judged(metric string, today float64, now time.Time, set heed.Settings) heed.Risk {
	s := risk.Snapshot{Account: heed.Account{ID: "acme"}}
	for age := range 113 {
		u := heed.UsageDay{Day: heed.DayOf(now).Add(-age), Metric: metric, Set: 50, Stamp: heed.Stamp{Time: now.AddDate(0, 0, -age)}}
		if age == 0 {
			u.Set = today
		}
		s.Usage = append(s.Usage, u)
	}
	return risk.Assess(s, risk.Prior(set.LossRate), set, now)
}
