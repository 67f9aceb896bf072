package score

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk/learn"
)

// promote puts a model to use that thinks three times as much of detractors, and
// gives everybody a base.
func (w *world) promote(id string, base float64) {
	w.t.Helper()
	m := learn.Model{Step: learn.Logistic, Base: base, Terms: []learn.Term{{Name: "nps", Slope: 3, Low: -2, High: 2}}}
	numbers, err := m.Marshal()
	if err != nil {
		w.t.Fatal(err)
	}
	row, err := w.rec.Book(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	row.Value.Model = id
	w.write(records.PutBook(row), records.PutModel(heed.TrainedModel{
		ID: id, At: time.Now(), Promoted: true,
		Parts: map[string]heed.ModelPart{heed.TargetRenewal: {Step: "logistic", Used: true, Numbers: numbers, Backtest: []byte(`{}`)}},
	}))
}

// A model that comes into use moves bands in silence, and back in silence. What a
// customer does meanwhile is told, once, although the model is new to them.
func TestARetrainedModelFiresNothingByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.judge("acme")
		before := w.head("acme").Card
		w.promote("2026-11-20-00000001", 0)
		w.judge("acme")
		after := w.head("acme").Card
		if before.Band != heed.Low || !after.Band.Worse(before.Band) {
			t.Fatalf("the model moves the band from %s to %s, which proves nothing", before.Band, after.Band)
		}
		expectEvents(t, w, "acme")
		w.promote("2026-11-20-00000002", -4)
		w.judge("acme")
		if band := w.head("acme").Card.Band; band != heed.Low {
			t.Errorf("the band stays %s", band)
		}
		time.Sleep(48 * time.Hour)
		w.judge("acme")
		expectEvents(t, w, "acme")

		w.promote("2026-11-20-00000003", -3)
		w.answer("acme", 0)
		w.judge("acme", "acme")
		time.Sleep(time.Hour)
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
	})
}

// A customer who does better by the model before, and worse by the new one alone, has
// done nothing to warn of.
func TestARetrainedModelTurnsNoGoodNewsIntoBad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := memory(t)
		w.account("acme")
		w.worsen("acme")
		w.judge("acme")
		expectEvents(t, w, "acme", heed.RiskRaised)
		before := w.head("acme").Card.Band
		w.answer("acme", 10)
		w.say("acme", heed.TicketResolved, data{"ticket": "1"})
		w.judge("acme")
		time.Sleep(25 * time.Hour)
		w.promote("2026-11-20-00000004", 3)
		w.judge("acme")
		if band := w.head("acme").Card.Band; !band.Worse(before) {
			t.Fatalf("the model moves the band from %s to %s, which proves nothing", before, band)
		}
		expectEvents(t, w, "acme", heed.RiskRaised)
	})
}
