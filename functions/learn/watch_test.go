package learn

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// watched reads how the judgements in use are doing.
func (w *world) watched() heed.Watch {
	w.t.Helper()
	row, err := w.rec.Watch(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Value
}

// approach makes accounts that stand thirty days before their decision.
func (w *world) approach(n int) {
	w.t.Helper()
	today := heed.DayOf(w.now)
	for i := range n {
		id := fmt.Sprint("today-", i)
		w.write(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{
			ID: id, CreatedAt: w.now, Card: heed.Card{TargetKind: heed.TargetRenewal, DecisionDate: today.Add(30)},
		}}))
		s := heed.Signal{ID: "1", Source: "test", Type: heed.ContractSigned, Time: w.now.AddDate(0, -11, 0), Subject: id}
		s.Data = []byte(fmt.Sprintf(`{"contract":"k","renewal_date":%q,"term_months":12}`, today.Add(30)))
		key, _ := w.rec.FactsKey(id, s)
		w.write(records.PutFacts(key, records.Row[heed.Facts]{Value: heed.Facts{heed.FactOf(s)}}))
	}
}

func TestItLooksEveryDay(t *testing.T) {
	w := newWorld(t)
	var log bytes.Buffer
	w.learn.log = slog.New(slog.NewJSONHandler(&log, nil))
	w.decide("2025-01-01", 400, true)
	w.approach(40)
	m := w.train()
	d := w.watched().Parts[heed.TargetRenewal].Drift
	if w.watched().Model != m.ID || d == nil || d.Learned != 400 || d.Now != 40 {
		t.Fatalf("it looked at %+v", w.watched())
	}
	// Nobody of today has answered an NPS survey; everybody had who was learned from.
	if !d.Found || !strings.Contains(d.Sentence.EN, "nps") || m.Parts[heed.TargetRenewal].Drift == nil {
		t.Errorf("it says %s", d.Sentence.EN)
	}
	if !strings.Contains(log.String(), `"level":"WARN","msg":"watched"`) {
		t.Errorf("the log says %s", log.String())
	}
	for _, c := range []struct {
		after time.Duration
		looks bool
	}{{23 * time.Hour, false}, {25 * time.Hour, true}} {
		before := w.watched().At
		w.now = before.Add(c.after)
		if again := w.train(); again.ID != m.ID {
			t.Errorf("%v later it learns", c.after)
		}
		if looked := w.watched().At.After(before); looked != c.looks {
			t.Errorf("%v later it looks: %v", c.after, looked)
		}
	}
}

// Where the opinion or the base rate stands, nothing was learned of any factor that
// today's accounts could differ from.
func TestWhatLearnedNothingCannotDrift(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 400, false)
	w.approach(40)
	m := w.train()
	if d := w.watched().Parts[heed.TargetRenewal].Drift; d != nil || m.Parts[heed.TargetRenewal].Drift != nil {
		t.Errorf("%s says %s", m.Parts[heed.TargetRenewal].Step, d.Sentence.EN)
	}
}
