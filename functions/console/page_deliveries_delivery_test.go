package console

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

// addressOf is where the page of a delivery is.
func addressOf(d heed.Delivery) string { return deliveryRow{d, heed.DeliveryID(d.At, d.Event)}.To() }

var pre = regexp.MustCompile(`(?s)<pre[^>]*aria-label="([^"]+)"[^>]*>(.*?)</pre>`)

// shownIn are the texts that a page shows as they are, by what they are called.
func shownIn(page string) map[string]string {
	found := map[string]string{}
	for _, m := range pre.FindAllStringSubmatch(page, -1) {
		found[html.UnescapeString(m[1])] = html.UnescapeString(m[2])
	}
	return found
}

// TestDeliveryShowsWhatWasSent holds that what the page shows verifies with the
// endpoint's secret, as the request did.
func TestDeliveryShowsWhatWasSent(t *testing.T) {
	api, b := shown(t)
	made := api.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook","headers":{"Authorization":"Bearer t0ken"}}`)
	d := api.tells(api.says(heed.RiskRaised, "acme", 1, time.Now().UTC()), "crm", heed.Exhausted, 2)
	page := b.page(addressOf(d))
	mustHold(t, page, "given up", "HTTP\u00a0500: no answer in time", "authorization: ***")
	texts := shownIn(page)
	h := http.Header{}
	for line := range strings.Lines(texts["Headers of the last attempt"]) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		h.Set(name, value)
	}
	secret, err := webhook.ParseSecret(made.body["secret"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if err := webhook.Verify([]webhook.Secret{secret}, h, []byte(texts["The body, byte for byte as it is signed"]), time.Now()); err != nil {
		t.Errorf("what is shown does not verify: %v", err)
	}
	var indented, raw any
	_ = json.Unmarshal([]byte(texts["The event, indented"]), &indented)
	_ = json.Unmarshal([]byte(texts["The body, byte for byte as it is signed"]), &raw)
	if indented == nil || digest(indented) != digest(raw) {
		t.Error("indented, the body is another one")
	}
	mustLack(t, page, "t0ken", made.body["secret"].(string))
}

func TestDeliveryIsSentAgainAndCancelledOnThePage(t *testing.T) {
	api, b := visited(t)
	d := api.tells(api.says(heed.RiskRaised, "acme", 1, time.Now().Add(-time.Hour)), "crm", heed.Exhausted, 2)
	at := addressOf(d)
	form := url.Values{"do": {"resend"}, "once": {"1"}}
	answer, _ := b.send(at, at, form)
	mustHold(t, b.page(answer.Header.Get("Location")), "One more attempt is on its way.", "pending")
	if _, _ = b.load(http.MethodPost, at, form); len(api.deliver.knocked(t)) != 1 {
		t.Error("sending the form twice makes two attempts")
	}
	for range 2 {
		answer, _ = b.send(at, at, url.Values{"do": {"cancel"}, "once": {"2"}})
		mustHold(t, b.page(answer.Header.Get("Location")), "The delivery is cancelled.")
	}
	api.tells(api.says(heed.RiskRaised, "acme", 2, time.Now()), "crm", heed.Delivered, 1)
	if answer, _ := b.send(at, at, url.Values{"do": {"burn"}}); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a button that there is not answers %d", answer.StatusCode)
	}
	api.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"disabled"}`)
	answer, page := b.send(at, at, url.Values{"do": {"resend"}, "once": {"3"}})
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "the endpoint is disabled") {
		t.Errorf("resending to a disabled endpoint answers %d", answer.StatusCode)
	}
}

func TestDeliveryOfWhatIsGone(t *testing.T) {
	api, b := visited(t)
	ev := heed.Event{ID: "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", Type: heed.RiskRaised, Account: "acme", At: pageNow}
	d := api.tells(ev, "crm", heed.Delivered, 1)
	mustHold(t, b.page(addressOf(d)), "The event is no longer kept.")
	api.want(http.StatusNoContent, "DELETE", "/v1/endpoints/crm", "")
	page := b.page(addressOf(d))
	mustHold(t, page, "The endpoint was deleted.")
	mustLack(t, page, `value="resend"`)
	for _, path := range []string{"/ui/deliveries/crm/nothing", "/ui/deliveries/crm/" + url.PathEscape(heed.DeliveryID(pageNow, "evt_b"))} {
		if answer, _ := b.load(http.MethodGet, path, nil); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, answer.StatusCode)
		}
	}
}

// TestQuotesAreReadOnTheRecord holds that a body with a person's words is noted in the
// audit log as seen.
func TestQuotesAreReadOnTheRecord(t *testing.T) {
	api, b := visited(t)
	ev, err := heed.NewEvent(heed.FeedbackDetractor, heed.Account{ID: "acme"}, 1, time.Now().UTC(), heed.EventFacts{},
		map[string]any{"feedback": map[string]any{"comment": "Exports keep failing"}})
	if err != nil {
		t.Fatal(err)
	}
	api.writes(records.PutEvent(ev))
	d := api.tells(ev, "crm", heed.Delivered, 1)
	mustHold(t, b.page(addressOf(d)), "Exports keep failing")
	entries := api.get("/v1/audit?account=acme").items()
	if len(entries) != 1 || entries[0]["act"] != string(heed.ReadPersonal) {
		t.Errorf("the log has %v", entries)
	}
}

func TestDeliveriesAreForAdministrators(t *testing.T) {
	api, _ := visited(t)
	d := api.tells(api.says(heed.RiskRaised, "acme", 1, time.Now()), "crm", heed.Delivered, 1)
	b := elsewhere(t, api.console)
	b.signIn(api.as(heed.ScopeWrite, heed.ScopePersonal).key)
	mustLack(t, b.page("/"), "/ui/deliveries")
	for _, path := range []string{"/ui/deliveries", "/ui/deliveries/crm", addressOf(d), "/ui/deliveries?part=live", "/ui/deliveries/crm?part=live"} {
		if answer, page := b.load(http.MethodGet, path, nil); answer.StatusCode != http.StatusForbidden || strings.Contains(page, "crm.example") {
			t.Errorf("%s answers %d to who may not see it", path, answer.StatusCode)
		}
	}
	form := url.Values{"do": {"delete"}, "token": {formToken(t, b.page("/"))}}
	if answer, _ := b.load(http.MethodPost, "/ui/deliveries/crm", form); answer.StatusCode != http.StatusForbidden {
		t.Errorf("deleting answers %d to who may not", answer.StatusCode)
	}
	api.get("/v1/endpoints/crm")
}

// TestDeliveriesShowNewsByThemselves holds that the parts that change come anew when
// something happened, and cost next to nothing when nothing did.
func TestDeliveriesShowNewsByThemselves(t *testing.T) {
	api, b := visited(t)
	d := api.waiting(api.says(heed.RiskRaised, "acme", 1, time.Now().UTC()), "crm", 2, time.Now().Add(time.Hour))
	for _, path := range []string{"/ui/deliveries", "/ui/deliveries/crm", addressOf(d)} {
		answer, body := b.load(http.MethodGet, path+"?part=live", nil)
		tag := answer.Header.Get("ETag")
		mustLack(t, body, "<html", "<form")
		mustHold(t, body, "pending")
		row, err := api.rec.Delivery(t.Context(), "crm", heed.DeliveryID(d.At, d.Event))
		if err != nil {
			t.Fatal(err)
		}
		row.Value.NextAt = row.Value.NextAt.Add(time.Second)
		api.writes(records.PutDelivery(row, row.Value.NextAt, row.Expires))
		answer, _ = b.load(http.MethodGet, path+"?part=live", nil, "If-None-Match", tag)
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s shows no news: %d", path, answer.StatusCode)
		}
		tag = answer.Header.Get("ETag")
		if answer, _ = b.load(http.MethodGet, path+"?part=live", nil, "If-None-Match", tag); answer.StatusCode != http.StatusNotModified {
			t.Errorf("%s answers %d where nothing is new", path, answer.StatusCode)
		}
	}
}
