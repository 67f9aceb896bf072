package score

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// seats reports today's seats in use, of forty.
func (w *world) seats(account string, used float64) { w.used(account, heed.SeatsUsed, used) }

func (w *world) used(account, metric string, value float64) {
	w.t.Helper()
	at := heed.DayOf(time.Now())
	key := records.UsageKey(account, at, metric, "")
	rows, err := w.rec.Load(w.t.Context(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	row, err := rows.Usage(key)
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value = heed.UsageDay{Day: at, Metric: metric, Set: value, Stamp: heed.Stamp{Time: time.Now(), Source: "test", ID: metric}}
	w.write(records.PutUsage(key, row, time.Time{}))
}

func (w *world) spotted(account, kind string) bool {
	return w.head(account).Card.Opportunities[kind].Spotted()
}

func TestOpportunityIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		expectEvents(t, w, "acme")

		time.Sleep(time.Hour)
		w.seats("acme", 44)
		w.judge("acme", "acme")
		w.judge("acme")
		expectEvents(t, w, "acme", heed.ExpansionSpotted)
		if len(w.deliver.Messages) != 1 || w.head("acme").Sequence != 1 {
			t.Errorf("%d knocks were sent, the sequence is %d", len(w.deliver.Messages), w.head("acme").Sequence)
		}

		time.Sleep(time.Hour)
		w.seats("acme", 20)
		w.judge("acme")
		time.Sleep(25 * time.Hour)
		w.seats("acme", 20)
		w.judge("acme")
		if w.spotted("acme", heed.Expansion) {
			t.Error("it is spotted a day after it ended")
		}
		w.seats("acme", 44)
		w.judge("acme")
		expectEvents(t, w, "acme", heed.ExpansionSpotted) // told lately
		for range 91 {
			time.Sleep(24 * time.Hour)
			w.seats("acme", 44)
			w.used("acme", heed.ActiveUsers, 48)
			w.judge("acme")
		}
		if got := len(slices.DeleteFunc(w.events("acme"), func(k string) bool { return k != heed.ExpansionSpotted })); got != 2 {
			t.Errorf("it came twice and was told %d times", got)
		}
	})
}

func TestOpportunityEventAddsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.seats("acme", 44)
		w.judge("acme") // the first judgement is told
		ev := w.newest("acme")
		var body struct{ Data heed.OpportunitySpotted }
		if err := json.Unmarshal(ev.Body, &body); err != nil || body.Data.Expansion == nil || body.Data.Advocate != nil {
			t.Fatalf("%v: %s", err, ev.Body)
		}
		o := body.Data.Expansion
		sum := o.Base
		for _, f := range o.Factors {
			sum += f.Contribution
		}
		if math.Abs(sum-o.LogOdds) > 1e-9 || math.Abs(o.Score-1/(1+math.Exp(-sum))) > 1e-12 || o.Score < o.Thresholds.Enter {
			t.Errorf("base and contributions add up to %v, log-odds are %v, the score %v", sum, o.LogOdds, o.Score)
		}
		if !o.Spotted || o.Since == nil || body.Data.Sequence != 1 || len(body.Data.Plays) == 0 || body.Data.Reason != o.Factors[0].Reason {
			t.Errorf("the event says %+v", body.Data)
		}
		if ev.Facts.Band != heed.Low || ev.Facts.ARR == nil {
			t.Errorf("filters look at %+v", ev.Facts)
		}
	})
}

// Each of these makes an opportunity come without the account: nobody is told, then
// or later.
func TestOpportunitiesThatAreNoNews(t *testing.T) {
	for name, c := range map[string]struct{ before, then func(*world) }{
		"an import": {then: func(w *world) {
			w.seats("acme", 44)
			w.hush("acme")
		}},
		"changed settings": {
			before: func(w *world) { w.settings(func(s *heed.Settings) { s.LossRate = .8 }) },
			then:   func(w *world) { w.settings(func(s *heed.Settings) { s.LossRate = .10 }) },
		},
		"a moved base": {
			before: func(w *world) { w.base(2) },
			then:   func(w *world) { w.base(-2.6) },
		},
		"other numbers for opportunities": {then: func(w *world) {
			row, _ := w.rec.Account(w.t.Context(), "acme")
			row.Value.Card.Spotter = "opportunity-0"
			w.write(records.PutAccount(row))
			w.seats("acme", 44)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := memory(t)
				w.account("acme")
				if c.before != nil {
					w.seats("acme", 44)
					c.before(w)
				}
				w.judge("acme")
				if w.spotted("acme", heed.Expansion) {
					t.Fatal("it is spotted before")
				}
				told := slices.DeleteFunc(w.events("acme"), func(k string) bool { return heed.Family(k) != heed.Expansion })
				time.Sleep(25 * time.Hour)
				c.then(w)
				w.judge("acme")
				time.Sleep(25 * time.Hour)
				w.judge("acme")
				if !w.spotted("acme", heed.Expansion) {
					t.Fatalf("it is not spotted: %+v", w.head("acme").Card)
				}
				if slices.Contains(w.events("acme"), heed.ExpansionSpotted) || len(told) > 0 {
					t.Errorf("the events are %v", w.events("acme"))
				}
			})
		})
	}
}

func (w *world) base(base float64) {
	w.t.Helper()
	row, err := w.rec.Book(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value.Base, row.Value.WindowBase, row.Value.LossRate = &base, &base, .10
	w.write(records.PutBook(row))
}

func TestProvisionalOpportunityIsToldWhenConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.seats("acme", 44)
		row, _ := w.rec.Account(t.Context(), "acme")
		row.Value.Provisional = true
		w.write(records.PutAccount(row))
		w.judge("acme")
		if !w.spotted("acme", heed.Expansion) {
			t.Fatal("it is not spotted")
		}
		expectEvents(t, w, "acme")
		row, _ = w.rec.Account(t.Context(), "acme")
		row.Value.Provisional = false
		w.write(records.PutAccount(row))
		w.judge("acme")
		w.judge("acme")
		expectEvents(t, w, "acme", heed.ExpansionSpotted)
	})
}

func TestAccountThatFallsIsNoOpportunity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.seats("acme", 44)
		w.judge("acme")
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		if w.spotted("acme", heed.Expansion) {
			t.Error("who leaves is shown as one who could buy more")
		}
		expectEvents(t, w, "acme", heed.ExpansionSpotted, heed.RiskRaised)
	})
}

// A judgement that would say what the last one said writes nothing.
func TestUnchangedOpportunitiesAreNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.seats("acme", 44)
		w.judge("acme")
		before, _ := w.rec.Account(t.Context(), "acme")
		for i := range 5 { // all on one day
			time.Sleep(4 * time.Hour)
			w.seats("acme", 44+float64(i)/5)
			w.judge("acme")
		}
		if after, _ := w.rec.Account(t.Context(), "acme"); after.Version != before.Version {
			t.Errorf("the head was written %d times", after.Version-before.Version)
		}
		if spotter := before.Value.Card.Spotter; spotter != risk.OpportunityModel {
			t.Errorf("the numbers are called %q", spotter)
		}
	})
}

// Whatever fails half-way, an opportunity that comes is exactly one event, and the
// sequence has no holes.
func TestFaultsNeitherLoseNorRepeatOpportunities(t *testing.T) {
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2))
			broken := false
			db := storetest.NewModel()
			w := newWorld(t, db)
			w.account("acme")
			faulty := storetest.NewFaulty(db, failing(r, &broken, 8))
			w.score.rec = records.New(faulty, hasher{})
			w.judge("acme")
			spotted, came := false, 0
			for range 24 {
				broken = true
				w.seats("acme", float64(30+r.IntN(20)))
				w.judge("acme")
				broken = false
				if now := w.spotted("acme", heed.Expansion); now != spotted {
					if spotted = now; spotted {
						came++
					}
				}
				time.Sleep(time.Duration(20+r.IntN(400)) * time.Hour)
			}
			events := slices.DeleteFunc(w.events("acme"), func(k string) bool { return k != heed.ExpansionSpotted })
			if len(events) != came || w.head("acme").Sequence != int64(len(w.events("acme"))) {
				t.Errorf("seed %d: it came %d times; the events are %v, the sequence %d", seed, came, w.events("acme"), w.head("acme").Sequence)
			}
		})
	}
}
