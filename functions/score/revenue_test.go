package score

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (w *world) revenue(account string) records.Row[heed.Revenue] {
	w.t.Helper()
	row, err := w.rec.Revenue(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

func (w *world) months(account string) records.Row[heed.Months] {
	w.t.Helper()
	row, err := w.rec.Months(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// A contract is booked at once, seats and tickets once a day, and nothing is
// written where nothing changed.
func TestWhatAnAccountPaysIsBooked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		first := w.revenue("acme")
		if c := first.Value.Contracts; len(c) != 1 || len(c[0].Steps) != 1 || c[0].Steps[0].ARR.Amount != 4_800_000 || c[0].Steps[0].Day != day(-200) {
			t.Fatalf("the contract is booked as %+v", c)
		}
		counted := w.months("acme")
		months := counted.Value.Months
		if last := months[len(months)-1]; last.Used != 26 || last.Licensed != 40 {
			t.Errorf("the seats are %+v", last)
		}
		w.say("acme", heed.TicketOpened, data{"ticket": "1"})
		w.judge("acme")
		if w.revenue("acme").Version != first.Version || w.months("acme").Version != counted.Version {
			t.Error("a ticket is booked on the day on which something was booked already")
		}
		time.Sleep(25 * time.Hour)
		w.judge("acme")
		if months := w.months("acme").Value.Months; months[len(months)-1].Opened != 1 {
			t.Errorf("a day later the months are %+v", months)
		}
		before := w.months("acme").Version
		w.judge("acme")
		if now := w.months("acme").Version; now != before || w.revenue("acme").Version != first.Version {
			t.Error("nothing changed, and it was booked again")
		}
		w.say("acme", heed.ContractChanged, data{"contract": "c1", "arr": data{"amount": 6_000_000, "currency": "EUR"}})
		w.judge("acme")
		if steps := w.revenue("acme").Value.Contracts[0].Steps; len(steps) != 2 || steps[1].ARR.Amount != 6_000_000 {
			t.Errorf("the steps are %+v", steps)
		}
	})
}

// Months that can no longer be counted again stay as they were.
func TestOldMonthsAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		oldest := w.months("acme").Value.Months[0]
		time.Sleep(200 * 24 * time.Hour)
		w.say("acme", heed.TicketOpened, data{"ticket": "1"})
		w.judge("acme")
		if months := w.months("acme").Value.Months; len(months) < 2 || months[0].Month != oldest.Month || months[0].Used != oldest.Used {
			t.Errorf("of %+v is left %+v", oldest, months)
		}
	})
}
