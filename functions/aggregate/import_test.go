package aggregate

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// imported is a signal as an import brings it.
func imported(kind, subject, id string, at time.Time, said data) heed.Signal {
	s := signal(kind, subject, id, at, said)
	s.Imported = true
	return s
}

// TestHistoryIsCountedOnceAndToldToNobody holds that history of any age is kept and counted
// once, however often it is brought, and announced to nobody.
func TestHistoryIsCountedOnceAndToldToNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inMemory(t)
		if err := w.rec.Write(t.Context(), records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: "all", Events: []string{"*"}, Status: heed.EndpointEnabled}})); err != nil {
			t.Fatal(err)
		}
		now, ancient := time.Now().Add(-time.Hour), time.Now().AddDate(-9, 0, 0)
		history := []heed.Signal{
			imported(heed.FeedbackNPS, "acme", "recent", now, data{"score": 0}),
			imported(heed.FeedbackNPS, "acme", "old", ancient, data{"score": 1, "response": "r1"}),
			imported(heed.FeedbackNPS, "acme", "old, mended", ancient.Add(time.Hour), data{"score": 10, "response": "r1"}),
		}
		for range 3 {
			w.send(history...)
			time.Sleep(24 * time.Hour)
		}
		want := map[heed.Day]heed.Counts{
			heed.DayOf(now):     {heed.Cell{Metric: "nps", Bucket: "0"}: 1},
			heed.DayOf(ancient): {heed.Cell{Metric: "nps", Bucket: "10"}: 1},
		}
		if diff := cmp.Diff(want, w.counts("acme")); diff != "" {
			t.Errorf("the counters differ (-want +got):\n%s", diff)
		}
		if events, err := w.rec.AccountEvents(t.Context(), "acme", 10); err != nil || len(events) > 0 || len(w.deliver.Messages) > 0 {
			t.Errorf("history made %d events (%v)", len(events), err)
		}
		if w.head("acme").History == 0 {
			t.Error("the next judgement would be told")
		}
	})
}

// TestRetractedHistoryIsQuietToo holds it of what an import takes back, and that
// signals of today break no silence.
func TestRetractedHistoryIsQuietToo(t *testing.T) {
	w := inMemory(t)
	w.send(signal(heed.FeedbackNPS, "acme", "1", time.Now(), data{"score": 9}))
	if w.head("acme").History > 0 {
		t.Fatal("a signal of today makes the next judgement quiet")
	}
	w.send(imported(heed.SignalRetracted, "acme", "2", time.Now(), data{"source": "test", "id": "1"}))
	w.send(signal(heed.FeedbackNPS, "acme", "3", time.Now(), data{"score": 9}))
	if w.head("acme").History == 0 {
		t.Error("a retraction that was imported may be told")
	}
}
