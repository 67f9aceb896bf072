package score

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func expectEvents(t *testing.T, w *world, account string, want ...string) {
	t.Helper()
	if got := w.events(account); !slices.Equal(got, want) {
		t.Fatalf("events are %v, want %v", got, want)
	}
}

func TestCrossedBandIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		if c := w.head("acme").Card; c.Band != heed.Low || !c.Announced {
			t.Fatalf("the first judgement is %+v, want low and no event", c)
		}
		expectEvents(t, w, "acme")

		time.Sleep(time.Hour)
		w.answer("acme", 0)
		w.say("acme", heed.TicketOpened, data{"ticket": "1", "priority": "urgent"})
		w.judge("acme", "acme")
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
		if len(w.deliver.Messages) != 1 {
			t.Errorf("%d knocks were sent, want 1", len(w.deliver.Messages))
		}
	})
}

func TestEventCarriesReceiptThatAddsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		ev := w.newest("acme")
		var body struct {
			ID, Type string
			Data     heed.RiskChanged
		}
		if err := json.Unmarshal(ev.Body, &body); err != nil {
			t.Fatal(err)
		}
		r := body.Data.Risk
		sum := r.Base
		for _, f := range r.Factors {
			sum += f.Contribution
		}
		if math.Abs(sum-r.LogOdds) > 1e-9 || math.Abs(r.Probability-1/(1+math.Exp(-r.LogOdds))) > 1e-12 {
			t.Errorf("base and contributions add up to %v, log-odds are %v, p %v", sum, r.LogOdds, r.Probability)
		}
		if body.ID != ev.ID || r.Band != heed.Critical || *r.PreviousBand != heed.Low || body.Data.Sequence != 1 || body.Data.Reason == "" {
			t.Errorf("the event says %+v", body)
		}
	})
}

func TestBandIsLeftOnlyAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		w.answer("acme", 0)
		w.say("acme", heed.TicketOpened, data{"ticket": "1", "priority": "urgent"})
		w.judge("acme")
		time.Sleep(time.Hour)
		w.answer("acme", 9)
		w.say("acme", heed.TicketResolved, data{"ticket": "1"})
		w.judge("acme")
		time.Sleep(23 * time.Hour)
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
		time.Sleep(time.Hour)
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised, heed.RiskLowered)
	})
}

func TestProvisionalIsJudgedInSilenceUntilConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		row, _ := w.rec.Account(t.Context(), "acme")
		row.Value.Provisional = true
		w.write(records.PutAccount(row))
		w.judge("acme")
		if w.head("acme").Card.Band != heed.Critical {
			t.Fatalf("the card is %+v, want critical", w.head("acme").Card)
		}
		expectEvents(t, w, "acme")
		row, _ = w.rec.Account(t.Context(), "acme")
		row.Value.Provisional = false
		w.write(records.PutAccount(row))
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
		var body struct{ Data heed.RiskChanged }
		if err := json.Unmarshal(w.newest("acme").Body, &body); err != nil || body.Data.Risk.PreviousBand != nil {
			t.Errorf("previous_band is %v (%v), want null at the first judgement told", body.Data.Risk.PreviousBand, err)
		}
	})
}

func TestChangedSettingsAreNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		w.settings(func(s *heed.Settings) {
			s.LossRate = .5
		})
		w.judge("acme")
		if w.head("acme").Card.Band == heed.Low {
			t.Fatal("a loss rate of one half must move the band")
		}
		expectEvents(t, w, "acme")
	})
}

func TestMovedBaseIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		base := -1.0
		w.write(records.PutBook(records.Row[records.Book]{Value: records.Book{Base: &base, WindowBase: &base, LossRate: .10}}))
		w.judge("acme")
		if w.head("acme").Card.Band == heed.Low {
			t.Fatal("the base must move the band")
		}
		expectEvents(t, w, "acme")
		w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
	})
}

func TestRenewalIsToldOncePerTermAndLead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme") // the decision lies 165 days ahead
		told := 0
		for d := range 170 {
			w.judge("acme")
			events := w.events("acme")
			due := len(slices.DeleteFunc(events, func(k string) bool { return k != heed.RenewalDue }))
			if want := []int{165 - 120, 165 - 60, 165 - 30}; due > told && !slices.Contains(want, d) {
				t.Errorf("renewal.due was said on day %d", d)
			}
			told = due
			time.Sleep(24 * time.Hour)
		}
		if told != 3 {
			t.Errorf("renewal.due was said %d times, want 3", told)
		}
		if got := w.events("acme"); got[len(got)-1] != heed.RenewalOverdue {
			t.Errorf("events are %v, want renewal.overdue last", got)
		}
	})
}

func TestSweepTouchesEverybodyAndLearns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		for i := range 120 {
			w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{
				ID: fmt.Sprint("a", i), Profile: heed.Profile{CustomerSince: day(-i)},
				Card: heed.Card{Band: heed.Low, Offset: .01 * float64(i%7), Probability: .1},
			}}))
		}
		if err := w.score.Sweep(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		touched := map[string]bool{}
		for _, m := range w.touches.Messages {
			touch, err := heed.ReadMessage[heed.Touch](m.Body)
			if err != nil || m.Delay > queue.MaxDelay {
				t.Fatal(err, m.Delay)
			}
			for _, a := range touch.Accounts {
				touched[a] = true
			}
		}
		book, err := w.rec.Book(t.Context())
		if err != nil || len(touched) != 120 || book.Value.MedianTenureDays != 60 || book.Value.Base == nil {
			t.Errorf("%d accounts were touched, the book is %+v (%v)", len(touched), book.Value, err)
		}
		noted, err := w.rec.PortfolioDay(t.Context(), heed.DayOf(time.Now()))
		if err != nil || len(noted) != 120 {
			t.Errorf("%d standings were noted (%v)", len(noted), err)
		}
	})
}

// Whatever fails half-way, a band changes with exactly one event, and the
// sequence has no holes.
func TestFaultsNeitherLoseNorRepeatEvents(t *testing.T) {
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			broken := false
			db := storetest.NewModel()
			w := newWorld(t, db)
			w.account("acme")
			faulty := storetest.NewFaulty(db, failing(r, &broken, 3))
			key := w.rec
			w.score.rec = records.New(faulty, hasher{})
			w.rec = key
			band, crossings := heed.Low, 0
			w.judge("acme")
			for range 12 {
				broken = true
				w.rec = key
				w.answer("acme", r.IntN(11))
				if r.IntN(3) == 0 {
					w.say("acme", []string{heed.TicketOpened, heed.TicketResolved}[r.IntN(2)], data{"ticket": "1", "priority": "urgent"})
				}
				w.judge("acme")
				broken = false
				if now := w.head("acme").Card.Band; now != band {
					band, crossings = now, crossings+1
				}
				time.Sleep(25 * time.Hour)
			}
			events := slices.DeleteFunc(w.events("acme"), func(k string) bool { return heed.Family(k) != "risk" })
			if len(events) != crossings || w.head("acme").Sequence < int64(crossings) {
				t.Errorf("seed %d: %d crossings and the events %v", seed, crossings, events)
			}
		})
	}
}

// failing lets one call in so many fail while a table is broken; half of the
// Writes are saved all the same.
func failing(r *rand.Rand, broken *bool, oneIn int) func(op string) storetest.Fault {
	return func(op string) storetest.Fault {
		switch {
		case !*broken || r.IntN(oneIn) > 0:
			return storetest.None
		case op == storetest.OpWrite && r.IntN(2) == 0:
			return storetest.FailSaved
		}
		return storetest.Fail
	}
}

type hasher struct{}

func (hasher) Hash(...string) string { return "h" }
