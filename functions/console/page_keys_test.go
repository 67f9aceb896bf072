package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

var madeKey = regexp.MustCompile(`<p class="secret"[^>]*>(heed_[^<]+)</p>`)

func TestKeyIsMadeOnThePage(t *testing.T) {
	api, b := shown(t)
	form := url.Values{"name": {"widget"}, "scopes": {"ingest"}, "types": {"feedback.*, usage.reported"}, "expires_at": {"2999-12-31"}, "once": {"1"}}
	answer, first := b.send("/ui/keys", "/ui/keys", form)
	secret := madeKey.FindStringSubmatch(first)
	if answer.StatusCode != http.StatusOK || secret == nil {
		t.Fatalf("making answers %d, and shows no key", answer.StatusCode)
	}
	mustHold(t, first, "feedback.*, usage.reported", "31\u00a0Dec\u00a02999")
	_, again := b.load(http.MethodPost, "/ui/keys", form)
	if repeated := madeKey.FindStringSubmatch(again); repeated == nil || repeated[1] != secret[1] {
		t.Error("sending the form twice makes two keys")
	}
	mustLack(t, b.page("/ui/keys"), secret[1])
	api.key = secret[1]
	api.want(http.StatusForbidden, "GET", "/v1/keys", "")
}

func TestKeyThatIsRefusedStaysOnThePage(t *testing.T) {
	_, b := shown(t)
	b.lang = "de"
	answer, page := b.send("/ui/keys", "/ui/keys", url.Values{"name": {"widget"}, "scopes": {"ingest"}, "types": {"feedbak.*"}, "expires_at": {"2001-01-01"}})
	if answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a wrong form answers %d", answer.StatusCode)
	}
	mustHold(t, page, `value="widget"`, `value="ingest" checked`, `value="feedbak.*" spellcheck="false" autocomplete="off" aria-invalid="true" aria-describedby="wrong-types`,
		`id="wrong-expires_at"`, "Es wurde nichts geändert.")
	mustLack(t, page, `class="secret"`)
}

func TestKeyIsDeletedOnThePage(t *testing.T) {
	api, b := shown(t)
	id := api.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"old tool","scopes":["read"]}`).body["id"].(string)
	answer, _ := b.send("/ui/keys", "/ui/keys/"+id+"/delete", url.Values{})
	next := answer.Header.Get("Location")
	if answer.StatusCode != http.StatusSeeOther || !strings.Contains(next, "notice=key_deleted") {
		t.Fatalf("deleting answers %d, on to %s", answer.StatusCode, next)
	}
	page := b.page(next)
	mustHold(t, page, "The key is deleted.")
	mustLack(t, page, "old tool")
	api.logged("", "changed DELETE /v1/keys/"+id, "changed POST /v1/keys name scopes")
}

func TestKeysAreForAdministrators(t *testing.T) {
	api, _ := shown(t)
	b := elsewhere(t, api.console)
	b.signIn(api.as(heed.ScopeWrite).key)
	mustLack(t, b.page("/"), "/ui/keys")
	if answer, page := b.load(http.MethodGet, "/ui/keys", nil); answer.StatusCode != http.StatusForbidden || strings.Contains(page, "key_") {
		t.Errorf("the page answers %d to who may not see it", answer.StatusCode)
	}
}
