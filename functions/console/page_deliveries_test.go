package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

var madeSecret = regexp.MustCompile(`<p class="secret"[^>]*>(whsec_[^<]+)</p>`)

// endpointTyped is how the page sends an endpoint that nobody touched but the address.
func endpointTyped(address string) url.Values {
	return url.Values{
		"url": {address}, "format": {"standard"}, "description": {""}, "events": {"", "*"}, "filter/bands": {""}, "filter/segments": {""},
		"filter/owners": {""}, "filter/min_arr": {""}, "currency": {"EUR"}, "filter/max_days": {""}, "headers": {""}, "timeout_seconds": {"15"},
		"max_per_minute": {""}, "digest_hour": {""}, "challenge": {""}, "once": {"1"},
	}
}

// visited is a bench with the endpoint crm, and an administrator's browser.
func visited(t *testing.T) (*bench, *browser) {
	t.Helper()
	api, b := shown(t)
	api.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook","description":"The sales team's CRM"}`)
	return api, b
}

func TestEndpointIsMadeOnThePage(t *testing.T) {
	api, b := shown(t)
	mustHold(t, b.page("/ui/deliveries"), "Nobody is told yet.")
	form := endpointTyped("https://desk.example.com/hook")
	form.Set("id", "desk")
	form["events"] = []string{"", "risk.raised", "feedback.detractor"}
	form["filter/bands"] = []string{"", "critical"}
	form.Set("filter/owners", "mia, Jo Doe")
	form.Set("filter/min_arr", "48000.5")
	form.Set("headers", "authorization: Bearer t0ken\n")
	answer, first := b.send("/ui/deliveries", "/ui/deliveries", form)
	secret := madeSecret.FindStringSubmatch(first)
	if answer.StatusCode != http.StatusOK || secret == nil {
		t.Fatalf("making answers %d, and shows no secret", answer.StatusCode)
	}
	mustHold(t, first, "Risk raised, Bad answer", "bands: Critical · owners: mia, Jo Doe · ARR from €48,00", `data-live="/ui/deliveries?part=live"`)
	_, again := b.load(http.MethodPost, "/ui/deliveries", form)
	if repeated := madeSecret.FindStringSubmatch(again); repeated == nil || repeated[1] != secret[1] {
		t.Error("sending the form twice makes two endpoints, or none")
	}
	mustLack(t, b.page("/ui/deliveries"), secret[1])
	made := api.get("/v1/endpoints/desk")
	if made.at("filter", "min_arr", "amount") != 4800050.0 || made.at("headers", "Authorization") != hidden || made.at("filter", "owners", 1) != "Jo Doe" {
		t.Errorf("made was %s", made.raw)
	}
}

func TestEndpointThatIsRefusedStaysOnThePage(t *testing.T) {
	_, b := visited(t)
	b.lang = "de"
	form := endpointTyped("http://10.0.0.1/hook")
	form["events"], form["timeout_seconds"], form["filter/min_arr"], form["description"] = []string{""}, []string{"99"}, []string{"much"}, []string{"Helpdesk"}
	answer, page := b.send("/ui/deliveries", "/ui/deliveries", form)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong form answers %d", answer.StatusCode)
	}
	mustHold(t, page, `value="http://10.0.0.1/hook"`, `value="Helpdesk"`, `value="much" aria-invalid="true" aria-describedby="wrong-filter-min_arr"`, "Es wurde nichts geändert.")
	mustLack(t, page, `class="secret"`, `value="*" checked`)
	form.Set("filter/min_arr", "")
	_, page = b.send("/ui/deliveries", "/ui/deliveries", form)
	mustHold(t, page, `id="wrong-url"`, `id="wrong-events"`, `id="wrong-timeout_seconds"`)
	form = endpointTyped("https://other.example.com/")
	form.Set("id", "crm")
	answer, page = b.send("/ui/deliveries", "/ui/deliveries", form)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "there is an endpoint &#34;crm&#34; already") {
		t.Errorf("a name that is taken answers %d", answer.StatusCode)
	}
}

func TestEndpointIsChangedOnThePage(t *testing.T) {
	api, b := visited(t)
	api.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"headers":{"X-Old":"1","X-Kept":"2"},"filter":{"min_arr":{"amount":4800050,"currency":"USD"}}}`)
	const at = "/ui/deliveries/crm"
	mustHold(t, b.page(at), "X-Kept: ***\nX-Old: ***\n", `value="*" checked`, `value="48000.5"`, "ARR from (USD)", "The sales team&#39;s CRM")
	form := endpointTyped("https://crm.example.com/new")
	form.Set("do", "save")
	form.Set("headers", "x-kept: ***")
	form.Set("digest_hour", "7")
	answer, page := b.send(at, at, form)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a digest that only Slack has answers %d", answer.StatusCode)
	}
	mustHold(t, page, `value="https://crm.example.com/new"`, `id="wrong-digest_hour"`)
	form.Set("digest_hour", "")
	answer, _ = b.send(at, at, form)
	if next := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || next != at+"?notice=endpoint_saved" {
		t.Fatalf("saving answers %d, on to %s", answer.StatusCode, next)
	}
	a := api.get("/v1/endpoints/crm")
	if headers := a.at("headers").(map[string]any); len(headers) != 1 || headers["X-Kept"] != hidden || a.body["url"] != "https://crm.example.com/new" {
		t.Errorf("saved is %s", a.raw)
	}
	api.logged("", "changed PATCH /v1/endpoints/crm challenge description digest_hour events filter format headers max_per_minute timeout_seconds url",
		"changed PATCH /v1/endpoints/crm filter headers", "changed POST /v1/endpoints description id url")
}

func TestEndpointIsSwitchedOffAndOn(t *testing.T) {
	api, b := visited(t)
	const at = "/ui/deliveries/crm"
	for _, c := range []struct{ do, says, status string }{
		{"disable", "The endpoint is switched off.", "disabled"}, {"disable", "The endpoint is switched off.", "disabled"}, {"enable", "The endpoint is switched on.", "enabled"},
	} {
		answer, _ := b.send(at, at, url.Values{"do": {c.do}})
		mustHold(t, b.page(answer.Header.Get("Location")), c.says)
		if got := api.get("/v1/endpoints/crm").body["status"]; got != c.status {
			t.Errorf("after %s it is %v", c.do, got)
		}
	}
}

func TestSecretIsMadeAnewOnThePage(t *testing.T) {
	_, b := visited(t)
	const at = "/ui/deliveries/crm"
	form := url.Values{"do": {"rotate"}, "overlap_hours": {"999"}, "once": {"1"}}
	_, page := b.send(at, at, form)
	mustHold(t, page, `value="999" required aria-invalid="true" aria-describedby="wrong-overlap_hours"`, `value="https://crm.example.com/hook"`, `value="*" checked`)
	if said := strings.Count(page, `id="refused"`); said != 1 {
		t.Errorf("the refusal is said %d times", said)
	}
	form.Set("overlap_hours", "48")
	_, page = b.send(at, at, form)
	secret := madeSecret.FindStringSubmatch(page)
	if secret == nil {
		t.Fatal("no secret is shown")
	}
	mustHold(t, page, "An earlier secret signs, too, until")
	_, again := b.load(http.MethodPost, at, form)
	if repeated := madeSecret.FindStringSubmatch(again); repeated == nil || repeated[1] != secret[1] {
		t.Error("sending the form twice makes two secrets")
	}
	mustLack(t, b.page(at), secret[1])
}

func TestTestIsSentFromThePage(t *testing.T) {
	api, b := visited(t)
	const at = "/ui/deliveries/crm"
	form := url.Values{"do": {"test"}, "type": {heed.FeedbackDetractor}, "once": {"1"}}
	answer, _ := b.send(at, at, form)
	next := answer.Header.Get("Location")
	if _, _ = b.load(http.MethodPost, at, form); len(api.deliver.knocked(t)) != 1 {
		t.Error("sending the form twice sends two tests")
	}
	mustHold(t, b.page(next), "The test is on its way.", "Bad answer", "No attempt was made yet.", "What will be sent", "Example Ltd", `<span class="tag">test</span>`)
	for n := range maxTests {
		form.Set("once", strings.Repeat("x", n+1))
		answer, _ = b.send(at, at, form)
	}
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("one test too many answers %d", answer.StatusCode)
	}
}

func TestEndpointIsDeletedOnThePage(t *testing.T) {
	_, b := visited(t)
	form := url.Values{"do": {"delete"}}
	for range 2 {
		form.Set("token", formToken(t, b.page("/ui/deliveries")))
		answer, _ := b.load(http.MethodPost, "/ui/deliveries/crm", form)
		page := b.page(answer.Header.Get("Location"))
		mustHold(t, page, "The endpoint is deleted.", "Nobody is told yet.")
	}
	if answer, _ := b.load(http.MethodGet, "/ui/deliveries/crm", nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the page of a deleted endpoint answers %d", answer.StatusCode)
	}
}

func TestDeliveriesAreSentAgainFromThePage(t *testing.T) {
	api, b := visited(t)
	start := time.Now().UTC().Add(-3 * time.Hour)
	api.tells(api.says(heed.RiskRaised, "acme", 1, start), "crm", heed.Exhausted, 10)
	api.says(heed.RiskLowered, "acme", 2, start.Add(time.Minute))
	const at = "/ui/deliveries/crm"
	form := url.Values{"do": {"recover"}, "since": {"soon"}, "once": {"1"}}
	answer, page := b.send(at, at, form)
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a time that is none answers %d", answer.StatusCode)
	}
	mustHold(t, page, `value="soon" required aria-invalid="true" aria-describedby="wrong-since"`)
	form.Set("since", start.Add(-time.Hour).Format(momentForm))
	for range 2 {
		_, page = b.send(at, at, form)
		mustHold(t, page, "1 delivery is on its way.")
	}
	form.Set("once", "2")
	_, page = b.send(at, at, form)
	mustHold(t, page, "There was nothing to send again")
	form.Set("do", "replay")
	form.Set("until", start.Add(10*time.Minute).Format(momentForm))
	_, page = b.send(at, at, form)
	mustHold(t, page, "1 delivery is on its way.")
	if knocks := api.deliver.knocked(t); len(knocks) != 2 {
		t.Errorf("knocked %d times, want once for each delivery", len(knocks))
	}
}

func TestEndpointTellsHowItFares(t *testing.T) {
	api, b := visited(t)
	now := time.Now().UTC()
	for n, status := range []heed.DeliveryStatus{heed.Delivered, heed.Delivered, heed.Exhausted, heed.Pending, heed.Cancelled} {
		api.tells(api.says(heed.RiskRaised, "acme", int64(n), now.Add(time.Duration(n-9)*time.Minute)), "crm", status, 2)
	}
	mustHold(t, b.page("/ui/deliveries"), "Working", "2 of 3 delivered", "1 given up", "1 pending")
	api.writes(records.PutBreaker(records.Row[heed.Breaker]{Value: heed.Breaker{Endpoint: "crm", Since: now.Add(-time.Hour), Until: now.Add(time.Hour)}}))
	mustHold(t, b.page("/ui/deliveries"), "Failing, paused", "next try")
	page := b.page("/ui/deliveries/crm")
	mustHold(t, page, "spends no attempt", "HTTP\u00a0500: no answer in time", "next try", now.Add(-time.Hour).Format(momentForm))
	b.lang = "de"
	mustHold(t, b.page("/ui/deliveries/crm"), "Gestört, pausiert", "2 von 3 zugestellt", "keine Antwort in der Zeit")
}

func TestHealthIsTold(t *testing.T) {
	now, past, ahead := pageNow, pageNow.Add(-time.Hour), pageNow.Add(time.Hour)
	for want, e := range map[string]endpointView{
		"health:ok":       {Status: heed.EndpointEnabled, Challenge: true, ProvenAt: &past},
		"health:unproven": {Status: heed.EndpointEnabled, Challenge: true},
		"health:paused":   {Status: heed.EndpointEnabled, FailingSince: &past, PausedUntil: &ahead},
		"health:failing":  {Status: heed.EndpointEnabled, FailingSince: &past, PausedUntil: &past},
		"health:off":      {Status: heed.EndpointOff, DisabledReason: new(reasonManual), FailingSince: &past, PausedUntil: &ahead},
		"health:given_up": {Status: heed.EndpointOff, DisabledReason: new("410 Gone")},
	} {
		got := healthOf(e, lately{Last: &heed.Delivery{}}, now)
		if got.Word != want || !isWord(want) || !isWord(want+"_how") {
			t.Errorf("%+v is told as %+v, want %s", e, got, want)
		}
	}
	if got := healthOf(endpointView{Status: heed.EndpointEnabled}, lately{}, now); got.Word != "health:new" {
		t.Errorf("one that was told nothing is told as %+v", got)
	}
}

func TestDeliveriesAreFilteredOnThePage(t *testing.T) {
	api, b := visited(t)
	day := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)
	api.tells(api.says(heed.RiskRaised, "acme", 1, day), "crm", heed.Delivered, 1)
	api.tells(api.says(heed.RiskLowered, "bolt", 2, day.AddDate(0, 0, 1)), "crm", heed.Exhausted, 1)
	for query, want := range map[string][2]bool{
		"": {true, true}, "?status=exhausted&type=": {false, true}, "?type=risk.raised": {true, false},
		"?account=bolt": {false, true}, "?since=2026-11-11": {false, true}, "?until=2026-11-10": {true, false}, "?status=cancelled": {},
	} {
		page := b.page("/ui/deliveries/crm" + query)
		if got := [2]bool{strings.Contains(page, "/ui/accounts/acme"), strings.Contains(page, "/ui/accounts/bolt")}; got != want {
			t.Errorf("%q shows %v, want %v", query, got, want)
		}
	}
	mustHold(t, b.page("/ui/deliveries/crm?status=cancelled"), "No delivery is like that.")
	if answer, _ := b.load(http.MethodGet, "/ui/deliveries/crm?status=lost", nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a status that there is not answers %d", answer.StatusCode)
	}
}

func TestDeliveriesComeInPages(t *testing.T) {
	api, b := visited(t)
	for n := range defaultLimit + 1 {
		api.tells(api.says(heed.RiskRaised, "acme", int64(n), pageNow.Add(time.Duration(n)*time.Minute)), "crm", heed.Delivered, 1)
	}
	rows := regexp.MustCompile(`<th scope="row"><a href="/ui/deliveries/crm/`)
	older := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	page := b.page("/ui/deliveries/crm")
	next := older.FindStringSubmatch(page)
	if n := len(rows.FindAllString(page, -1)); n != defaultLimit || next == nil {
		t.Fatalf("the first page has %d rows, and leads on to %v", n, next)
	}
	page = b.page(strings.TrimSuffix(next[1], "#list"))
	if n := len(rows.FindAllString(page, -1)); n != 1 || older.MatchString(page) {
		t.Errorf("the second page has %d rows", n)
	}
	mustHold(t, page, "Back to the newest")
}
