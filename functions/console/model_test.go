package console

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// aDrift, with one factor that has drifted.
var aDrift = &heed.Drift{
	Learned: 212, Now: 48, Found: true, Sentence: heed.Text{EN: "They differ.", DE: "Sie unterscheiden sich."},
	Factors: []heed.FactorDrift{{Factor: "nps", PSI: .4, Threshold: .2, Drifted: true, UnknownNow: .5}},
}

func (b *bench) learned(id string) {
	b.t.Helper()
	looks, said := []heed.Example{}, []float64{}
	for i := range 60 {
		looks = append(looks, heed.Example{Account: fmt.Sprint(i), End: "2026-10-31", Kind: heed.TargetRenewal, LeadDays: 90 - i%3*30, Lost: i%4 == 0})
		said = append(said, float64(3-i%4))
	}
	segment := func(string) string { return "smb" }
	backtest, err := json.Marshal(risk.Backtested(looks, said, heed.TargetRenewal, heed.DefaultSettings(), segment))
	if err != nil {
		b.t.Fatal(err)
	}
	m := heed.TrainedModel{ID: id, At: time.Now().UTC(), Verdict: heed.Text{EN: "Terms: kept out of use.", DE: "Laufzeiten: nicht in Gebrauch."}}
	m.Parts = map[string]heed.ModelPart{heed.TargetRenewal: {
		Step: "logistic", Decisions: 212, Losses: 31, Helped: 9, Numbers: json.RawMessage(`{}`), Backtest: backtest, Drift: aDrift,
		Leaks: []heed.Leak{{Factor: "pulse", AUC: .97, Decisions: 212, Sentence: heed.Text{EN: "pulse alone …", DE: "pulse allein …"}}},
	}}
	if err := b.rec.Write(b.t.Context(), records.PutModel(m)); err != nil {
		b.t.Fatal(err)
	}
}

func TestModelsShowLeaksAndDrift(t *testing.T) {
	b := newBench(t)
	b.learned("2026-11-20-3f9a2c01")
	got := b.get("/v1/models")
	part := []any{"items", 0, "parts", heed.TargetRenewal}
	for _, want := range []struct {
		at    []any
		value any
	}{
		{[]any{"helped"}, 9.},
		{[]any{"leaks", 0, "sentence"}, "pulse alone …"},
		{[]any{"leaks", 0, "checked"}, false},
		{[]any{"drift", "sentence"}, "They differ."},
		{[]any{"drift", "factors", 0, "drifted"}, true},
	} {
		if got.at(append(part[:len(part):len(part)], want.at...)...) != want.value {
			t.Errorf("%v is not %v in %s", want.at, want.value, got.raw)
		}
	}
	b.get("/v1/models/2026-11-20-3f9a2c01/backtest")
	b.want(404, "GET", "/v1/models/unheard", "")
}

func TestTheWatchIsShown(t *testing.T) {
	b := newBench(t)
	if got := b.get("/v1/watch"); got.at("at") != nil || got.at("model") != nil {
		t.Fatalf("nothing was looked at yet: %s", got.raw)
	}
	z := 2.4
	told := heed.Told{
		Months: []heed.Month{{Month: "2026-10", Decisions: 40, Losses: 9, Expected: 3.8, Surprise: &z}},
		Total:  heed.Month{Decisions: 40, Losses: 9, Expected: 3.8, Surprise: &z}, Moved: true, Sentence: heed.Text{EN: "More than chance.", DE: "Mehr als Zufall."},
	}
	w := heed.Watch{At: time.Now().UTC(), Model: "m", Parts: map[string]heed.WatchPart{heed.TargetRenewal: {Drift: aDrift, Told: told}}}
	if err := b.rec.Write(t.Context(), records.PutWatch(w)); err != nil {
		t.Fatal(err)
	}
	got := b.get("/v1/watch", "Accept-Language", "de")
	if got.at("parts", heed.TargetRenewal, "told", "months", 0, "surprise") != z || got.at("parts", heed.TargetRenewal, "drift", "sentence") != "Sie unterscheiden sich." {
		t.Errorf("it shows %s", got.raw)
	}
}
