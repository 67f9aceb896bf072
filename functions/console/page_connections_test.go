package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

func TestToolsAreAllOffered(t *testing.T) {
	_, b := shown(t)
	for _, lang := range []string{"en", "de"} {
		b.lang = lang
		page := b.page("/ui/connect")
		for _, name := range provider.Names() {
			mustHold(t, page, `href="/ui/connect?provider=`+name+`"`)
			for _, word := range []string{"tool:", "brings:", "where:"} {
				if !isWord(word + name) {
					t.Errorf("there is no word %s%s", word, name)
				}
			}
			mustHold(t, b.page("/ui/connect?provider="+name), `name="provider" value="`+name+`"`)
		}
	}
	if answer, _ := b.load(http.MethodGet, "/ui/connect?provider=fax", nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a tool that nobody knows answers %d", answer.StatusCode)
	}
}

func TestToolIsTriedAndConnectedOnThePage(t *testing.T) {
	api, b := shown(t)
	form := url.Values{
		"provider": {"generic"}, "credentials": {"header"}, "name": {"form"}, "credential-0-header": {"X-Heed-Token"}, "credential-0-value": {"s3cret"},
		"mapping": {"rules:\n- name: answer\n  type: feedback.nps\n  id: event.id\n  subject: account(event.account) ?? external(event.company)\n  data: {score: number(event.score)}\n"},
		"body":    {`[{"id":"1","account":"northwind","score":"3"},{"id":"2","company":"77","score":"9"},{"id":"3","account":"contoso"}]`}, "do": {"preview"}, "once": {"1"},
	}
	answer, page := b.send("/ui/connect?provider=generic", "/ui/connect", form)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("trying answers %d", answer.StatusCode)
	}
	mustHold(t, page, "It would become 2 signals", `<a href="/ui/accounts/northwind">Northwind</a>`, "form:77", "a provisional one would be made",
		"{&#34;external_ids&#34;:{&#34;form&#34;:[&#34;77&#34;]}}", "rule answer: no score", `value="s3cret"`, "- name: answer")
	if raw := api.get("/v1/connections").raw; !strings.Contains(raw, `"items":[]`) {
		t.Fatalf("trying made %s", raw)
	}
	form.Set("do", "save")
	answer, _ = b.load(http.MethodPost, "/ui/connect", form)
	if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || to != "/ui/connections/form?notice=connection_made" {
		t.Fatalf("connecting answers %d, on to %s", answer.StatusCode, to)
	}
	_, path, _ := strings.Cut(api.get("/v1/connections/form").at("hook_url").(string), "/v1/")
	page = b.page("/ui/connections/form?notice=connection_made")
	mustHold(t, page, "The connection is there.", "http://127.0.0.1:8080/v1/"+path, "Nothing has arrived yet", "- name: answer\n", "1 in use, never shown")
	mustLack(t, page, "s3cret")
	api.logged("", "changed PUT /v1/connections/form credentials mapping provider require_token")
	form.Set("since", time.Now().Add(-time.Hour).Format(time.RFC3339))
	if answer, _ := b.load(http.MethodPost, "/ui/connect", form); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the form sent twice is answered %d", answer.StatusCode)
	}
	form.Set("since", time.Now().Add(time.Hour).Format(time.RFC3339))
	answer, page = b.load(http.MethodPost, "/ui/connect", form)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `id="wrong-name"`) {
		t.Errorf("connecting a name that is taken answers %d", answer.StatusCode)
	}
}

func TestConnectionThatIsRefusedStaysOnThePage(t *testing.T) {
	api, b := shown(t)
	b.lang = "de"
	answer, page := b.send("/ui/connect?provider=pipedrive", "/ui/connect", url.Values{
		"provider": {"pipedrive"}, "credentials": {"basic"}, "name": {"crm"}, "credential-0-user": {"pipedrive"}, "mapping": {"rules: [{name: x}]"}, "do": {"save"},
	})
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong form answers %d", answer.StatusCode)
	}
	mustHold(t, page, `value="pipedrive"`, `id="wrong-credentials"`, `id="wrong-mapping"`, "rules: [{name: x}]", "Es wurde nichts geändert.")
	answer, page = b.send("/ui/connect?provider=pipedrive", "/ui/connect", url.Values{"provider": {"pipedrive"}, "mapping": {"rules: ["}, "body": {"{}"}, "do": {"preview"}})
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `id="wrong-mapping"`) {
		t.Errorf("a mapping that cannot be read answers %d", answer.StatusCode)
	}
	answer, page = b.send("/ui/connect?provider=pipedrive", "/ui/connect", url.Values{"provider": {"pipedrive"}, "body": {" "}, "do": {"preview"}})
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `id="wrong-body"`) {
		t.Errorf("no sample answers %d", answer.StatusCode)
	}
	api.want(http.StatusNotFound, "GET", "/v1/connections/crm", "")
}

func TestConnectionIsChangedOnThePage(t *testing.T) {
	api, b := shown(t)
	api.want(http.StatusOK, "PUT", "/v1/connections/crm", `{"provider":"pipedrive","credentials":[{"user":"u","password":"old"}],"mapping":{"tables":{"pipelines":{"7":"renewal"}}}}`)
	before := api.get("/v1/connections/crm").at("hook_url")
	mustHold(t, b.page("/ui/connections/crm"), "tables:\n  pipelines:\n    &#34;7&#34;: renewal")
	change := url.Values{"provider": {"pipedrive"}, "credentials": {"basic"}, "mapping": {"# nothing"}, "require_token": {"1"}, "do": {"save"}}
	answer, _ := b.send("/ui/connections/crm", "/ui/connections/crm", change)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("changing answers %d", answer.StatusCode)
	}
	if a := api.get("/v1/connections/crm"); a.at("credentials") != 1.0 || a.at("mapping") != nil || a.at("require_token") != true || a.at("hook_url") != before {
		t.Errorf("it is %s", a.raw)
	}
	for slot, password := range []string{"new", "old"} {
		change.Set(fieldOf(slot, "user"), "u")
		change.Set(fieldOf(slot, "password"), password)
	}
	b.send("/ui/connections/crm", "/ui/connections/crm", change)
	if a := api.get("/v1/connections/crm"); a.at("credentials") != 2.0 {
		t.Errorf("while it changes, it is %s", a.raw)
	}
	change.Set("tag", `"1-old"`)
	if answer, page := b.send("/ui/connections/crm", "/ui/connections/crm", change); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "Somebody changed it") {
		t.Errorf("what somebody changed meanwhile answers %d", answer.StatusCode)
	}
	answer, _ = b.send("/ui/connections/crm", "/ui/connections/crm/delete", url.Values{})
	mustHold(t, b.page(answer.Header.Get("Location")), "The connection is deleted.", "No tool is connected yet")
	api.want(http.StatusNotFound, "GET", "/v1/connections/crm", "")
}

func TestConnectionShowsWhatArrived(t *testing.T) {
	api, b := shown(t)
	api.want(http.StatusOK, "PUT", "/v1/connections/zd", `{"provider":"zendesk","credentials":["a"]}`)
	api.arrivals(
		"zd",
		heed.Arrival{Outcome: heed.OutcomeAccepted, Accepted: 5, Signals: []heed.ArrivedSignal{{SID: heed.SignalID("survey", "r-1"), Type: heed.FeedbackNPS}}},
		heed.Arrival{Outcome: heed.OutcomeIgnored, Accepted: 1, Reasons: []string{"rule rating: no score"}},
		heed.Arrival{Outcome: heed.OutcomeIgnored, Reasons: []string{provider.Unmapped}},
		heed.Arrival{Outcome: heed.OutcomeRefused, Reasons: []string{"the signature does not match"}},
	)
	first, page := b.load(http.MethodGet, "/ui/connections/zd", nil)
	mustHold(t, page, `NPS answer · <a href="/ui/accounts/northwind">Northwind</a>`, "further signals: 4", "partly ignored", "rule rating: no score", "no rule",
		"the signature does not match", "Compare its address, its credential", "Signals: 6, webhooks: 4 in seven days", `data-live="/ui/connections/zd?part=live"`)
	if first.StatusCode != http.StatusOK {
		t.Fatalf("the page answers %d", first.StatusCode)
	}
	live, _ := b.load(http.MethodGet, "/ui/connections/zd?part=live", nil)
	if again, _ := b.load(http.MethodGet, "/ui/connections/zd?part=live", nil, "If-None-Match", live.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("without news, it is answered %d", again.StatusCode)
	}
	b.lang = "de"
	mustHold(t, b.page("/ui/connections"), `href="/ui/connections/zd"`, "Zendesk", `<b class="late">1</b>`, "Zuletzt gehört")
}

func TestConnectionsAreForAdministrators(t *testing.T) {
	api, _ := shown(t)
	api.want(http.StatusOK, "PUT", "/v1/connections/crm", `{"provider":"pipedrive","credentials":[{"user":"u","password":"p"}]}`)
	b := elsewhere(t, api.console)
	b.signIn(api.as(heed.ScopeWrite, heed.ScopePersonal).key)
	mustLack(t, b.page("/"), "/ui/connections")
	for _, path := range []string{"/ui/connections", "/ui/connections/crm", "/ui/connect", "/ui/connect?provider=generic"} {
		if answer, page := b.load(http.MethodGet, path, nil); answer.StatusCode != http.StatusForbidden || strings.Contains(page, "/v1/hooks/") {
			t.Errorf("%s answers %d to who may not see it", path, answer.StatusCode)
		}
	}
}

// TestToolGroupsHoldEveryProviderOnce holds the choice to what there is.
func TestToolGroupsHoldEveryProviderOnce(t *testing.T) {
	var all []string
	for _, g := range toolGroups {
		all = append(all, g.Tools...)
	}
	if slices.Sort(all); !slices.Equal(all, provider.Names()) {
		t.Errorf("offered are %q, of %q", all, provider.Names())
	}
}
