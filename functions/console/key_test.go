package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestKeyIsShownOnceAndWorks(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"reader","scopes":["read","read"],"expires_at":"2999-01-01T00:00:00Z"}`)
	secret, _ := made.body["key"].(string)
	if !strings.HasPrefix(secret, "heed_") || len(secret) < 40 || fmt.Sprint(made.body["scopes"]) != "[read]" || made.body["types"] != nil {
		t.Fatalf("made %s", made.raw)
	}
	if raw := b.get("/v1/keys").raw; strings.Contains(raw, secret) || strings.Contains(raw, heed.HashKey(secret)) {
		t.Errorf("the list shows the key or its hash: %s", raw)
	}
	reader := *b
	reader.key = secret
	reader.get("/v1/events")
	reader.want(http.StatusForbidden, "GET", "/v1/keys", "")
}

func TestKeyIsDeleted(t *testing.T) {
	b := newBench(t)
	made := b.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"reader","scopes":["read"]}`)
	id := made.body["id"].(string)
	b.want(http.StatusNoContent, "DELETE", "/v1/keys/"+id, "")
	b.want(http.StatusNotFound, "DELETE", "/v1/keys/"+id, "")
	reader := *b
	reader.key = made.body["key"].(string)
	reader.want(http.StatusUnauthorized, "GET", "/v1/events", "")
}

func TestKeyMistakesAreNamed(t *testing.T) {
	b := newBench(t)
	for body, pointer := range map[string]string{
		`{"scopes":["read"]}`:                                                "/name",
		`{"name":"a"}`:                                                       "/scopes",
		`{"name":"a","scopes":[]}`:                                           "/scopes",
		`{"name":"a","scopes":["read","root"]}`:                              "/scopes/1",
		`{"name":"a","scopes":["ingest"],"types":["feedbak.*"]}`:             "/types/0",
		`{"name":"a","scopes":["ingest"],"types":[]}`:                        "/types",
		`{"name":"a","scopes":["read"],"expires_at":"2001-01-01T00:00:00Z"}`: "/expires_at",
		`{"name":"a","scopes":["read"],"hash":"x"}`:                          "/hash",
		`{"name":"a","scopes":"read"}`:                                       "/scopes",
	} {
		a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", body)
		if got := a.at("errors", 0, "pointer"); got != pointer {
			t.Errorf("%s points at %v, want %s", body, got, pointer)
		}
	}
	made := b.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"widget","scopes":["ingest"],"types":["feedback.*","usage.reported"]}`)
	if fmt.Sprint(made.body["types"]) != "[feedback.* usage.reported]" {
		t.Errorf("types are %v", made.body["types"])
	}
}

func TestTimesThatCannotBeReadAreNamed(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", `{"name":"a","scopes":["read"],"expires_at":"tomorrow"}`)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", `{"name":"a","scopes":["read"],"expires_at":7}`)
}

func TestAdminKeyIsEnsured(t *testing.T) {
	b := newBench(t)
	secret := heed.KeyPrefix + strings.Repeat("a", 32)
	for range 2 {
		if err := EnsureAdminKey(t.Context(), b.rec, secret, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	admin := *b
	admin.key = secret
	if all := admin.get("/v1/keys").items(); len(all) != 2 { // the bench's own, too
		t.Errorf("there are %d keys", len(all))
	}
	for _, weak := range []string{"", "heed_short", strings.Repeat("a", 64)} {
		if EnsureAdminKey(t.Context(), b.rec, weak, time.Now()) == nil {
			t.Errorf("%q was taken", weak)
		}
	}
}
