package console

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/heed"
)

// formWith is the form as it stands on the page, with some fields typed otherwise.
func (b *bench) formWith(fields ...string) url.Values {
	b.t.Helper()
	row, err := b.rec.Settings(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	f := settingsForm(row.Value)
	f.Set("base", fmt.Sprint(row.Version))
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// Whatever the settings are, the form holds all of them and says them back.
func TestFormOfSettingsSaysThemBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := heed.DefaultSettings()
		for _, name := range factorNames(set) {
			if rapid.Bool().Draw(t, "told") {
				set.Weights[name] = float64(rapid.IntRange(0, 500).Draw(t, "weight")) / 100
			}
		}
		set.Margin = float64(rapid.IntRange(0, 1000).Draw(t, "margin")) / 1000
		set.FX["USD"] = float64(rapid.IntRange(1, 1_000_000).Draw(t, "rate")) / 1_000_000
		set.RenewalLeads = rapid.SampledFrom([][]int{{120, 60, 30}, {30}, {}}).Draw(t, "leads")
		set.Learning.Checked = rapid.SampledFrom([][]string{{}, {"nps", "pulse"}}).Draw(t, "checked")
		set.Privacy = heed.Privacy{CommentsInEvents: rapid.Bool().Draw(t, "comments"), OwnerReports: rapid.Bool().Draw(t, "owners")}
		for i := range rapid.IntRange(0, 12).Draw(t, "factors") {
			set.Factors = append(set.Factors, ownFactor(fmt.Sprint("own_", i), rapid.Bool().Draw(t, "play")))
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "targets") {
			set.MetricTargets = append(set.MetricTargets, heed.MetricTarget{Metric: "clv", AtMost: new(float64(i)*1234.5 + 1), Window: heed.WindowMonth}, heed.MetricTarget{Metric: "nps", By: "segment", AtLeast: new(float64(i) / 4), Window: heed.WindowDays, Days: 90})
		}
		got, err := settingsIn(settingsDocument(settingsForm(set)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range set.ChangesTo(got) {
			if string(c.From) != "1" || string(c.To) != "null" { // a weight of 1 need not be told
				t.Errorf("%s comes back as %s, not %s", c.Path, c.To, c.From)
			}
		}
	})
}

func ownFactor(name string, play bool) heed.CustomFactor {
	f := heed.CustomFactor{
		Factor: name, Title: heed.Text{EN: "Exports", DE: "Exporte"}, Expression: "usage(\"exports\") ?? 0", Unit: "exports", Neutral: 5,
		Worst: &heed.Effect{At: 0, LogOdds: .8},
	}
	if play {
		f.Play = &heed.CustomPlay{Title: heed.Text{EN: "Show exports", DE: "Exporte zeigen"}, Steps: []heed.Text{{EN: "One", DE: "Eins"}, {EN: "Two", DE: "Zwei"}}, DueDays: 7}
	}
	return f.Completed()
}

// Every field that settings fill stands on the page, or a change of another would lose it.
func TestPageHasEveryField(t *testing.T) {
	api, b := shown(t)
	api.want(200, "PUT", "/v1/settings", own(`"best":{"at":9,"log_odds":-1},"play":{"title":{"en":"Call"},"steps":[{"en":"Now"}]}`))
	api.want(200, "PUT", "/v1/settings", strings.Replace(own(`"best":{"at":9,"log_odds":-1},"play":{"title":{"en":"Call"},"steps":[{"en":"Now"}]}`), `"factors"`,
		`"fx":{"USD":0.9},"targets":{"nps":30},"privacy":{"owner_reports":true,"comments_in_events":true},"identity":{"match_domains":true},
		"metric_targets":[{"metric":"nps","by":"owner","group":"mia","at_least":30,"window":"days","days":90,"min_n":9}],"factors"`, 1))
	page := b.page("/ui/settings")
	for name := range api.formWith() {
		mustHold(t, page, `name="`+name+`"`)
	}
	mustHold(t, page, `<option value="owner" selected`, `id="weight-nps"`, `id="weight-exports"`, "0.90 log-odds: 10% becomes")
}

func TestSettingsArePreviewedThenSaved(t *testing.T) {
	api, b := shown(t)
	api.want(200, "PUT", "/v1/accounts/acme", fmt.Sprintf(`{"name":"Acme","renewal_date":%q,"arr":{"amount":1200000,"currency":"EUR"}}`, heed.DayOf(time.Now()).Add(100)))
	api.report("acme")
	api.want(200, "PUT", "/v1/settings", usageOnly(`{}`))
	answer, page := b.send("/ui/settings", "/ui/settings/preview", api.formWith("loss_rate", "80", "privacy/owner_reports", "true"))
	draft := section(t, page, "preview")
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("previewing answers %d", answer.StatusCode)
	}
	mustHold(t, draft, "1 of 8 accounts would change band; together they pay €12,000.", "1 would stand worse, 0 better.", `<a href="/ui/accounts/acme">Acme</a>`,
		"Usual risk: <s>10%</s>", "<b>80%</b>", "results by owner: <s>no</s>")
	if got := api.get("/v1/settings"); got.at("loss_rate") != .1 {
		t.Fatal("the preview is saved")
	}
	save := hiddenIn(draft)
	answer, _ = b.load(http.MethodPost, "/ui/settings", save)
	if answer.StatusCode != http.StatusSeeOther || api.get("/v1/settings").at("loss_rate") != .8 {
		t.Fatalf("saving answers %d", answer.StatusCode)
	}
	mustHold(t, b.page(answer.Header.Get("Location")), "Saved. All accounts are judged again")
	if answer, _ := b.load(http.MethodPost, "/ui/settings", save); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("sending it twice answers %d", answer.StatusCode)
	}
	if versions := api.get("/v1/settings/versions").items(); len(versions) != 2 {
		t.Errorf("%d versions, want that before and the one saved", len(versions))
	}
	api.logged("", "changed PUT /v1/settings bands cases currency factors language learning loss_rate margin metric_targets privacy renewal_leads retention weights windows",
		"changed PUT /v1/settings weights", "changed PUT /v1/accounts/acme arr name renewal_date")
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// hiddenIn are the fields of the form that saves what was previewed.
func hiddenIn(page string) url.Values {
	f := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		f.Set(m[1], html.UnescapeString(m[2]))
	}
	return f
}

func TestSettingsThatAreRefusedStayAsTyped(t *testing.T) {
	api, b := shown(t)
	b.lang = "de"
	answer, page := b.send("/ui/settings", "/ui/settings/preview", api.formWith(
		"bands/renewal/high/enter", "5", "weights/nps", "7", "loss_rate", "much", "currency", "euro",
		"factors/0/factor", "exports", "factors/0/title/en", "Exports", "factors/0/expression", "wheather + 1", "factors/0/worst/at", "0", "factors/0/worst/log_odds", "1"))
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("wrong settings answer %d", answer.StatusCode)
	}
	mustHold(t, page, "Es wurde nichts geändert.", `name="loss_rate" type="number" step="any" value="much" aria-invalid="true"`, `value="euro"`)
	mustLack(t, page, `id="preview"`)
	_, page = b.send("/ui/settings", "/ui/settings/preview", api.formWith(
		"bands/renewal/high/enter", "5", "weights/nps", "7",
		"factors/0/factor", "exports", "factors/0/title/en", "Exports", "factors/0/expression", "wheather + 1", "factors/0/worst/at", "0", "factors/0/worst/log_odds", "1"))
	mustHold(t, page, `id="wrong-bands-renewal-high-enter"`, `id="wrong-weights-nps"`, `id="wrong-factors-0-expression"`, `<details class="own" open`, "wheather &#43; 1</textarea>")
}

// What somebody else changed while a form was filled in stays, and so does what was typed.
func TestNobodysChangeOfSettingsIsLost(t *testing.T) {
	api, b := shown(t)
	_, page := b.send("/ui/settings", "/ui/settings/preview", api.formWith("weights/nps", "2"))
	save := hiddenIn(section(t, page, "preview"))
	api.want(200, "PUT", "/v1/settings", strings.Replace(own(``), `"factors"`, `"margin":0.5,"factors"`, 1))
	_, page = b.load(http.MethodPost, "/ui/settings", save)
	draft := section(t, page, "preview")
	mustHold(t, draft, "Somebody else changed the settings", "Weights · NPS: <s>1</s>", "<b>2</b>")
	mustLack(t, draft, "Gross margin", "Exports:")
	if answer, _ := b.load(http.MethodPost, "/ui/settings", hiddenIn(draft)); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("saving after all answers %d", answer.StatusCode)
	}
	got := api.get("/v1/settings")
	if got.at("margin") != .5 || got.at("weights", "nps") != 2. || got.at("factors", 0, "factor") != "exports" {
		t.Errorf("the settings are %s", got.raw)
	}
}

func TestAVersionIsTakenAgain(t *testing.T) {
	api, b := shown(t)
	first := api.want(200, "PUT", "/v1/settings", `{"margin":0.5,"targets":{"nps":40}}`).raw
	api.want(200, "PUT", "/v1/settings", own(``))
	mustHold(t, section(t, b.page("/ui/settings"), "versions"), "in use", "Factors of your own · Exports: <s>–</s>", "Gross margin: <s>80%</s>", `name="take" value="1"`)
	_, page := b.send("/ui/settings", "/ui/settings/preview", url.Values{"take": {"1"}})
	draft := section(t, page, "preview")
	mustHold(t, draft, "Gross margin: <s>80%</s>", "<b>50%</b>")
	b.load(http.MethodPost, "/ui/settings", hiddenIn(draft))
	if got := api.get("/v1/settings"); got.raw != first {
		t.Errorf("the settings are %s, want those of version 1", got.raw)
	}
	if answer, _ := b.send("/ui/settings", "/ui/settings/preview", url.Values{"take": {"99"}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a version that is not there answers %d", answer.StatusCode)
	}
}

func TestRowsAreAddedAndRemoved(t *testing.T) {
	api, b := shown(t)
	api.want(200, "PUT", "/v1/settings", `{"fx":{"USD":0.9,"GBP":1.1},"metric_targets":[{"metric":"nps","at_least":30,"window":"month"},{"metric":"ces","at_least":5,"window":"month"}]}`)
	form := api.formWith("drop/metric_targets/0", "true", "metric_targets/2/metric", "clv", "metric_targets/2/at_least", "8000.5", "metric_targets/2/window", "quarter",
		"metric_targets/3/window", "days", "new_currency", "chf", "new_rate", "1.05", "fx/USD", "", "renewal_leads", "")
	_, page := b.send("/ui/settings", "/ui/settings/preview", form)
	b.load(http.MethodPost, "/ui/settings", hiddenIn(section(t, page, "preview")))
	got := api.get("/v1/settings")
	if targets := got.at("metric_targets").([]any); len(targets) != 2 || got.at("metric_targets", 0, "metric") != "ces" || got.at("metric_targets", 1, "at_least") != 800_050. {
		t.Errorf("the targets are %v", targets)
	}
	if leads := got.at("renewal_leads").([]any); len(leads) != 0 {
		t.Errorf("the leads are %v", leads)
	}
	if fx := got.at("fx").(map[string]any); len(fx) != 2 || fx["CHF"] != 1.05 || fx["GBP"] != 1.1 {
		t.Errorf("the rates are %v", fx)
	}
}

func TestSettingsAreDownloadedAsTheyCanBeApplied(t *testing.T) {
	api, b := shown(t)
	want := api.want(200, "PUT", "/v1/settings", strings.Replace(own(``), `"factors"`, `"weights":{"nps":2},"factors"`, 1)).raw
	answer, file := b.load(http.MethodGet, "/ui/settings.yaml", nil)
	var set map[string]any
	if err := yaml.Unmarshal([]byte(file), &set); err != nil || !strings.Contains(answer.Header.Get("Content-Disposition"), ".yaml") {
		t.Fatalf("the file is %s: %v", file, err)
	}
	got, err := settingsIn(set)
	kept, _ := api.rec.Settings(t.Context())
	if err != nil || len(kept.Value.ChangesTo(got)) > 0 {
		t.Errorf("read again it is %+v (%v), want %s", got, err, want)
	}
}

func TestReadersLookAtSettingsOnly(t *testing.T) {
	api, _ := shown(t)
	b := elsewhere(t, api.console)
	b.signIn(api.as(heed.ScopeRead).key)
	page := b.page("/ui/settings")
	mustHold(t, page, "Your key may look.", `<fieldset class="column" disabled>`, `id="weight-nps"`)
	mustLack(t, page, "settings/preview\"><button", `class="sticky"`, "Take this version")
	for _, path := range []string{"/ui/settings", "/ui/settings/preview"} {
		if answer, _ := b.send("/ui/settings", path, api.formWith("weights/nps", "2")); answer.StatusCode != http.StatusForbidden {
			t.Errorf("POST %s answers %d to a reader", path, answer.StatusCode)
		}
	}
}

// A factor of one's own that is removed takes its weight along.
func TestFactorIsRemovedWithItsWeight(t *testing.T) {
	api, b := shown(t)
	api.want(200, "PUT", "/v1/settings", strings.Replace(own(``), `"factors"`, `"weights":{"exports":2},"learning":{"checked":["nps","exports"]},"factors"`, 1))
	_, page := b.send("/ui/settings", "/ui/settings/preview", api.formWith("drop/factors/0", "true"))
	b.load(http.MethodPost, "/ui/settings", hiddenIn(section(t, page, "preview")))
	got := api.get("/v1/settings")
	if checked := got.at("learning", "checked").([]any); len(got.at("factors").([]any)) != 0 || len(checked) != 1 {
		t.Errorf("the settings are %s", got.raw)
	}
}

// What the other left impossible is said, and what was typed stays.
func TestStaleSettingsThatNoLongerFitAreRefused(t *testing.T) {
	api, b := shown(t)
	api.want(200, "PUT", "/v1/settings", own(``))
	_, page := b.send("/ui/settings", "/ui/settings/preview", api.formWith("weights/exports", "2"))
	save := hiddenIn(section(t, page, "preview"))
	api.want(200, "PUT", "/v1/settings", `{}`)
	answer, page := b.load(http.MethodPost, "/ui/settings", save)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a weight of what is gone answers %d", answer.StatusCode)
	}
	mustHold(t, page, `id="refused"`, "weights/exports: This is not known here.", `name="weights/exports" value="2"`)
}

func FuzzSettingsForm(f *testing.F) {
	f.Add("base=1&weights/nps=2&renewal_leads=90%2C30&new_rate=2")
	f.Add("factors/0=x&factors/0/play/steps/en=a%0Ab&factors/0/play/steps/xx=3&metric_targets/0/metric=clv&metric_targets/0/at_least=1e400")
	f.Add("factors/7/factor=a&drop/factors/7=true&factors/-1/factor=b&bands=x&bands/renewal=y&fx//=1&learning/checked/0=nps")
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		mergeForm(form, settingsForm(heed.DefaultSettings()), settingsForm(heed.DefaultSettings()))
		tidy(form)
		bandLinesViews(form)
		set, err := settingsIn(settingsDocument(form))
		if err != nil {
			return
		}
		if again, err := settingsIn(settingsDocument(settingsForm(set))); err != nil || len(set.ChangesTo(again)) > len(set.Weights) {
			t.Errorf("%q makes %+v, which comes back as %+v (%v)", query, set, again, err)
		}
	})
}
