package score

import (
	"encoding/json"
	"fmt"
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

// What an objective is worth to the customer is booked as far as it was reached, and
// moves the risk; once it is gone, so is both.
func TestWhatAnObjectiveBringsIsBooked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		before := w.head("acme").Card
		row := records.Row[heed.Facts]{}
		row.Value, _ = row.Value.Pursued("faster", map[string]json.RawMessage{
			"title": []byte(`"Close faster"`), "target": []byte("10"), "current": []byte("1"), "measured_on": fmt.Appendf(nil, "%q", day(0)),
			"start": fmt.Appendf(nil, "%q", day(-90)), "due": fmt.Appendf(nil, "%q", day(10)), "value": []byte(`{"amount":5000,"currency":"EUR"}`),
		}, heed.Stamp{Time: time.Now().UTC()})
		w.write(records.PutObjective("acme", "faster", row))
		w.judge("acme")
		if b := w.revenue("acme").Value.Benefits; len(b) != 1 || b[0].Amount.Amount != 500 {
			t.Errorf("booked is %+v", b)
		}
		if card := w.head("acme").Card; card.Offset-before.Offset < .39 {
			t.Errorf("far behind, the risk moved from %v to %v", before.Offset, card.Offset)
		}
		w.write(records.PutObjective("acme", "faster", records.Row[heed.Facts]{Version: 1}))
		w.judge("acme")
		if b := w.revenue("acme").Value.Benefits; len(b) != 0 {
			t.Errorf("booked is still %+v", b)
		}
		if card := w.head("acme").Card; card.Offset != before.Offset {
			t.Errorf("without it the risk is at %v, before it was at %v", card.Offset, before.Offset)
		}
	})
}
