package console

import (
	"net/http"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

func TestAuditOnThePage(t *testing.T) {
	api, b := shown(t)
	api.want(http.StatusOK, "PATCH", "/v1/accounts/contoso", `{"name":"Contoso Ltd"}`)
	api.want(http.StatusOK, "PUT", "/v1/settings", `{"language":"de"}`)
	page := b.page("/ui/audit")
	mustHold(t, page, "PATCH /v1/accounts/contoso", "fields: name", `href="/ui/accounts/contoso"`, "PUT /v1/settings")
	page = b.page("/ui/audit?account=contoso&act=")
	mustHold(t, page, "PATCH /v1/accounts/contoso")
	mustLack(t, page, "PUT /v1/settings")
	mustHold(t, b.page("/ui/audit?act=read_personal&account=contoso"), "Nothing in these days is like that.")
	if answer, _ := b.load(http.MethodGet, "/ui/audit?from=2026-02-01&to=2026-01-01", nil); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("days that end before they begin answer %d", answer.StatusCode)
	}
}

func TestAuditIsForAdministrators(t *testing.T) {
	api, _ := shown(t)
	b := elsewhere(t, api.console)
	b.signIn(api.as(heed.ScopeWrite, heed.ScopePersonal).key)
	if answer, page := b.load(http.MethodGet, "/ui/audit", nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("the log answers %d: %s", answer.StatusCode, page)
	}
}
