package score

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/portfolio"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// customers are confirmed accounts with cards.
func (w *world) customers(bands map[string]heed.Band) {
	w.t.Helper()
	for id, band := range bands {
		row, err := w.rec.Account(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		row.Value = heed.Account{ID: id, CreatedAt: time.Now(), Card: heed.Card{
			Band: band, Probability: .1 * float64(1+band.Rank()), Status: heed.Active, DecisionDate: day(12),
			Reason: heed.Text{EN: "Usage fell.", DE: "Die Nutzung fiel."},
		}}
		w.write(records.PutAccount(row))
	}
}

// assess hands the message of a day to score and says what failed.
func (w *world) assess(day heed.Day) queue.Failures {
	m := hint.Assess(day, 0)
	m.ID = "m"
	return w.score.Handle(w.t.Context(), []queue.Message{m})
}

// told are the days that were told of, as their events stand in the feed.
func (w *world) told(day heed.Day) (all []portfolio.Assessed) {
	w.t.Helper()
	events, err := w.rec.Feed(w.t.Context(), day, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ev := range events {
		var body struct{ Data portfolio.Assessed }
		if err := json.Unmarshal(ev.Body, &body); err != nil || ev.Type != heed.PortfolioAssessed {
			w.t.Fatalf("the feed has %s (%v)", ev.Type, err)
		}
		all = append(all, body.Data)
	}
	return all
}

// deliveries are an endpoint's, newest first.
func (w *world) deliveries(endpoint string) []heed.Delivery {
	w.t.Helper()
	all, err := w.rec.Deliveries(w.t.Context(), endpoint, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestTheSweepAsksToTellOfTheDayLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		if err := w.score.Sweep(t.Context(), time.Now()); err != nil || len(w.touches.Messages) != 0 {
			t.Fatalf("without accounts there are %d messages (%v)", len(w.touches.Messages), err)
		}
		w.customers(map[string]heed.Band{"a": heed.Low, "b": heed.High})
		if err := w.score.Sweep(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		last := w.touches.Messages[len(w.touches.Messages)-1]
		touch, err := heed.ReadMessage[heed.Touch](last.Body)
		if err != nil || touch.Assess != day(0) || last.Delay != queue.MaxDelay {
			t.Errorf("the last message is %+v after %v (%v)", touch, last.Delay, err)
		}
	})
}

func TestADayIsToldOfOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.customers(map[string]heed.Band{"a": heed.Low, "b": heed.High, "c": heed.Medium})
		for range 3 {
			if failed := w.assess(day(0)); len(failed) != 0 {
				t.Fatal(failed)
			}
		}
		if told := w.told(day(0)); len(told) != 1 || told[0].Accounts != 3 || told[0].Since != nil || len(told[0].Decisions) != 3 {
			t.Fatalf("told %+v", told)
		}
		if got := w.deliveries("all"); len(got) != 1 || len(w.deliver.Messages) != 1 {
			t.Errorf("%d deliveries, %d knocks", len(got), len(w.deliver.Messages))
		}

		time.Sleep(24 * time.Hour)
		w.customers(map[string]heed.Band{"a": heed.Critical, "c": heed.Low})
		w.assess(day(-1)) // it was late
		if late := w.told(day(0)); len(late) != 0 {
			t.Errorf("yesterday's message tells of today: %+v", late)
		}
		w.assess(day(0))
		today := w.told(day(0))[0]
		if today.Changed != 2 || today.Changes[0].Account.ID != "a" || *today.Changes[0].From != heed.Low || *today.Since != day(-1) || today.Changes[0].Reason != "Usage fell." {
			t.Errorf("told %+v", today)
		}
		if today.Reason != "Of €0 with 3 accounts, €0 is expected to be lost. 1 got worse, 1 better." {
			t.Errorf("in a sentence: %s", today.Reason)
		}
		time.Sleep(24 * time.Hour)
		w.assess(day(0))
		if quiet := w.told(day(0))[0]; quiet.Changed != 0 {
			t.Errorf("told twice: %+v", quiet.Changes)
		}
	})
}

// TestWhoGetsTheDigest holds that a chat gets it when it asked, at its hour, whatever
// its filter, and others as they subscribed.
func TestWhoGetsTheDigest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		seven := 7
		time.Sleep(time.Until(day(1).Time().Add(4*time.Hour + 15*time.Minute)))
		for _, ep := range []heed.Endpoint{
			{ID: "chat", Format: heed.FormatSlack, Events: []string{"*"}},
			{ID: "digest", Format: heed.FormatSlack, Events: []string{"risk.*"}, DigestHour: &seven, Filter: heed.EndpointFilter{Segments: []string{"smb"}}},
			{ID: "named", Format: heed.FormatSlack, Events: []string{"portfolio.*"}},
			{ID: "crm", Format: heed.FormatStandard, Events: []string{"portfolio.assessed"}},
			{ID: "risks", Format: heed.FormatStandard, Events: []string{"risk.*"}},
		} {
			ep.Status = heed.EndpointEnabled
			w.write(records.PutEndpoint(records.Row[heed.Endpoint]{Value: ep}))
		}
		w.customers(map[string]heed.Band{"a": heed.High})
		w.assess(day(0))
		due := map[string]time.Time{}
		for _, id := range []string{"all", "chat", "digest", "named", "crm", "risks"} {
			for _, d := range w.deliveries(id) {
				due[id] = d.NextAt
			}
		}
		at := day(0).Time()
		now := at.Add(4*time.Hour + 15*time.Minute)
		want := map[string]time.Time{"all": now, "digest": at.Add(7 * time.Hour), "named": now, "crm": now}
		for id := range due {
			if !due[id].Equal(want[id]) {
				t.Errorf("%s gets it at %v, want %v", id, due[id], want[id])
			}
		}
		if len(due) != len(want) || len(w.deliver.Messages) != 3 {
			t.Errorf("it goes to %v, %d at once", due, len(w.deliver.Messages))
		}
	})
}

// TestFaultsNeitherLoseNorRepeatADay: whatever fails on the way, the message is handled
// until it is done, and then one event stands there with its deliveries.
func TestFaultsNeitherLoseNorRepeatADay(t *testing.T) {
	for seed := range uint64(12) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2))
			db := storetest.NewModel()
			w := newWorld(t, db)
			w.customers(map[string]heed.Band{"a": heed.High, "b": heed.Low})
			w.score.rec = records.New(storetest.NewFaulty(db, func(op string) storetest.Fault {
				if op == storetest.OpWrite {
					return []storetest.Fault{storetest.None, storetest.Fail, storetest.FailSaved}[r.IntN(3)]
				}
				if r.IntN(20) == 0 { // the portfolio alone is sixteen reads
					return storetest.Fail
				}
				return storetest.None
			}), hasher{})
			for try := 0; len(w.assess(day(0))) > 0; try++ {
				if try > 500 {
					t.Fatal("it fails for ever")
				}
			}
			if told, sent := w.told(day(0)), w.deliveries("all"); len(told) != 1 || len(sent) != 1 || sent[0].Type != heed.PortfolioAssessed {
				t.Errorf("seed %d: told %d times, %d deliveries", seed, len(told), len(sent))
			}
		})
	}
}
