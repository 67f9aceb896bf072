package score

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// hush marks an account as aggregate does when history came.
func (w *world) hush(account string) {
	w.t.Helper()
	w.write(records.NoteHistory(account))
}

// worsen lets an account fall into a worse band.
func (w *world) worsen(account string) {
	w.answer(account, 0)
	w.say(account, heed.TicketOpened, data{"ticket": "1", "priority": "urgent"})
}

// TestHistoryMovesBandsInSilence holds that what an import brought is judged and
// told to nobody, the first judgement included, and that what comes after it is.
func TestHistoryMovesBandsInSilence(t *testing.T) {
	for _, known := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := memory(t)
			w.account("acme")
			if known {
				w.judge("acme")
				time.Sleep(time.Hour)
			}
			w.worsen("acme")
			w.hush("acme")
			w.judge("acme")
			head := w.head("acme")
			if head.Card.Band == heed.Low || head.History > 0 || !head.Card.Announced {
				t.Fatalf("after the import it is %s, %d Writes of history wait, announced %v", head.Card.Band, head.History, head.Card.Announced)
			}
			w.judge("acme")
			expectEvents(t, w, "acme")

			time.Sleep(time.Hour)
			w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
			w.judge("acme")
			expectEvents(t, w, "acme", heed.RiskRaised)
		})
	}
}

// TestSilenceEndsThoughHistoryChangedNothing holds that the silence is used up by
// the judgement right after the import.
func TestSilenceEndsThoughHistoryChangedNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		w.hush("acme")
		w.judge("acme")
		time.Sleep(time.Hour)
		w.worsen("acme")
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
	})
}

// TestQuietBandsDoNotSpeakADayLater holds that a band which changed settings or an
// import make better is settled at once, and not told when its day is over.
func TestQuietBandsDoNotSpeakADayLater(t *testing.T) {
	for name, better := range map[string]func(*world){
		"settings": func(w *world) { w.settings(func(s *heed.Settings) { s.LossRate = .10 }) },
		"history": func(w *world) {
			w.say("acme", heed.ContractCancelWithdrawn, data{"contract": "c1"})
			w.hush("acme")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := memory(t)
				w.account("acme")
				if name == "settings" {
					w.settings(func(s *heed.Settings) { s.LossRate = .8 })
				} else {
					w.say("acme", heed.ContractCancelNoticed, data{"contract": "c1"})
				}
				w.judge("acme")
				for range 3 {
					better(w)
					w.judge("acme")
					time.Sleep(25 * time.Hour)
					better = func(*world) {}
				}
				if band := w.head("acme").Card.Band; band != heed.Low {
					t.Fatalf("it is %s", band)
				}
				expectEvents(t, w, "acme", heed.RiskRaised)
			})
		})
	}
}
