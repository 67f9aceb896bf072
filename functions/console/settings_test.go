package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
	"github.com/heed-cs/heed/shared/store"
)

func TestSettingsAreTheDefaultsUntilSomebodyChangesThem(t *testing.T) {
	b := newBench(t)
	a := b.get("/v1/settings")
	want, _ := json.Marshal(heed.DefaultSettings())
	if strings.TrimSpace(a.raw) != string(want) || a.header.Get("ETag") == "" {
		t.Errorf("the settings are %s with the tag %s, want %s", a.raw, a.header.Get("ETag"), want)
	}
}

func TestPutReplacesTheSettings(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/settings", `{"margin":0.5,"windows":{"nps":90},"bands":{"window":{"medium":{"enter":0.07,"leave":0.05}}},"weights":{"nps":2}}`)
	a := b.want(200, "PUT", "/v1/settings", `{"windows":{"nps":100,"csat":null},"bands":{"window":{"medium":{"enter":0.07,"leave":0.05}}},"fx":null}`)
	if a.at("margin") != .8 || a.at("windows", "nps") != 100. || a.at("windows", "csat") != 90. || len(a.at("weights").(map[string]any)) != 0 {
		t.Errorf("what was left out did not take its default: %s", a.raw)
	}
	if a.at("bands", "window", "medium", "enter") != .07 || a.at("bands", "window", "high", "enter") != .12 || a.at("bands", "renewal", "medium", "enter") != .15 {
		t.Errorf("the bands are %v", a.at("bands"))
	}
	if got := b.get("/v1/settings"); got.raw != a.raw || got.header.Get("ETag") != a.header.Get("ETag") {
		t.Errorf("GET answers %s %s, PUT answered %s %s", got.header.Get("ETag"), got.raw, a.header.Get("ETag"), a.raw)
	}
}

func TestSettingsAreGuardedByTheirVersion(t *testing.T) {
	b := newBench(t)
	first := b.get("/v1/settings").header.Get("ETag")
	second := b.want(200, "PUT", "/v1/settings", `{"margin":0.5}`, "If-Match", first).header.Get("ETag")
	b.want(412, "PUT", "/v1/settings", `{}`, "If-Match", first)
	b.want(200, "PUT", "/v1/settings", `{}`, "If-Match", second)
	b.want(304, "GET", "/v1/settings", "", "If-None-Match", b.get("/v1/settings").header.Get("ETag"))
}

func TestWrongSettingsAreRefusedByMember(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/v1/settings", "/v1/settings/preview"} {
		method := map[bool]string{true: "POST", false: "PUT"}[strings.HasSuffix(path, "preview")]
		for body, pointer := range map[string]string{
			`{"colour":"red"}`:                                   "/colour",
			`{"loss_rate":2}`:                                    "/loss_rate",
			`{"loss_rate":"much"}`:                               "/loss_rate",
			`{"weights":{"weather":1}}`:                          "/weights/weather",
			`{"bands":{"term":{}}}`:                              "/bands/term",
			`{"currency":"euro"}`:                                "/currency",
			`{"renewal_leads":[30,60]}`:                          "/renewal_leads/1",
			`{"language":"fr"}`:                                  "/language",
			`{"retention":{"years":2}}`:                          "/years",
			`{"fx":{"USD":0}}`:                                   "/fx/USD",
			`{"windows":{"nps":"a quarter"}}`:                    "/windows/nps",
			own(`"expression":"weather"`):                        "/factors/0/expression",
			own(`"expression":"usage_sum(\"x\", 400)"`):          "/factors/0/expression",
			own(`"expression":"segment"`):                        "/factors/0/expression",
			own(`"expression":""`):                               "/factors/0/expression",
			own(`"factor":"nps"`):                                "/factors/0/factor",
			own(`"factor":"Exports!"`):                           "/factors/0/factor",
			own(`"worst":{"at":0,"log_odds":2.1}`):               "/factors/0/worst/log_odds",
			own(`"worst":{"at":5,"log_odds":1}`):                 "/factors/0/worst/at",
			own(`"worst":null`):                                  "/factors/0/worst",
			own(`"best":{"at":-3,"log_odds":-1}`):                "/factors/0/best/at",
			own(`"reason":{"en":"At risk because of {value}."}`): "/factors/0/reason/en",
			own(`"reason":{"de":"{wert} Exporte."}`):             "/factors/0/reason/de",
			own(`"title":{}`):                                    "/factors/0/title",
			own(`"play":{"title":{"en":"Call"},"due_days":400}`): "/factors/0/play/due_days",
			`{"factors":[` + strings.Repeat(`{"factor":"a"},`, 20) + `{"factor":"a"}]}`: "/factors",
		} {
			a := b.want(422, method, path, body)
			if a.at("errors", 0, "pointer") != pointer {
				t.Errorf("%s %s points at %v, want %s", path, body, a.at("errors", 0, "pointer"), pointer)
			}
		}
		b.want(400, method, path, `[]`)
		b.want(415, method, path, `{}`, "Content-Type", "text/csv")
		b.as().want(401, method, path, `{}`)
		b.as(heed.ScopeWrite).want(403, method, path, `{}`)
		b.want(405, "DELETE", path, "")
	}
	b.as(heed.ScopeRead).want(200, "GET", "/v1/settings", "")
}

// own are settings with one factor of the operator's own, some members of which
// are otherwise.
func own(members string) string {
	var f, other map[string]any
	_ = json.Unmarshal([]byte(`{"factor":"exports","title":{"en":"Exports","de":"Exporte"},"unit":"exports","expression":"usage_sum(\"exports\", 7)",
		"neutral":5,"worst":{"at":0,"log_odds":2},"reason":{"en":"{value} exports in a week."}}`), &f)
	_ = json.Unmarshal([]byte("{"+members+"}"), &other)
	maps.Copy(f, other)
	raw, _ := json.Marshal(map[string]any{"factors": []any{f}})
	return string(raw)
}

func TestSettingsKeepFactorsOfTheOperatorsOwn(t *testing.T) {
	b := newBench(t)
	put := b.want(200, "PUT", "/v1/settings", own(``))
	f := put.at("factors", 0).(map[string]any)
	if f["group"] != "custom" || f["reason"].(map[string]any)["de"] != "{value} exports in a week." || f["formula"] != nil || put.at("formulas") != nil {
		t.Errorf("the factor is answered as %v", f)
	}
	if got := b.get("/v1/settings"); got.raw != put.raw {
		t.Errorf("GET answers %s, PUT answered %s", got.raw, put.raw)
	}
	b.want(200, "PUT", "/v1/settings", put.raw) // what is answered can be put
	row, err := b.rec.Settings(t.Context())
	if err != nil || row.Value.Factors[0].Formula == nil || row.Value.Version != 1 {
		t.Errorf("kept are %+v, %v", row.Value.Factors, err)
	}
	b.want(200, "PUT", "/v1/settings", strings.Replace(own(``), `"factors"`, `"weights":{"exports":0.5},"factors"`, 1))
	b.want(422, "PUT", "/v1/settings", `{"weights":{"exports":0.5}}`)
}

// A preview names whom a factor of the operator's own would move, before it is applied.
func TestAPreviewJudgesWithFactorsOfTheOperatorsOwn(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme","renewal_date":"`+string(heed.DayOf(time.Now()).Add(100))+`"}`)
	b.report("acme")
	b.want(200, "PUT", "/v1/settings", usageOnly(`{}`))
	idle := own(`"expression":"usage(\"exports\") ?? 0"`)
	a := b.want(200, "POST", "/v1/settings/preview", usageOnly(idle))
	if len(a.items()) != 1 || a.at("items", 0, "account") != "acme" || a.at("items", 0, "probability_to").(float64) <= a.at("items", 0, "probability_from").(float64) {
		t.Errorf("an account without exports: %s", a.raw)
	}
	if a := b.want(200, "POST", "/v1/settings/preview", usageOnly(own(`"expression":"usage(\"exports\")"`))); len(a.items()) != 0 {
		t.Errorf("a factor that nobody can judge moves %s", a.raw)
	}
}

func TestVersionsOfTheSettingsSayWhatChanged(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/settings", `{"margin":0.5}`)
	b.want(200, "PUT", "/v1/settings", `{"margin":0.5}`)
	b.want(200, "PUT", "/v1/settings", strings.Replace(own(``), `"factors"`, `"margin":0.6,"factors"`, 1))
	b.want(200, "PUT", "/v1/settings", strings.Replace(own(`"neutral":6`), `"factors"`, `"margin":0.6,"factors"`, 1))
	a := b.get("/v1/settings/versions")
	if len(a.items()) != 3 || a.at("items", 0, "version") != 3. || a.at("items", 0, "key") == "" || a.at("next") != nil {
		t.Fatalf("the versions are %s", a.raw)
	}
	if c := a.at("items", 0, "changes", 0).(map[string]any); c["path"] != "/factors/exports/neutral" || c["from"] != 5. || c["to"] != 6. {
		t.Errorf("the last changed %v", c)
	}
	if c := a.at("items", 1, "changes", 0).(map[string]any); c["path"] != "/factors/exports" || c["from"] != nil {
		t.Errorf("the one before changed %v", c)
	}
	if c := a.at("items", 2, "changes", 0).(map[string]any); c["path"] != "/margin" || c["from"] != .8 || c["to"] != .5 {
		t.Errorf("the first changed %v", c)
	}
	page := b.get("/v1/settings/versions?limit=2")
	rest := b.get("/v1/settings/versions?limit=2&cursor=" + page.at("next").(string))
	if len(page.items()) != 2 || len(rest.items()) != 1 || rest.at("items", 0, "version") != 1. {
		t.Errorf("page by page: %s and %s", page.raw, rest.raw)
	}
	b.as().want(401, "GET", "/v1/settings/versions", "")
}

func TestAVersionOfTheSettingsIsAnsweredAsItWas(t *testing.T) {
	b := newBench(t)
	var was []string
	for _, body := range []string{`{"margin":0.5,"weights":{"nps":2}}`, own(``), own(`"neutral":6`), `{"privacy":{"owner_reports":true}}`} {
		was = append(was, b.want(200, "PUT", "/v1/settings", body).raw)
	}
	for i, want := range was {
		if a := b.as(heed.ScopeRead).get(fmt.Sprint("/v1/settings/versions/", i+1)); a.raw != want {
			t.Errorf("version %d is answered as %s, want %s", i+1, a.raw, want)
		}
	}
	if a := b.get("/v1/settings/versions/0"); a.at("margin") != .8 {
		t.Errorf("before all of them: %s", a.raw)
	}
	for _, gone := range []string{"5", "-1", "latest"} {
		b.want(404, "GET", "/v1/settings/versions/"+gone, "")
	}
	b.rows(store.Delete(store.Key{Partition: "SET", Sort: "V#0000000002"}))
	b.get("/v1/settings/versions/2")
	b.want(404, "GET", "/v1/settings/versions/1", "")
}

func TestNewSettingsHaveEveryAccountJudgedAgain(t *testing.T) {
	b := newBench(t)
	var all []heed.Account
	for i := range 250 {
		all = append(all, heed.Account{ID: fmt.Sprint("a", i)})
	}
	b.put(all...)
	b.get("/v1/accounts")
	b.rows(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: "newborn"}}))
	b.want(200, "PUT", "/v1/settings", `{}`)
	if got := len(b.touches.msgs); got != 3 {
		t.Errorf("%d messages, want 3", got)
	}
	if got := len(b.touches.touched(t)); got != 251 {
		t.Errorf("%d accounts are touched, want 251", got)
	}
	b.touches.down = true
	b.want(503, "PUT", "/v1/settings", `{}`)
	b.touches.down = false
	b.want(200, "PUT", "/v1/settings", `{}`)
	if got := len(b.touches.touched(t)); got != 251 {
		t.Errorf("%d accounts are touched by the repetition, want 251", got)
	}
}

func TestAPreviewNamesTheAccountsThatWouldMove(t *testing.T) {
	b := newBench(t)
	today := heed.DayOf(time.Now())
	b.want(200, "PUT", "/v1/accounts/acme", fmt.Sprintf(`{"name":"Acme","renewal_date":%q,"arr":{"amount":100,"currency":"EUR"}}`, today.Add(100)))
	b.report("acme")
	b.put(heed.Account{ID: "hidden", Provisional: true})
	b.want(200, "PUT", "/v1/settings", usageOnly(`{}`))
	b.touches.touched(t)
	if a := b.want(200, "POST", "/v1/settings/preview", usageOnly(`{}`)); len(a.items()) != 0 || a.at("judged") != 1. || a.at("next") != nil {
		t.Errorf("unchanged settings move %s", a.raw)
	}
	a := b.want(200, "POST", "/v1/settings/preview", usageOnly(`{"loss_rate":0.8}`))
	if len(a.items()) != 1 {
		t.Fatalf("a far higher loss rate moves %s", a.raw)
	}
	move := a.items()[0]
	from, to := heed.Band(move["from"].(string)), heed.Band(move["to"].(string))
	if move["account"] != "acme" || move["name"] != "Acme" || !to.Worse(from) || move["probability_to"].(float64) <= move["probability_from"].(float64) {
		t.Errorf("the move is %v", move)
	}
	if move["arr"].(map[string]any)["amount"] != 100. || a.at("arr", "amount") != 100. || len(a.at("unrated").([]any)) != 0 {
		t.Errorf("what it pays is %v, and together %v", move["arr"], a.at("arr"))
	}
	if a := b.want(200, "POST", "/v1/settings/preview", usageOnly(`{"loss_rate":0.8,"currency":"USD"}`)); a.at("arr", "amount") != 0. || a.at("unrated", 0, "currency") != "EUR" {
		t.Errorf("without a rate it pays %v, and %v apart", a.at("arr"), a.at("unrated"))
	}
	if got := b.get("/v1/settings"); got.at("loss_rate") != .1 {
		t.Errorf("the preview kept its settings: %s", got.raw)
	}
	if got := b.touches.touched(t); len(got) != 0 {
		t.Errorf("the preview touched accounts: %v", got)
	}
}

// A band is left only after a day below its line; a preview must not wait for it.
func TestAPreviewShowsWhereAccountsComeToRest(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme"}`)
	b.report("acme")
	a := b.account("acme").Value
	a.Card.Band = heed.Critical
	b.put(a)
	low := `{"bands":{"assumed":{"medium":{"enter":0.0003,"leave":0.0002},"high":{"enter":0.0005,"leave":0.0004},"critical":{"enter":0.001,"leave":0.0009}}}}`
	b.want(200, "PUT", "/v1/settings", usageOnly(low))
	if a := b.want(200, "POST", "/v1/settings/preview", usageOnly(`{}`)); len(a.items()) != 1 || a.at("items", 0, "from") != "critical" || a.at("items", 0, "to") == "critical" {
		t.Errorf("with the usual lines: %s", a.raw)
	}
}

// report has an account use the product evenly, for as long as judging looks back.
func (b *bench) report(account string) {
	b.t.Helper()
	var ops []store.Op
	today := heed.DayOf(time.Now())
	for back := range 112 {
		d := today.Add(-back)
		row := records.Row[heed.UsageDay]{Value: heed.UsageDay{Day: d, Metric: heed.ActiveUsers, Set: 40}}
		ops = append(ops, records.PutUsage(records.UsageKey(account, d, heed.ActiveUsers, ""), row, time.Time{}))
	}
	b.rows(ops...)
}

// usageOnly silences every other factor, so that thin data holds no band.
func usageOnly(settings string) string {
	weights := map[string]float64{}
	for _, f := range risk.Descriptions() {
		if f.Factor != "usage_trend" {
			weights[f.Factor] = 0
		}
	}
	raw, _ := json.Marshal(map[string]any{"weights": weights})
	merged, _ := json.Marshal(mergePatch(decoded([]byte(settings)), decoded(raw)))
	return string(merged)
}
