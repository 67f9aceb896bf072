package learn

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

type world struct {
	t     *testing.T
	table *meanwhile
	rec   *records.Records
	learn *Learn
	now   time.Time
}

func newWorld(t *testing.T) *world {
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	table := &meanwhile{Table: storetest.NewModel()}
	rec := records.New(table, key)
	return &world{t: t, table: table, rec: rec, learn: New(slog.New(slog.DiscardHandler), rec), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
}

func (w *world) write(ops ...store.Op) {
	w.t.Helper()
	if err := w.rec.Write(w.t.Context(), ops...); err != nil {
		w.t.Fatal(err)
	}
}

// decide writes down decisions of one year: those without a champion are lost
// three times in four, the others one time in twenty.
func (w *world) decide(from string, n int, telling bool) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(n)))
	first := heed.Day(from)
	for i := range n {
		account, left := fmt.Sprintf("%s-%d", from, i), r.IntN(3) == 0
		lost := r.IntN(20) == 0
		if telling && left {
			lost = r.IntN(4) > 0
		}
		effect := 0.
		if left {
			effect = .9
		}
		end := first.Add(r.IntN(300))
		var examples []heed.Example
		for _, lead := range judgement.Leads {
			examples = append(examples, heed.Example{
				Account: account, Contract: "k", Kind: heed.TargetRenewal, AsOf: end.Add(-lead), End: end, LeadDays: lead, Lost: lost,
				Factors: []heed.Measured{{Factor: "champion_left", Effect: effect}, {Factor: "nps", Effect: r.Float64() - .5}},
			})
		}
		w.write(
			records.PutLessons(records.Row[heed.Lessons]{Value: heed.Lessons{Account: account, Of: "x", Examples: examples}}),
			records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: account, Profile: heed.Profile{Segment: "smb"}}}))
	}
}

// train lets a beat pass, and reads what was learned last.
func (w *world) train() heed.TrainedModel {
	w.t.Helper()
	if err := w.learn.Train(w.t.Context(), w.now); err != nil {
		w.t.Fatal(err)
	}
	training, err := w.rec.Training(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	row, err := w.rec.Model(w.t.Context(), training.Value.Newest)
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Value
}

func (w *world) inUse() (string, risk.Model) {
	w.t.Helper()
	book, err := w.rec.Book(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := judgement.NewModels(w.rec).InUse(w.t.Context(), heed.DefaultSettings(), book.Value)
	if err != nil {
		w.t.Fatal(err)
	}
	return book.Value.Model, m
}

func TestWithoutOutcomesTheOpinionStands(t *testing.T) {
	w := newWorld(t)
	m := w.train()
	if m.Promoted || !strings.Contains(m.Parts[heed.TargetRenewal].Reason, "0 outcomes") {
		t.Errorf("learned %+v", m)
	}
	if id, model := w.inUse(); id != "" || model.Renewal != nil {
		t.Errorf("model %q is in use", id)
	}
}

func TestWhatOutcomesSayComesIntoUse(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 400, true)
	m := w.train()
	id, model := w.inUse()
	if !m.Promoted || id != m.ID || model.Name != m.ID || model.Renewal == nil || model.Window != nil {
		t.Fatalf("in use is %q; learned %s", id, m.Verdict.EN)
	}
	var b risk.Backtest
	if err := json.Unmarshal(m.Parts[heed.TargetRenewal].Backtest, &b); err != nil {
		t.Fatal(err)
	}
	if b.AUC == nil || b.AUC.Value < .75 || b.Segments["smb"].Losses == 0 || math.Abs(b.Expected-float64(b.Losses)) > .2*float64(b.Losses) {
		t.Errorf("the backtest says %+v", b.Figures)
	}
}

func TestChanceIsNotLearned(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 400, false)
	if m := w.train(); m.Parts[heed.TargetRenewal].Step != "base_rate" {
		t.Errorf("there is no signal, and it stands on %s: %s", m.Parts[heed.TargetRenewal].Step, m.Parts[heed.TargetRenewal].Reason)
	}
}

// A week must pass, or somebody must ask.
func TestItLearnsWhenItIsTimeTo(t *testing.T) {
	w := newWorld(t)
	first := w.train()
	w.now = w.now.Add(6 * 24 * time.Hour)
	if again := w.train(); again.ID != first.ID {
		t.Fatalf("learned %s within a week of %s", again.ID, first.ID)
	}
	w.ask()
	w.now = w.now.Add(time.Minute)
	asked := w.train()
	if asked.ID == first.ID {
		t.Fatal("it was asked to learn, and did not")
	}
	w.now = w.now.Add(8 * 24 * time.Hour)
	if weekly := w.train(); weekly.ID == asked.ID {
		t.Error("a week has passed, and nothing was learned")
	}
}

// A model in use is replaced only by one that knew better of decisions which
// neither had seen.
func TestOnlyABetterModelReplacesTheOneInUse(t *testing.T) {
	w := newWorld(t)
	w.decide("2025-01-01", 300, true)
	first := w.train()
	w.now = w.now.AddDate(0, 0, 8)
	if again := w.train(); again.Promoted || !strings.Contains(again.Verdict.EN, "only 0 decisions are new") {
		t.Fatalf("nothing is new, and it says: %s", again.Verdict.EN)
	}
	w.decide("2026-01-01", 300, false) // champions say nothing any more
	w.now = w.now.AddDate(0, 0, 8)
	changed := w.train()
	if id, _ := w.inUse(); !changed.Promoted || id != changed.ID || id == first.ID {
		t.Errorf("the world has changed, and %s is in use: %s", id, changed.Verdict.EN)
	}
}
