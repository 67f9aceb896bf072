package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

const crm = `{"id":"crm","url":"https://crm.example.com/hook","events":["risk.*"],"filter":{"bands":["high","critical"],"min_arr":{"amount":1000000,"currency":"EUR"}}}`

// signsWith lists the secrets that a delivery would be signed with now.
func (b *bench) signsWith(endpoint string) []string {
	b.t.Helper()
	row, err := b.rec.Endpoint(b.t.Context(), endpoint)
	if err != nil {
		b.t.Fatal(err)
	}
	var live []string
	for _, s := range row.Value.Secrets {
		if !s.NotAfter.IsZero() && !time.Now().Before(s.NotAfter) {
			continue
		}
		text, err := b.console.box.Open(b.t.Context(), s.Sealed, []byte(endpoint))
		if err != nil {
			b.t.Fatal(err)
		}
		live = append(live, string(text))
	}
	return live
}

func TestEndpointIsMadeAndItsSecretShownOnce(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	secret, _ := made.body["secret"].(string)
	if _, err := webhook.ParseSecret(secret); err != nil || !slices.Equal(b.signsWith("crm"), []string{secret}) {
		t.Fatalf("the secret shown is %q, the one to sign with %q", secret, b.signsWith("crm"))
	}
	for name, want := range map[string]any{
		"id": "crm", "format": "standard", "status": "enabled", "disabled_reason": nil,
		"api_version": "v1", "description": "", "previous_secret_until": nil,
	} {
		if made.body[name] != want {
			t.Errorf("%s is %v, want %v", name, made.body[name], want)
		}
	}
	for _, path := range []string{"/v1/endpoints/crm", "/v1/endpoints"} {
		if raw := b.get(path).raw; strings.Contains(raw, "whsec_") || strings.Contains(raw, "sealed") {
			t.Errorf("GET %s shows a secret: %s", path, raw)
		}
	}
}

func TestEndpointWithoutIDIsNamed(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"https://crm.example.com/hook"}`)
	id, _ := made.body["id"].(string)
	if !strings.HasPrefix(id, "ep_") || fmt.Sprint(made.body["events"]) != "[*]" {
		t.Fatalf("made %s", made.raw)
	}
	b.get("/v1/endpoints/" + id)
}

func TestEndpointMistakesAreNamed(t *testing.T) {
	b := newBench(t)
	for body, pointer := range map[string]string{
		`{}`:                                                                                "/url",
		`{"url":"http://example.com"}`:                                                      "/url",
		`{"url":"https://10.0.0.1"}`:                                                        "/url",
		`{"url":"https://127.0.0.1"}`:                                                       "/url",
		`{"url":"https://169.254.169.254/latest"}`:                                          "/url",
		`{"url":"https://example.com","id":"a b"}`:                                          "/id",
		`{"url":"https://example.com","id":7}`:                                              "/id",
		`{"url":"https://example.com","events":["risk.rised"]}`:                             "/events/0",
		`{"url":"https://example.com","events":["risk.*","sales.*"]}`:                       "/events/1",
		`{"url":"https://example.com","events":[]}`:                                         "/events",
		`{"url":"https://example.com","format":"teams"}`:                                    "/format",
		`{"url":"https://example.com","format":"xml"}`:                                      "/format",
		`{"url":"https://example.com","status":"paused"}`:                                   "/status",
		`{"url":"https://example.com","filter":{"bands":["worst"]}}`:                        "/filter/bands/0",
		`{"url":"https://example.com","filter":{"min_arr":{"amount":5}}}`:                   "/filter/min_arr/currency",
		`{"url":"https://example.com","filter":{"min_arr":{"amount":-5,"currency":"EUR"}}}`: "/filter/min_arr/amount",
		`{"url":"https://example.com","filter":{"max_days":-1}}`:                            "/filter/max_days",
		`{"url":"https://example.com","filter":{"max_days":"soon"}}`:                        "/filter/max_days",
		`{"url":"https://example.com","secret":"whsec_mine"}`:                               "/secret",
		`{"url":"https://example.com","description":"` + strings.Repeat("x", 501) + `"}`:    "/description",
	} {
		a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints", body)
		if got := a.at("errors", 0, "pointer"); got != pointer {
			t.Errorf("%s points at %v, want %s", body, got, pointer)
		}
	}
	if detail := b.call("POST", "/v1/endpoints", `{"url":"https://example.com","events":["nps"]}`).raw; !strings.Contains(detail, "risk.raised") {
		t.Errorf("the refusal does not name what is known: %s", detail)
	}
	b.want(http.StatusUnprocessableEntity, "GET", "/v1/endpoints/crm?fields=url", "")
	b.want(http.StatusBadRequest, "POST", "/v1/endpoints", `[]`)
	b.want(http.StatusBadRequest, "POST", "/v1/endpoints", ``)
	if all := b.get("/v1/endpoints").items(); len(all) != 0 {
		t.Errorf("%d endpoints were made by mistake", len(all))
	}
}

func TestPrivateEndpointsOnlyWhereAllowed(t *testing.T) {
	b := newBench(t)
	b.console.opt.AllowPrivate = true
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"http://127.0.0.1:9000/hook"}`)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints", `{"url":"http://169.254.169.254/"}`)
}

// An endpoint whose address is no longer allowed can still be turned off.
func TestOnlyANewAddressIsJudged(t *testing.T) {
	b := newBench(t)
	b.console.opt.AllowPrivate = true
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"local","url":"http://127.0.0.1:9000/hook"}`)
	b.console.opt.AllowPrivate = false
	b.want(http.StatusOK, "PATCH", "/v1/endpoints/local", `{"status":"disabled"}`)
	b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/local", `{"url":"http://127.0.0.1:9001/hook"}`)
}

func TestEndpointIDIsTakenOnce(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	b.want(http.StatusConflict, "POST", "/v1/endpoints", crm)
}

func TestAtMostTwentyEndpoints(t *testing.T) {
	b := newBench(t)
	for range heed.MaxEndpoints {
		b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"https://crm.example.com/hook"}`)
	}
	b.want(http.StatusConflict, "POST", "/v1/endpoints", `{"url":"https://crm.example.com/hook"}`)
	if all := b.everything("/v1/endpoints?limit=7"); len(all) != heed.MaxEndpoints || !slices.IsSorted(pick(all, "id")) {
		t.Errorf("the list has %d, in the order %v", len(all), pick(all, "id"))
	}
}

func TestEndpointIsPatched(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	a := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"description":"CRM","filter":{"bands":null,"max_days":90}}`,
		"Content-Type", "application/merge-patch+json")
	if a.body["description"] != "CRM" || fmt.Sprint(a.at("filter", "bands")) != "[]" || a.at("filter", "max_days") != 90.0 ||
		a.at("filter", "min_arr", "amount") != 1000000.0 || fmt.Sprint(a.body["events"]) != "[risk.*]" {
		t.Errorf("patched to %s", a.raw)
	}
	b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/crm", `{"url":null}`)
	b.want(http.StatusUnprocessableEntity, "PATCH", "/v1/endpoints/crm", `{"id":"other"}`)
	b.want(http.StatusNotFound, "PATCH", "/v1/endpoints/none", `{}`)
	if again := b.get("/v1/endpoints/crm"); again.raw != a.raw {
		t.Errorf("read back as %s", again.raw)
	}
}

func TestEnablingClearsTheReason(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	off := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"disabled"}`)
	if off.body["disabled_reason"] != "manual" {
		t.Errorf("disabled because %v", off.body["disabled_reason"])
	}
	row, _ := b.rec.Endpoint(t.Context(), "crm")
	row.Value.DisabledReason = "410 Gone"
	if err := b.rec.Write(t.Context(), records.PutEndpoint(row)); err != nil {
		t.Fatal(err)
	}
	if still := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"description":"x"}`); still.body["disabled_reason"] != "410 Gone" {
		t.Errorf("an edit made the reason %v", still.body["disabled_reason"])
	}
	if on := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"status":"enabled"}`); on.body["disabled_reason"] != nil {
		t.Errorf("enabled, and still %v", on.body["disabled_reason"])
	}
}

// A change of what somebody else changed meanwhile is refused.
func TestEndpointIsChangedAsItWasRead(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook","events":["*"]}`)
	first := b.get("/v1/endpoints/crm").header.Get("ETag")
	second := b.want(http.StatusOK, "PATCH", "/v1/endpoints/crm", `{"description":"one"}`, "If-Match", first).header.Get("ETag")
	b.want(http.StatusPreconditionFailed, "PATCH", "/v1/endpoints/crm", `{"description":"two"}`, "If-Match", first)
	b.want(http.StatusPreconditionFailed, "DELETE", "/v1/endpoints/crm", "", "If-Match", first)
	b.want(http.StatusNoContent, "DELETE", "/v1/endpoints/crm", "", "If-Match", second)
}

func TestEndpointIsDeleted(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	b.want(http.StatusNoContent, "DELETE", "/v1/endpoints/crm", "")
	b.want(http.StatusNotFound, "DELETE", "/v1/endpoints/crm", "")
	b.want(http.StatusNotFound, "GET", "/v1/endpoints/crm", "")
}

func TestEarlierSecretSignsForTheOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		first := b.want(http.StatusCreated, "POST", "/v1/endpoints", crm).body["secret"].(string)
		a := b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", "")
		second := a.body["secret"].(string)
		if second == first || !slices.Equal(b.signsWith("crm"), []string{second, first}) {
			t.Fatalf("signs with %q, want the new %q and then the old %q", b.signsWith("crm"), second, first)
		}
		if until, _ := a.body["previous_secret_until"].(string); until != time.Now().UTC().Add(24*time.Hour).Format(time.RFC3339Nano) {
			t.Errorf("the old secret signs until %q", until)
		}
		time.Sleep(24 * time.Hour)
		if !slices.Equal(b.signsWith("crm"), []string{second}) || b.get("/v1/endpoints/crm").body["previous_secret_until"] != nil {
			t.Errorf("after the overlap it signs with %q", b.signsWith("crm"))
		}
	})
}

func TestRotatingAtOnceEndsEveryEarlierSecret(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", `{"overlap_hours":168}`)
	last := b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", `{"overlap_hours":0}`).body["secret"].(string)
	if !slices.Equal(b.signsWith("crm"), []string{last}) {
		t.Errorf("signs with %q, want %q alone", b.signsWith("crm"), last)
	}
	if row, err := b.rec.Endpoint(t.Context(), "crm"); err != nil || len(row.Value.Secrets) != 1 {
		t.Errorf("%d secrets are kept, %v", len(row.Value.Secrets), err)
	}
}

func TestRotationHasBounds(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", crm)
	for _, body := range []string{`{"overlap_hours":-1}`, `{"overlap_hours":169}`, `{"overlap_hours":"1"}`, `{"hours":1}`} {
		b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints/crm/rotate", body)
	}
	for range maxSecrets - 1 {
		b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", "{}")
	}
	b.want(http.StatusConflict, "POST", "/v1/endpoints/crm/rotate", "{}")
	b.want(http.StatusNotFound, "POST", "/v1/endpoints/none/rotate", "{}")
}
