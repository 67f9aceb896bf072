package console

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func stored(account, id string, at time.Time, kind, data string) heed.Stored {
	return heed.Stored{Account: account, Signal: heed.Signal{
		ID: id, Source: "survey", Type: kind, Time: at.UTC(),
		Subject: account, ReceivedAt: at.UTC(), Data: json.RawMessage(data),
	}}
}

func (b *bench) store(signals ...heed.Stored) {
	b.t.Helper()
	for _, s := range signals {
		b.rows(records.PutSignal(records.Row[heed.Stored]{Value: s}, time.Time{}))
	}
}

func TestTheTimelineIsNewestFirstAndPaged(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	var want []string
	for i := range 7 {
		id := fmt.Sprintf("s-%d", i)
		b.store(stored("acme", id, time.Now().Add(time.Duration(i/2)*time.Second), "ticket.opened", `{"ticket":"t"}`))
		want = append(want, id)
	}
	got := pick(b.everything("/v1/accounts/acme/signals?limit=2"), "id")
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the pages hold %v, want each of %v once", got, want)
	}
	if first := b.get("/v1/accounts/acme/signals").items()[0]["id"]; first != "s-6" {
		t.Errorf("the timeline begins with %v, want s-6", first)
	}
}

func TestPeopleAndTheirWordsNeedTheScopePersonal(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	b.store(stored("acme", "s-1", time.Now(), "feedback.nps", `{"score":3,"comment":"Slow","contact":"u-1","touchpoint":"support"}`),
		stored("acme", "s-2", time.Now(), "contact.joined", `{"contact":"u-1","email":"u@example.com","attributes":{"phone":"1"}}`))
	if b.as(heed.ScopeRead).get("/v1/accounts/acme/signals").header.Get("ETag") != "" {
		t.Error("a timeline has a tag")
	}
	for _, c := range []struct {
		scopes  []heed.Scope
		comment any
		email   any
	}{
		{[]heed.Scope{heed.ScopeRead}, nil, nil},
		{[]heed.Scope{heed.ScopeWrite}, nil, nil},
		{[]heed.Scope{heed.ScopeRead, heed.ScopePersonal}, "Slow", "u@example.com"},
		{[]heed.Scope{heed.ScopeAdmin}, "Slow", "u@example.com"},
	} {
		for _, item := range b.as(c.scopes...).get("/v1/accounts/acme/signals").items() {
			data := item["data"].(map[string]any)
			comment, said := data["comment"]
			if item["id"] == "s-1" && (!said || comment != c.comment || data["touchpoint"] != "support" || data["score"] != 3.) {
				t.Errorf("%v: the answer's data are %v", c.scopes, data)
			}
			if item["id"] == "s-2" && (data["email"] != c.email || (data["attributes"] == nil) != (c.email == nil)) {
				t.Errorf("%v: the contact's data are %v", c.scopes, data)
			}
		}
	}
}

func TestListsRefuseWhatTheyDoNotKnow(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	for _, path := range []string{"/acme/signals", "/acme/risk/history", "/acme/contacts", ""} {
		for _, query := range []string{"?limit=0", "?limit=201", "?limit=x", "?cursor=%21", "?colour=red"} {
			b.want(422, "GET", "/v1/accounts"+path+query, "")
		}
		b.want(405, "PUT", "/v1/accounts/acme/signals", "")
	}
	for _, path := range []string{"/acme/signals", "/acme/risk/history", ""} {
		b.want(422, "GET", "/v1/accounts"+path+"?cursor=Zm9v", "") // "foo"
	}
	for _, path := range []string{"/none/signals", "/none/risk", "/none/risk/history", "/none/contacts"} {
		b.want(404, "GET", "/v1/accounts"+path, "")
	}
}
