package console

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// opens lists the credentials as intake opens them.
func (b *bench) opens(name string) []string {
	b.t.Helper()
	row, err := b.rec.Connection(b.t.Context(), name)
	if err != nil {
		b.t.Fatal(err)
	}
	var all []string
	for _, sealed := range row.Value.Credentials {
		raw, err := b.console.box.Open(b.t.Context(), sealed, []byte(name))
		if err != nil {
			b.t.Fatal(err)
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			b.t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

func TestConnectionKeepsItsCredentialsToItself(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusOK, "PUT", "/v1/connections/zendesk-eu", `{"provider":"zendesk","credentials":["new-secret","old-secret"],"mapping":{"tables":{"ratings":{"prima":2}}}}`)
	if made.body["hook_url"] != "https://heed.example.com/v1/hooks/zendesk-eu" || made.body["credentials"] != 2.0 || made.at("mapping", "tables", "ratings", "prima") != 2.0 {
		t.Errorf("made %s", made.raw)
	}
	if got := b.opens("zendesk-eu"); !slices.Equal(got, []string{"new-secret", "old-secret"}) {
		t.Errorf("opens as %q", got)
	}
	for _, path := range []string{"/v1/connections", "/v1/connections/zendesk-eu"} {
		if raw := b.get(path).raw; strings.Contains(raw, "secret") {
			t.Errorf("GET %s shows a credential: %s", path, raw)
		}
	}
}

// TestAConnectionMayRequireItsToken gives every tool's address one then, and keeps it.
func TestAConnectionMayRequireItsToken(t *testing.T) {
	b := newBench(t)
	for body, token := range map[string]bool{
		`{"provider":"pipedrive","credentials":[{"user":"u","password":"p"}]}`:                      true,
		`{"provider":"pipedrive","credentials":[{"user":"u","password":"p"}],"require_token":true}`: true,
		`{"provider":"zendesk","credentials":["a"]}`:                                                false,
		`{"provider":"zendesk","credentials":["a"],"require_token":true}`:                           true,
		`{"provider":"zendesk","credentials":["a"],"require_token":null}`:                           false,
	} {
		made := b.want(http.StatusOK, "PUT", "/v1/connections/tool", body)
		_, got, _ := strings.Cut(made.body["hook_url"].(string), "/v1/hooks/tool/")
		if (got != "") != token || made.body["require_token"] != strings.Contains(body, "true") {
			t.Errorf("%s made %s", body, made.raw)
		}
		again := b.want(http.StatusOK, "PUT", "/v1/connections/tool", body)
		if again.body["hook_url"] != made.body["hook_url"] {
			t.Errorf("%s made %s of %s", body, again.raw, made.raw)
		}
		b.want(http.StatusNoContent, "DELETE", "/v1/connections/tool", "")
	}
}

func TestCredentialsThatAreNotGivenStay(t *testing.T) {
	b := newBench(t)
	first := b.want(http.StatusOK, "PUT", "/v1/connections/forms", `{"provider":"typeform","credentials":["a"]}`)
	again := b.want(http.StatusOK, "PUT", "/v1/connections/forms", `{"provider":"typeform"}`)
	if got := b.opens("forms"); !slices.Equal(got, []string{"a"}) || again.body["created_at"] != first.body["created_at"] {
		t.Errorf("opens as %q, answered %s", got, again.raw)
	}
	b.want(http.StatusOK, "PUT", "/v1/connections/forms", `{"provider":"typeform","credentials":["b"]}`)
	if got := b.opens("forms"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("opens as %q", got)
	}
	// Another tool does not inherit them.
	b.want(http.StatusUnprocessableEntity, "PUT", "/v1/connections/forms", `{"provider":"zendesk"}`)
}

func TestConnectionMistakesAreNamed(t *testing.T) {
	b := newBench(t)
	for body, pointer := range map[string]string{
		`{"credentials":["a"]}`:                                                                                   "/provider",
		`{"provider":"telex","credentials":["a"]}`:                                                                "/provider",
		`{"provider":"zendesk"}`:                                                                                  "/credentials",
		`{"provider":"zendesk","credentials":[]}`:                                                                 "/credentials",
		`{"provider":"zendesk","credentials":["a","b","c"]}`:                                                      "/credentials",
		`{"provider":"zendesk","credentials":["a",""]}`:                                                           "/credentials/1",
		`{"provider":"zendesk","credentials":[null]}`:                                                             "/credentials/0",
		`{"provider":"zendesk","credentials":[{"user":"u"}]}`:                                                     "/credentials/0",
		`{"provider":"zendesk","credentials":["a"],"mapping":[1]}`:                                                "/mapping",
		`{"provider":"zendesk","credentials":["a"],"mapping":{"x":1}}`:                                            "/mapping",
		`{"provider":"zendesk","credentials":["a"],"mapping":{"rules":[{"name":"rating","id":"evnt.id"}]}}`:       "/mapping/rules/0/id",
		`{"provider":"zendesk","credentials":["a"],"mapping":{"rules":[{"name":"rating","data":{"skore":"1"}}]}}`: "/mapping/rules/0/data/skore",
		`{"provider":"zendesk","credentials":["a"],"token":"guess"}`:                                              "/token",
	} {
		a := b.want(http.StatusUnprocessableEntity, "PUT", "/v1/connections/c", body)
		if got := a.at("errors", 0, "pointer"); got != pointer {
			t.Errorf("%s points at %v, want %s", body, got, pointer)
		}
	}
	if raw := b.call("PUT", "/v1/connections/c", `{"provider":"telex"}`).raw; !strings.Contains(raw, "typeform, zendesk") {
		t.Errorf("the refusal does not list the providers: %s", raw)
	}
	b.want(http.StatusUnprocessableEntity, "PUT", "/v1/connections/a%20b", `{"provider":"zendesk","credentials":["a"]}`)
}

func TestConnectionIsDeleted(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusNotFound, "GET", "/v1/connections/c", "")
	b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	b.want(http.StatusNoContent, "DELETE", "/v1/connections/c", "")
	b.want(http.StatusNotFound, "DELETE", "/v1/connections/c", "")
	b.want(http.StatusNotFound, "GET", "/v1/connections/c", "")
}

func TestConnectionsAreListed(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"b", "a", "c"} {
		b.want(http.StatusOK, "PUT", "/v1/connections/"+name, `{"provider":"zendesk","credentials":["a"]}`)
	}
	if got := pick(b.everything("/v1/connections?limit=2"), "name"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("listed %v", got)
	}
}

func TestAddressOfADeploymentThatDoesNotKnowItsOwn(t *testing.T) {
	b := newBench(t)
	b.console.opt.PublicURL = ""
	made := b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	if made.body["hook_url"] != "https://example.com/v1/hooks/c" { // the test's host
		t.Errorf("hook_url is %v", made.body["hook_url"])
	}
}

func TestToolsThatDoNotSignGetATokenNobodyGuesses(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"cloudevents","credentials":["a"]}`)
	token, cut := strings.CutPrefix(made.body["hook_url"].(string), "https://heed.example.com/v1/hooks/c/")
	if !cut || len(token) < 26 {
		t.Fatalf("hook_url is %v", made.body["hook_url"])
	}
	if again := b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"cloudevents"}`); again.body["hook_url"] != made.body["hook_url"] {
		t.Errorf("the address moved to %v", again.body["hook_url"])
	}
}

func TestConnectionShowsWhatItIgnored(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	if raw := b.get("/v1/connections/c").raw; !strings.Contains(raw, `"ignored":[]`) {
		t.Errorf("answered %s", raw)
	}
	partly := heed.Arrival{Outcome: heed.OutcomeIgnored, Accepted: 1, Reasons: []string{"why"}}
	b.rows(records.PutArrivals(records.Row[heed.Arrivals]{Value: heed.Arrivals{Connection: "c", Last: []heed.Arrival{partly, {Outcome: heed.OutcomeAccepted, Accepted: 1}}}}))
	if got := b.get("/v1/connections/c"); got.at("ignored", 0, "reasons", 0) != "why" || got.at("ignored", 0, "accepted") != 1.0 {
		t.Errorf("answered %s", got.raw)
	}
	b.want(http.StatusNoContent, "DELETE", "/v1/connections/c", "")
	b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	if raw := b.get("/v1/connections/c").raw; !strings.Contains(raw, `"ignored":[]`) {
		t.Errorf("a connection made anew remembers %s", raw)
	}
}

func TestAddressesByWhatTheCredentialProves(t *testing.T) {
	b := newBench(t)
	for _, step := range []struct {
		body   string
		tokens bool
	}{
		{`{"provider":"hubspot","credentials":["signs"]}`, false},
		{`{"provider":"hubspot"}`, false},
		{`{"provider":"hubspot","credentials":["signs",{"header":"X-Heed","value":"v"}]}`, true},
		{`{"provider":"hubspot"}`, true},
		{`{"provider":"hubspot","credentials":["signs"]}`, false},
		{`{"provider":"salesforce","credentials":[{"organization_id":"00D5e000001a2BC","url_token":"own"}]}`, true},
	} {
		made := b.want(http.StatusOK, "PUT", "/v1/connections/c", step.body)
		if got := made.body["hook_url"] != "https://heed.example.com/v1/hooks/c"; got != step.tokens {
			t.Errorf("%s makes %v", step.body, made.body["hook_url"])
		}
	}
	if got := b.get("/v1/connections/c").body["hook_url"]; got != "https://heed.example.com/v1/hooks/c/own" {
		t.Errorf("hook_url is %v", got)
	}
}

func TestConnectionIsChangedAsItWasRead(t *testing.T) {
	b := newBench(t)
	const body = `{"provider":"zendesk","credentials":["a"]}`
	made := b.want(http.StatusOK, "PUT", "/v1/connections/c", body, "If-None-Match", "*")
	b.want(http.StatusPreconditionFailed, "PUT", "/v1/connections/c", body, "If-None-Match", "*")
	read := b.get("/v1/connections/c").header.Get("ETag")
	b.want(http.StatusOK, "PUT", "/v1/connections/c", body, "If-Match", made.header.Get("ETag"))
	b.want(http.StatusPreconditionFailed, "PUT", "/v1/connections/c", body, "If-Match", read)
	b.want(http.StatusPreconditionFailed, "DELETE", "/v1/connections/c", "", "If-Match", read)
	b.want(http.StatusNoContent, "DELETE", "/v1/connections/c", "", "If-Match", b.get("/v1/connections/c").header.Get("ETag"))
}
