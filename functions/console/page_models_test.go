package console

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// watched writes down how the judgements in use are doing.
func (b *bench) watched() {
	b.t.Helper()
	z := 2.4
	told := heed.Told{
		Months: []heed.Month{{Month: "2026-10", Decisions: 40, Losses: 9, Expected: 3.8, Surprise: &z}},
		Total:  heed.Month{Decisions: 40, Losses: 9, Expected: 3.8, Surprise: &z}, Moved: true, Sentence: heed.Text{EN: "More than chance.", DE: "Mehr als Zufall."},
	}
	w := heed.Watch{At: time.Now().UTC(), Parts: map[string]heed.WatchPart{heed.TargetRenewal: {Drift: aDrift, Told: told}}}
	if err := b.rec.Write(b.t.Context(), records.PutWatch(w)); err != nil {
		b.t.Fatal(err)
	}
}

func TestModelsOnThePage(t *testing.T) {
	api, b := shown(t)
	mustHold(t, b.page("/ui/models"), "Nothing was learned yet", "The first look comes within a day.", "Nobody has said yet.")
	api.learned("2026-11-20-3f9a2c01")
	api.watched()
	page := b.page("/ui/models")
	mustHold(t, page, "60 decisions, 15 of them lost where", "Ranking (AUC)", "Calibration slope", "Lift of the riskiest tenth", "9 decisions in alarm are left out",
		"pulse alone …", `<span class="band critical">Critical</span>`, "More than chance.", "&#43;2.40", "They differ.", "NPS", "drifted", "Terms: lines", "212 decisions, 31 lost",
		`href="/ui/models?model=2026-11-20-3f9a2c01&amp;segment=smb#proof-renewal"`, "Learn anew now")
	mustHold(t, section(t, page, "proof-renewal"), "60 days (46 to 74)")
	mustHold(t, b.page("/ui/models?model=2026-11-20-3f9a2c01&segment=smb"), "only the segment smb")
	if answer, _ := b.load(http.MethodGet, "/ui/models?model=unheard", nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a model that there is not answers %d", answer.StatusCode)
	}
	b.lang = "de"
	mustHold(t, b.page("/ui/models"), "60 Entscheidungen, davon 15 verloren", "Kalibriersteigung", "Mehr als Zufall.", "Laufzeiten: Geraden", "60 Tage (46 bis 74)")
}

func TestLearningIsAskedForOnThePage(t *testing.T) {
	api, b := shown(t)
	answer, _ := b.send("/ui/models", "/ui/models", url.Values{})
	if at := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || at != "/ui/models?notice=learning" {
		t.Fatalf("it answers %d and leads to %q", answer.StatusCode, at)
	}
	row, err := api.rec.Training(t.Context())
	if err != nil || row.Value.RequestedAt.IsZero() {
		t.Errorf("nothing was asked for: %+v, %v", row.Value, err)
	}
	reader := elsewhere(t, api.console)
	reader.signIn(api.as(heed.ScopeRead).key)
	mustLack(t, reader.page("/ui/models"), "Learn anew now")
	if answer, _ := reader.send("/ui/models", "/ui/models", url.Values{}); answer.StatusCode != http.StatusForbidden {
		t.Errorf("whoever may only read is answered %d", answer.StatusCode)
	}
}

// A reader says beside an event whether it was worth it, and sees what all said.
func TestAlarmsAreSaidToBeUseful(t *testing.T) {
	api, b := shown(t)
	id := api.says(heed.RiskRaised, "northwind", 99, time.Now().Add(-time.Minute)).ID
	mustHold(t, b.page("/"), `action="/ui/events/`+id+`/useful"`, "Worth saying?")
	answer, _ := b.send("/", "/ui/events/"+id+"/useful", url.Values{"useful": {"yes"}, "next": {"/ui/accounts/northwind"}})
	if at := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || at != "/ui/accounts/northwind?notice=useful_said" {
		t.Fatalf("it answers %d and leads to %q", answer.StatusCode, at)
	}
	mustHold(t, section(t, b.page("/ui/models"), "useful"), "Risk raised", "100% (21% to 100%)")
	reader := elsewhere(t, api.console)
	reader.signIn(api.as(heed.ScopeRead).key)
	mustLack(t, reader.page("/"), "Worth saying?")
}
