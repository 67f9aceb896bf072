package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// opens writes a case as score and aggregate do.
func (b *bench) opensCase(kind heed.CaseKind, account string, n int64, days int) heed.Case {
	b.t.Helper()
	row := b.account(account)
	k := heed.NewCase(kind, row.Value, heed.Event{ID: heed.EventID("x", account, "", n), At: time.Now().UTC()}, heed.Text{EN: "The champion left.", DE: "Fort."}, days)
	b.rows(records.OpenCase(k))
	if kind == heed.RiskCase {
		row.Value.RiskCase = k.ID
		b.rows(records.PutAccount(row))
	}
	return k
}

func TestOpenCasesAreListedByWhenTheyAreDue(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme", Profile: heed.Profile{Owner: "csm-1"}}, heed.Account{ID: "bolt"})
	late := b.opensCase(heed.RiskCase, "acme", 1, 5)
	soon := b.opensCase(heed.DetractorCase, "bolt", 2, 2)
	now := b.opensCase(heed.DetractorCase, "acme", 3, -1)
	ids := pick(b.everything("/v1/cases?limit=1"), "id")
	if len(ids) != 3 || ids[0] != now.ID || ids[1] != soon.ID || ids[2] != late.ID {
		t.Errorf("listed are %v", ids)
	}
	if a := b.get("/v1/cases"); a.at("items", 0, "overdue") != true || a.at("items", 1, "overdue") != false {
		t.Errorf("answered %s", a.raw)
	}
	if ids := pick(b.everything("/v1/cases?kind=detractor&owner=csm-1"), "id"); len(ids) != 1 || ids[0] != now.ID {
		t.Errorf("of one owner are %v", ids)
	}
	if ids := pick(b.everything("/v1/accounts/acme/cases?limit=1"), "id"); len(ids) != 2 {
		t.Errorf("acme's are %v", ids)
	}
	for _, query := range []string{"?status=x", "?kind=x", "?who=x", "?cursor=eA"} {
		b.want(http.StatusUnprocessableEntity, "GET", "/v1/cases"+query, "")
	}
}

func TestAClosedCaseLetsTheNextCrossingOpenAnother(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	k := b.opensCase(heed.RiskCase, "acme", 1, 5)
	path := "/v1/accounts/acme/cases/" + k.ID
	b.want(http.StatusUnprocessableEntity, "PATCH", path, `{"status":"closed"}`)
	b.want(http.StatusUnprocessableEntity, "PATCH", path, `{"outcome":"resolved"}`)
	a := b.want(http.StatusOK, "PATCH", path, `{"status":"closed","outcome":"resolved","note":"Called Kim."}`, "If-Match", b.get(path).header.Get("ETag"))
	if a.body["status"] != "closed" || a.body["outcome"] != "resolved" || a.body["closed_at"] == nil || b.account("acme").Value.RiskCase != "" {
		t.Errorf("answered %s; the head names %q", a.raw, b.account("acme").Value.RiskCase)
	}
	if len(b.everything("/v1/cases")) != 0 || len(b.everything("/v1/cases?status=closed")) != 1 {
		t.Error("it is still listed as open, or not as closed")
	}
	if a := b.as(heed.ScopeRead).get(path); a.body["note"] != nil {
		t.Errorf("without the scope personal it shows %s", a.raw)
	}
	b.want(http.StatusPreconditionFailed, "PATCH", path, `{"note":"x"}`, "If-Match", `"1"`)
	if a := b.want(http.StatusOK, "PATCH", path, `{"status":"open"}`); a.body["outcome"] != nil || b.account("acme").Value.RiskCase != k.ID {
		t.Errorf("opened again it is %s", a.raw)
	}
}

// caseEvents are what was said of cases, oldest first, as type, sequence and outcome.
func (b *bench) caseEvents(account string) (told []string) {
	b.t.Helper()
	events, err := b.rec.AccountEvents(b.t.Context(), account, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, ev := range slices.Backward(events) {
		var body struct{ Data heed.CaseChanged }
		if err := json.Unmarshal(ev.Body, &body); err != nil {
			b.t.Fatal(err)
		}
		outcome := "–"
		if o := body.Data.Case.Outcome; o != nil {
			outcome = string(*o)
		}
		told = append(told, fmt.Sprint(ev.Type, " ", body.Data.Sequence, " ", outcome))
	}
	return told
}

// Whoever is told hears of every opening and closing once, and of nothing else.
func TestOpeningAndClosingIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.put(heed.Account{ID: "acme"})
		for id, types := range map[string]string{"all": "*", "closed": "case.closed", "risks": "risk.*"} {
			b.rows(records.PutEndpoint(records.Row[heed.Endpoint]{Value: heed.Endpoint{ID: id, Events: []string{types}, Status: heed.EndpointEnabled}}))
		}
		body := `{"reason":"Agree on what success means","note":"Ask Kim.","due":"` + string(heed.DayOf(time.Now()).Add(9)) + `"}`
		made := b.want(http.StatusCreated, "POST", "/v1/accounts/acme/cases", body, idempotencyKey, "k1")
		b.want(http.StatusCreated, "POST", "/v1/accounts/acme/cases", body, idempotencyKey, "k1")
		for _, change := range []string{
			`{"note":"x"}`, `{"status":"closed","outcome":"no_change"}`, `{"status":"closed","outcome":"lost"}`, `{"status":"open"}`, `{"status":"open"}`,
			`{"status":"closed","outcome":"resolved"}`,
		} {
			time.Sleep(time.Second)
			b.want(http.StatusOK, "PATCH", fmt.Sprint("/v1/accounts/acme/cases/", made.body["id"]), change)
		}
		want := []string{"case.opened 1 –", "case.closed 2 no_change", "case.opened 3 –", "case.closed 4 resolved"}
		if told := b.caseEvents("acme"); !slices.Equal(told, want) {
			t.Errorf("told were %v, want %v", told, want)
		}
		if b.account("acme").Value.Sequence != 4 || len(b.deliver.msgs) != 6 {
			t.Errorf("the sequence is %d, %d knocks were sent", b.account("acme").Value.Sequence, len(b.deliver.msgs))
		}
		events, _ := b.rec.AccountEvents(t.Context(), "acme", 100)
		for _, ev := range events {
			asDocumented(t, ev)
			mustLack(t, string(ev.Body), "Kim")
		}
	})
}

func TestAPersonOpensACase(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme", Profile: heed.Profile{Owner: "csm-1"}})
	due := heed.DayOf(time.Now()).Add(9)
	body := `{"reason":"Agree on what success means","due":"` + string(due) + `"}`
	a := b.want(http.StatusCreated, "POST", "/v1/accounts/acme/cases", body, idempotencyKey, "k1")
	again := b.want(http.StatusCreated, "POST", "/v1/accounts/acme/cases", body, idempotencyKey, "k1")
	if a.body["owner"] != "csm-1" || a.body["kind"] != "manual" || a.body["event"] != nil || again.body["id"] != a.body["id"] {
		t.Errorf("answered %s and %s", a.raw, again.raw)
	}
	for body, pointer := range map[string]string{
		`{"reason":"","due":"` + string(due) + `"}`: "/reason", `{"reason":"x"}`: "/due", `{"reason":"x","due":"2001-01-01"}`: "/due",
	} {
		if a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/accounts/acme/cases", body); a.at("errors", 0, "pointer") != pointer {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
	b.want(http.StatusNotFound, "GET", "/v1/accounts/acme/cases/case_x", "")
}
