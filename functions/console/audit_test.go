package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// audited is the log, newest first, as "what members".
func (b *bench) audited(query string) (lines []string) {
	b.t.Helper()
	for _, e := range b.as(heed.ScopeAdmin).everything("/v1/audit" + query) {
		line := e["act"].(string) + " " + e["what"].(string)
		for _, m := range e["members"].([]any) {
			line += " " + m.(string)
		}
		lines = append(lines, line)
	}
	return lines
}

func (b *bench) logged(query string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.audited(query)); diff != "" {
		b.t.Errorf("the log%s differs (-want +got):\n%s", query, diff)
	}
}

func TestAuditTellsWhoChangedWhat(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusOK, "PUT", "/v1/accounts/acme", `{"name":"Acme","arr":{"amount":1200000,"currency":"EUR"}}`)
	b.want(http.StatusOK, "PUT", "/v1/settings", `{"language":"de"}`)
	b.want(http.StatusUnprocessableEntity, "PUT", "/v1/settings", `{"language":"xx"}`)
	b.want(http.StatusOK, "POST", "/v1/settings/preview", `{"language":"de"}`)
	b.logged("", "changed PUT /v1/settings language", "changed PUT /v1/accounts/acme arr name")
	b.logged("?account=acme&limit=1", "changed PUT /v1/accounts/acme arr name")
	b.logged("?key=another")
	b.logged("?act=read_personal")
	for _, query := range []string{"?act=x", "?from=2026-02-01&to=2026-01-01", "?cursor=eA", "?who=x"} {
		b.want(http.StatusUnprocessableEntity, "GET", "/v1/audit"+query, "")
	}
	b.as(heed.ScopeWrite).want(http.StatusForbidden, "GET", "/v1/audit", "")
}

// What is in the log of a contact's erasure must not itself name the contact.
func TestAuditNamesNoContact(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	b.join("acme", "someone@example.com")
	b.want(http.StatusNoContent, "DELETE", "/v1/accounts/acme/contacts/someone@example.com", "")
	if all := strings.Join(b.audited(""), "\n"); !strings.Contains(all, "DELETE /v1/accounts/acme/contacts/…") || strings.Contains(all, "someone") {
		t.Errorf("the log says %s", all)
	}
}

func TestAuditTellsWhoReadOfPeople(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	b.join("acme", "u-1")
	b.as(heed.ScopeRead).want(http.StatusOK, "GET", "/v1/accounts/acme/contacts", "")
	b.logged("")
	reader := b.as(heed.ScopeRead, heed.ScopePersonal)
	for range 3 {
		reader.want(http.StatusOK, "GET", "/v1/accounts/acme/contacts", "")
		reader.want(http.StatusOK, "GET", "/v1/accounts/acme/signals", "")
	}
	b.logged("?account=acme", "read_personal GET /v1/accounts/acme/contacts")
}

// A list may show notes of several accounts: the log has each.
func TestAuditTellsOfEveryAccountThatAListShows(t *testing.T) {
	b := newBench(t)
	for _, account := range []string{"acme", "globex"} {
		b.put(heed.Account{ID: account})
		b.as(heed.ScopeWrite).want(http.StatusCreated, "POST", "/v1/accounts/"+account+"/cases", `{"reason":"check in","due":"2026-12-01","note":"said by phone"}`)
	}
	b.as(heed.ScopeRead, heed.ScopePersonal).want(http.StatusOK, "GET", "/v1/cases", "")
	b.logged("?act=read_personal&account=acme", "read_personal GET /v1/cases")
	b.logged("?act=read_personal&account=globex", "read_personal GET /v1/cases")
}

// A change and its entry are one Write: no change goes unnoticed.
func TestChangesWithoutEntryDoNotHappen(t *testing.T) {
	var table *unlogged
	b := newBenchOn(t, func(under store.Table) store.Table { table = &unlogged{Table: under}; return table })
	table.refuses = true
	b.want(http.StatusServiceUnavailable, "PUT", "/v1/accounts/acme", `{"name":"Acme"}`)
	table.refuses = false
	b.want(http.StatusNotFound, "GET", "/v1/accounts/acme", "")
}

// unlogged is a table that fails when the audit log is written.
type unlogged struct {
	store.Table
	refuses bool
}

func (u *unlogged) Write(ctx context.Context, ops ...store.Op) error {
	for _, op := range ops {
		if u.refuses && strings.HasPrefix(op.Item.Key.Partition, "AUDIT#") {
			return errors.New("no space left")
		}
	}
	return u.Table.Write(ctx, ops...)
}
