package console

import (
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// jobs lists the jobs that messages name, and forgets them.
func (o *outbox) jobs(t *testing.T) []string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []string
	for _, m := range o.msgs {
		b, err := heed.ReadMessage[heed.Batch](m.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b.Job)
	}
	o.msgs = nil
	return all
}

func TestMerge(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme","external_ids":{"crm":["1"]}}`)
	b.want(200, "PUT", "/v1/accounts/acme-gmbh", `{"name":"Acme GmbH","external_ids":{"crm":["2"]}}`)
	for range 2 { // the repetition asks how far it is
		a := b.want(202, "POST", "/v1/accounts/acme/merge", `{"from":"acme-gmbh"}`)
		if a.at("from") != "acme-gmbh" || a.at("into") != "acme" || a.at("state") != "moving" {
			t.Errorf("it answers %s", a.raw)
		}
		if jobs := b.signals.jobs(t); len(jobs) != 1 || jobs[0] != "merge#acme-gmbh" {
			t.Errorf("ordered %v", jobs)
		}
	}
	for _, id := range []string{"acme-gmbh", "crm:2", "crm:1"} {
		if a := b.get("/v1/accounts/" + id); a.at("id") != "acme" || a.at("external_ids", "crm", 1) != "2" {
			t.Errorf("%s answers %s", id, a.raw)
		}
	}
	if items := b.everything("/v1/accounts?limit=50"); len(items) != 1 {
		t.Errorf("listed are %v", pick(items, "id"))
	}
	b.want(200, "PATCH", "/v1/accounts/acme-gmbh", `{"plan":"pro"}`)
	if a := b.get("/v1/accounts/acme"); a.at("plan") != "pro" {
		t.Error("what was written by the old id is lost")
	}
	b.want(200, "PUT", "/v1/accounts/branch", `{"parent":"acme-gmbh"}`)
	if a := b.get("/v1/accounts/branch"); a.at("parent") != "acme" {
		t.Errorf("the parent is %v", a.at("parent"))
	}
	b.want(409, "POST", "/v1/accounts/acme/recount", `{}`)

	b.endJobs()
	if a := b.want(200, "POST", "/v1/accounts/acme/merge", `{"from":"acme-gmbh"}`); a.at("state") != "moved" {
		t.Errorf("it answers %s", a.raw)
	}
	b.want(200, "POST", "/v1/accounts/acme/recount", `{}`)
}

// endJobs takes all jobs for done.
func (b *bench) endJobs() {
	b.t.Helper()
	jobs, err := b.rec.Jobs(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, row := range jobs {
		b.rows(records.EndJob(row))
	}
}

func TestMergeIsRefused(t *testing.T) {
	b := newBench(t)
	for _, id := range []string{"a", "b", "c", "gone"} {
		b.want(200, "PUT", "/v1/accounts/"+id, `{}`)
	}
	b.want(202, "POST", "/v1/accounts/b/merge", `{"from":"a"}`)
	b.want(204, "DELETE", "/v1/accounts/gone", "")
	tests := map[string]struct {
		status     int
		path, body string
		pointer    string
	}{
		"itself":           {409, "b", `{"from":"b"}`, ""},
		"itself by alias":  {409, "a", `{"from":"b"}`, ""},
		"part of another":  {409, "c", `{"from":"a"}`, ""},
		"erased":           {409, "b", `{"from":"gone"}`, ""},
		"into an erased":   {404, "gone", `{"from":"c"}`, ""},
		"into nothing":     {404, "nobody", `{"from":"c"}`, ""},
		"from nothing":     {422, "b", `{"from":"nobody"}`, "/from"},
		"from a tool's":    {422, "b", `{"from":"crm:9"}`, "/from"},
		"from no id":       {422, "b", `{"from":"a b"}`, "/from"},
		"without from":     {422, "b", `{}`, "/from"},
		"with other words": {422, "b", `{"into":"c"}`, "/into"},
		"unreadable":       {400, "b", `[]`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := *b
			b.t = t
			a := b.want(test.status, "POST", "/v1/accounts/"+test.path+"/merge", test.body)
			if test.pointer != "" && a.at("errors", 0, "pointer") != test.pointer {
				t.Errorf("it answers %s", a.raw)
			}
		})
	}
	b.as(heed.ScopeWrite).want(http.StatusForbidden, "POST", "/v1/accounts/b/merge", `{"from":"c"}`)
}

// What was judged of an account is read by its old id.
func TestHistoryStaysUnderTheOldID(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/old", `{}`)
	b.want(200, "PUT", "/v1/accounts/new", `{}`)
	b.rows(records.PutReceipt("old", records.Receipt{N: 1, Risk: heed.Risk{Band: heed.High, Basis: "prior"}}))
	b.want(202, "POST", "/v1/accounts/new/merge", `{"from":"old"}`)
	if items := b.everything("/v1/accounts/old/risk/history?limit=5"); len(items) != 1 || items[0]["band"] != "high" {
		t.Errorf("it was judged %v", items)
	}
	if items := b.everything("/v1/accounts/new/risk/history?limit=5"); len(items) != 0 {
		t.Errorf("the other was judged %v", items)
	}
}

// Claiming a tool's id of a provisional account makes that account part of this one.
func TestClaimMergesProvisional(t *testing.T) {
	b := newBench(t)
	ghost := heed.ExternalAccountID("crm", "42")
	head, err := heed.NewAccount(ghost, heed.Account{}, time.Now().UTC()).Claiming("crm", "42")
	if err != nil {
		t.Fatal(err)
	}
	b.rows(records.PutAccount(records.Row[heed.Account]{Value: head}),
		records.Bind("crm", "42", records.Row[records.External]{Value: records.External{Account: ghost}}))
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["42"]}}`)
	if jobs := b.signals.jobs(t); len(jobs) != 1 || jobs[0] != "merge#"+ghost {
		t.Errorf("ordered %v", jobs)
	}
	job, err := b.rec.Job(t.Context(), "merge#"+ghost)
	if err != nil || job.Value.Into != "acme" {
		t.Errorf("the job is %+v, %v", job.Value, err)
	}
	if a := b.get("/v1/accounts/crm:42"); a.at("id") != "acme" {
		t.Errorf("the tool's id leads to %v", a.at("id"))
	}
	b.want(200, "PUT", "/v1/accounts/other", `{}`)
	b.want(409, "PATCH", "/v1/accounts/other", `{"external_ids":{"crm":["42"]}}`)
}

// Domains are noted where signals look them up, and nowhere else when they are gone.
func TestDomainsAreNoted(t *testing.T) {
	b := newBench(t)
	holder := func(domain string) string {
		t.Helper()
		account, err := b.rec.DomainHolder(t.Context(), domain)
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	b.want(200, "PUT", "/v1/accounts/acme", `{"domains":["Acme.example","acme.de.example"]}`)
	b.want(200, "PUT", "/v1/accounts/beta", `{"domains":["beta.example"]}`)
	if holder("acme.example") != "acme" || holder("acme.de.example") != "acme" || holder("beta.example") != "beta" {
		t.Error("a domain leads elsewhere")
	}
	b.want(200, "PATCH", "/v1/accounts/beta", `{"domains":["acme.example"]}`)
	if holder("acme.example") != "" || holder("beta.example") != "" {
		t.Error("a domain of two, or of nobody, leads somewhere")
	}
	b.want(204, "DELETE", "/v1/accounts/acme", "")
	if holder("acme.example") != "beta" || holder("acme.de.example") != "" {
		t.Error("an erased account still has its domains")
	}
}
