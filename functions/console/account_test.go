package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// put writes heads as they are given, over what is there.
func (b *bench) put(accounts ...heed.Account) {
	b.t.Helper()
	var ops []store.Op
	for _, a := range accounts {
		ops = append(ops, records.PutAccount(records.Row[heed.Account]{Value: a, Version: b.account(a.ID).Version}))
	}
	b.rows(ops...)
	b.console.portfolio.forget()
}

func (b *bench) account(id string) records.Row[heed.Account] {
	b.t.Helper()
	row, err := b.rec.Account(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return row
}

func TestPutReplacesAndPatchMergesTheProfile(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme","segment":"smb","tags":["a"],"arr":{"amount":100,"currency":"EUR"},"attributes":{"tier":"gold","seats":25}}`)
	a := b.want(200, "PATCH", "/v1/accounts/acme", `{"segment":"mid","arr":{"amount":200},"attributes":{"tier":null,"size":5}}`,
		"Content-Type", "application/merge-patch+json")
	if a.at("name") != "Acme" || a.at("segment") != "mid" || a.at("arr", "amount") != 200. || a.at("arr", "currency") != "EUR" {
		t.Errorf("the patch made %s", a.raw)
	}
	if !strings.Contains(a.raw, `"attributes":{"seats":25,"size":5}`) {
		t.Errorf("the attributes are not merged: %s", a.raw)
	}
	a = b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme AG"}`)
	if a.at("name") != "Acme AG" || a.at("segment") != nil || a.at("arr") != nil || len(a.at("tags").([]any)) != 0 || len(a.at("attributes").(map[string]any)) != 0 {
		t.Errorf("PUT left something of the old profile: %s", a.raw)
	}
	if got := b.get("/v1/accounts/acme"); got.raw != a.raw {
		t.Errorf("GET answers %s, PUT answered %s", got.raw, a.raw)
	}
	if got := b.touches.touched(t); !reflect.DeepEqual(got, []string{"acme", "acme", "acme"}) {
		t.Errorf("touched %v", got)
	}
}

func TestAWrittenProfileIsNewerThanWhatWasSaidByAClockAhead(t *testing.T) {
	b := newBench(t)
	a, err := heed.NewAccount("acme", heed.Account{}, time.Now()).WithFact(heed.Fact{
		Stamp: heed.Stamp{Time: time.Now().Add(9 * time.Minute), Source: "crm", ID: "1"}, Type: heed.AccountUpdated, Data: json.RawMessage(`{"owner":"kim"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	b.put(a)
	if got := b.want(200, "PATCH", "/v1/accounts/acme", `{"owner":"lee"}`); got.at("owner") != "lee" || got.at("provisional") != false {
		t.Errorf("the account is %s", got.raw)
	}
}

func TestAnAccountAnswersEveryMember(t *testing.T) {
	b := newBench(t)
	a := b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	want := []string{"id", "status", "provisional", "arr_source", "created_at", "risk", "opportunities", "override"}
	for _, f := range heed.ProfileFields {
		want = append(want, f.Name)
	}
	for _, name := range want {
		if _, there := a.body[name]; !there {
			t.Errorf("the answer has no %q", name)
		}
	}
	if len(a.body) != len(want) {
		t.Errorf("the answer has %d members, want %d: %s", len(a.body), len(want), a.raw)
	}
	if a.at("risk") != nil || a.at("status") != "active" || a.at("arr_source") != "unknown" {
		t.Errorf("before the first judgement the answer is %s", a.raw)
	}
}

func TestEditsAreGuardedByTheProfileAlone(t *testing.T) {
	b := newBench(t)
	const path = "/v1/accounts/acme"
	b.want(412, "PUT", path, `{}`, "If-Match", "*")
	first := b.want(200, "PUT", path, `{"name":"A"}`, "If-None-Match", "*").header.Get("ETag")
	b.want(412, "PUT", path, `{}`, "If-None-Match", "*")
	b.want(304, "GET", path, "", "If-None-Match", first)

	row := b.account("acme")
	row.Value.Card = heed.Card{Band: heed.High, Probability: .4}
	b.put(row.Value)
	b.want(200, "GET", path, "", "If-None-Match", first) // a new judgement is worth reading
	second := b.want(200, "PATCH", path, `{"name":"B"}`, "If-Match", first).header.Get("ETag")
	b.want(412, "PATCH", path, `{"name":"C"}`, "If-Match", first)
	b.want(412, "DELETE", path, "", "If-Match", first)
	b.want(200, "PATCH", path, `{"name":"C"}`, "If-Match", `"other", W/`+second)
}

func TestWrongProfilesAreRefusedByMember(t *testing.T) {
	b := newBench(t)
	for body, want := range map[string]struct {
		status  int
		pointer string
	}{
		`{"nmae":"Acme"}`:                        {422, "/nmae"},
		`{"name":7}`:                             {422, "/name"},
		`{"phase":"midlife"}`:                    {422, "/phase"},
		`{"arr":{"amount":1.5,"currency":"E"}}`:  {422, "/arr"},
		`{"parent":"acme"}`:                      {422, "/parent"},
		`{"external_ids":{"crm":[""]}}`:          {422, "/external_ids/crm/0"},
		`{"external_ids":` + manyExternals + `}`: {422, "/external_ids"},
		`{"attributes":{"a":[1]}}`:               {422, "/attributes/a"},
		`{"name":"a","name":"b"}`:                {400, "/name"},
		`[]`:                                     {400, ""},
		`{`:                                      {400, ""},
	} {
		for _, method := range []string{"PUT", "PATCH"} {
			a := b.want(want.status, method, "/v1/accounts/acme", body)
			if errs, _ := a.body["errors"].([]any); want.pointer != "" && (len(errs) == 0 || a.at("errors", 0, "pointer") != want.pointer) {
				t.Errorf("%s %s points at %v, want %s", method, body, errs, want.pointer)
			}
		}
	}
	b.want(415, "PUT", "/v1/accounts/acme", `{}`, "Content-Type", "text/plain")
	b.want(413, "PUT", "/v1/accounts/acme", `{"name":"`+strings.Repeat("x", 1<<20)+`"}`)
	b.want(422, "PUT", "/v1/accounts/a%20b", `{}`)
	b.want(404, "GET", "/v1/accounts/acme", "")
	b.want(404, "GET", "/v1/accounts/a%20b", "")
	b.want(404, "GET", "/v1/accounts/crm:", "")
	b.want(405, "POST", "/v1/accounts/acme", `{}`)
}

var manyExternals = func() string {
	ids := map[string][]string{}
	for _, connection := range []string{"a", "b", "c"} {
		for i := range 20 {
			ids[connection] = append(ids[connection], strings.Repeat("x", i+1))
		}
	}
	raw, _ := json.Marshal(ids)
	return string(raw)
}()

func TestAccountsAskForScopes(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	for _, path := range []string{"", "/acme", "/acme/signals", "/acme/risk/history", "/acme/contacts"} {
		b.as().want(401, "GET", "/v1/accounts"+path, "")
		b.as(heed.ScopeIngest, heed.ScopePersonal).want(403, "GET", "/v1/accounts"+path, "")
		b.as(heed.ScopeRead).want(200, "GET", "/v1/accounts"+path, "")
		b.as(heed.ScopeWrite).want(200, "GET", "/v1/accounts"+path, "")
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		b.as(heed.ScopeRead).want(403, method, "/v1/accounts/acme", `{}`)
	}
	b.as(heed.ScopeWrite).want(204, "DELETE", "/v1/accounts/acme", "")
}

func TestExternalIDsLeadToTheirAccount(t *testing.T) {
	b := newBench(t)
	b.want(404, "GET", "/v1/accounts/crm:7%2F8", "")
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7/8","9"]}}`)
	if a := b.get("/v1/accounts/crm:7%2F8"); a.at("id") != "acme" {
		t.Errorf("the address leads to %v", a.at("id"))
	}
	a := b.want(409, "PUT", "/v1/accounts/other", `{"external_ids":{"crm":["9"]}}`)
	if !strings.Contains(a.at("detail").(string), `"acme"`) || a.at("errors", 0, "pointer") != "/external_ids/crm" {
		t.Errorf("the conflict does not name the account: %s", a.raw)
	}
	if b.account("other").Found() {
		t.Error("a refused write left an account")
	}
	b.want(200, "PUT", "/v1/accounts/crm:7%2F8", `{"name":"Acme"}`) // keeps its own address, loses the other
	b.want(404, "GET", "/v1/accounts/crm:9", "")
	b.want(200, "PATCH", "/v1/accounts/other", `{"external_ids":{"crm":["9"]}}`)
	if a := b.get("/v1/accounts/crm:9"); a.at("id") != "other" {
		t.Errorf("the freed address leads to %v", a.at("id"))
	}
}

func TestAnUnknownExternalIDMakesTheAccountItsSignalsWouldMake(t *testing.T) {
	for _, method := range []string{"PUT", "PATCH"} {
		b := newBench(t)
		a := b.want(200, method, "/v1/accounts/crm:42", `{"name":"Beta"}`)
		if a.at("id") != heed.ExternalAccountID("crm", "42") || a.at("provisional") != false || a.at("external_ids", "crm", 0) != "42" {
			t.Errorf("%s made %s", method, a.raw)
		}
		b.want(200, "PATCH", "/v1/accounts/crm:42", `{"external_ids":null}`)
		if a := b.get("/v1/accounts/crm:42"); a.at("name") != "Beta" {
			t.Errorf("the account lost its address: %s", a.raw)
		}
	}
}

func TestDeleteLeavesATombstoneAndOrdersTheErasure(t *testing.T) {
	b := newBench(t)
	b.want(404, "DELETE", "/v1/accounts/acme", "")
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme","external_ids":{"crm":["7"]}}`)
	was := b.account("acme").Value
	b.get("/v1/accounts")
	b.signals.down = true
	b.want(503, "DELETE", "/v1/accounts/crm:7", "")
	b.signals.down = false
	b.want(204, "DELETE", "/v1/accounts/crm:7", "") // the tombstone stands: the order is sent again
	b.want(404, "GET", "/v1/accounts/acme", "")
	if got := len(b.get("/v1/accounts").items()); got != 0 {
		t.Errorf("%d accounts are listed", got)
	}
	batch, err := heed.ReadMessage[heed.Batch](b.signals.msgs[0].Body)
	if err != nil || batch.Erase != "acme" || len(b.signals.msgs) != 1 || b.signals.msgs[0].Group != "acme" {
		t.Errorf("ordered %+v (%v) in %d messages", batch, err, len(b.signals.msgs))
	}
	grave := b.account("acme").Value
	if grave.Profile.Name != "" || grave.Facts != nil || grave.ErasedAt.IsZero() || grave.Incarnation != was.Incarnation {
		t.Errorf("the tombstone is %+v", grave)
	}
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	if born := b.account("acme").Value; born.Incarnation == was.Incarnation || born.NotBefore != grave.ErasedAt {
		t.Errorf("the account came back as %+v", born)
	}
}

func TestDeleteFreesExternalIDs(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	b.want(204, "DELETE", "/v1/accounts/acme", "")
	if row, err := b.rec.External(t.Context(), "crm", "7"); err != nil || row.Found() {
		t.Errorf("crm:7 still leads to %q (%v)", row.Value.Account, err)
	}
}

func TestAnAccountComesBackOnlyWhenTheOldOneIsGone(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	b.want(200, "PUT", "/v1/accounts/beta", `{}`)
	b.store(stored("acme", "s-1", time.Now(), "feedback.nps", `{"score":3}`))
	b.count("beta", heed.DayOf(time.Now()), nps("", map[int]int64{3: 1}))
	for _, id := range []string{"acme", "beta"} {
		b.want(204, "DELETE", "/v1/accounts/"+id, "")
		b.want(409, "PUT", "/v1/accounts/"+id, `{}`)
	}
}

func TestChangedGroupsAskForAFold(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/plain", `{"name":"P"}`)
	b.want(200, "PUT", "/v1/accounts/acme", `{"segment":"smb"}`)
	markers, err := b.rec.FoldMarkers(t.Context(), 10)
	if err != nil || len(markers) != 1 || markers[0].Value.Account != "acme" {
		t.Errorf("markers are %+v (%v), want one of acme", markers, err)
	}
}

func TestMergePatchFollowsItsRFC(t *testing.T) {
	// The examples of RFC 7396, appendix A, that are objects.
	for _, c := range []struct{ target, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"e":null}`, `{"a":1}`, `{"a":1,"e":null}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		got, _ := json.Marshal(mergePatch(decoded([]byte(c.target)), decoded([]byte(c.patch))))
		if string(got) != c.want {
			t.Errorf("%s patched with %s is %s, want %s", c.target, c.patch, got, c.want)
		}
	}
}

func TestRacingPatchesAllStand(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	done := make(chan int)
	members := []string{"name", "segment", "plan", "region"}
	for _, name := range members {
		go func() { done <- b.call(http.MethodPatch, "/v1/accounts/acme", `{"`+name+`":"x"}`).status }()
	}
	for range members {
		if status := <-done; status != 200 {
			t.Errorf("a patch answers %d", status)
		}
	}
	p := b.account("acme").Value.Profile
	if p.Name+p.Segment+p.Plan+p.Region != "xxxx" {
		t.Errorf("a patch was lost: %+v", p)
	}
}

// brought is an account whose external ids came by a signal.
func brought(t *testing.T, id string, external map[string][]string) heed.Account {
	t.Helper()
	data, _ := json.Marshal(map[string]any{"external_ids": external})
	a, err := heed.NewAccount(id, heed.Account{}, time.Now()).WithFact(heed.Fact{
		Stamp: heed.Stamp{Time: time.Now(), Source: "crm", ID: id}, Type: heed.AccountUpdated, Data: data,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAPatchOfSomethingElseMindsNoExternalIDs(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	b.put(brought(t, "other", map[string][]string{"crm": {"7"}})) // says so too, and was not heard
	b.want(200, "PATCH", "/v1/accounts/other", `{"name":"Other"}`)
	b.want(409, "PATCH", "/v1/accounts/other", `{"external_ids":{"crm":["7"]}}`)
}

func TestAnIDHeldByAnotherAccountStaysWithIt(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	b.put(brought(t, "other", map[string][]string{"crm": {"7"}}), brought(t, "third", map[string][]string{"crm": {"7"}}))
	b.want(200, "PUT", "/v1/accounts/other", `{}`)
	b.want(204, "DELETE", "/v1/accounts/third", "")
	if a := b.get("/v1/accounts/crm:7"); a.at("id") != "acme" {
		t.Errorf("the address leads to %v", a.at("id"))
	}
}

func TestWhatAnErasedAccountLeftBoundIsFree(t *testing.T) {
	b := newBench(t)
	b.rows(records.Bind("crm", "7", records.Row[records.External]{Value: records.External{Account: "gone"}}))
	b.put(heed.Account{ID: "gone", ErasedAt: time.Now()})
	b.want(200, "PUT", "/v1/accounts/acme", `{"external_ids":{"crm":["7"]}}`)
	if a := b.get("/v1/accounts/crm:7"); a.at("id") != "acme" {
		t.Errorf("the address leads to %v", a.at("id"))
	}
}

func TestContractsOutweighTheProfile(t *testing.T) {
	said, signed := &heed.Money{Amount: 1, Currency: "EUR"}, &heed.Money{Amount: 2, Currency: "EUR"}
	for name, c := range map[string]struct {
		profile heed.Profile
		card    heed.Card
		arr     *heed.Money
		source  heed.ARRSource
		renewal heed.Day
	}{
		"nothing":            {},
		"profile alone":      {profile: heed.Profile{ARR: said, RenewalDate: "2027-01-01"}, arr: said, source: heed.ARRFromProfile, renewal: "2027-01-01"},
		"profile changed":    {heed.Profile{ARR: said, RenewalDate: "2027-01-01"}, heed.Card{ARR: signed, ARRSource: heed.ARRFromProfile, RenewalDate: "2026-01-01"}, said, heed.ARRFromProfile, "2027-01-01"},
		"both":               {heed.Profile{ARR: said, RenewalDate: "2027-01-01"}, heed.Card{ARR: signed, ARRSource: heed.ARRFromContracts, RenewalDate: "2028-01-01"}, signed, heed.ARRFromContracts, "2028-01-01"},
		"a contract undated": {heed.Profile{RenewalDate: "2027-01-01"}, heed.Card{ARR: signed, ARRSource: heed.ARRFromContracts}, signed, heed.ARRFromContracts, "2027-01-01"},
		"contracts unrated":  {heed.Profile{ARR: said}, heed.Card{ARRSource: heed.ARRFromContracts}, nil, heed.ARRFromContracts, ""},
		"a contract's date":  {heed.Profile{}, heed.Card{RenewalDate: "2028-01-01"}, nil, heed.ARRUnknown, "2028-01-01"},
	} {
		a := heed.Account{ID: "acme", Profile: c.profile, Card: c.card}
		if c.source == "" {
			c.source = heed.ARRUnknown
		}
		arr, source := a.ARR()
		if arr != c.arr || source != c.source || renewalOf(a) != c.renewal {
			t.Errorf("%s: ARR %v from %s, renewal %q; want %v from %s, %q", name, arr, source, renewalOf(a), c.arr, c.source, c.renewal)
		}
	}
}

func TestMoreExternalIDsThanFitOneWriteAreFreed(t *testing.T) {
	b := newBench(t)
	external, ops := map[string][]string{}, []store.Op{}
	for connection := range 13 {
		for id := range 10 {
			e := externalID{fmt.Sprint("crm", connection), fmt.Sprint(id)}
			external[e.connection] = append(external[e.connection], e.id)
			ops = append(ops, records.Bind(e.connection, e.id, records.Row[records.External]{Value: records.External{Account: "acme"}}))
		}
	}
	b.rows(ops...)
	b.put(brought(t, "acme", external))
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	for _, e := range externalIDs(external) {
		if row, err := b.rec.External(t.Context(), e.connection, e.id); err != nil || row.Found() {
			t.Fatalf("%v still leads to %q (%v)", e, row.Value.Account, err)
		}
	}
}

// Whatever call to the table fails, saved or not, the caller hears 503, and the
// same request again ends as if nothing had happened.
func TestAWriteWhoseAnswerWasLostIsRepeated(t *testing.T) {
	const body = `{"name":"Acme","segment":"smb","external_ids":{"crm":["7"]}}`
	for _, fault := range []storetest.Fault{storetest.Fail, storetest.FailSaved} {
		calls := 0
		for failed := true; failed; calls++ {
			left := -1
			b := newBenchOn(t, func(table store.Table) store.Table {
				return storetest.NewFaulty(table, func(op string) storetest.Fault {
					if left--; left == -1 && op != storetest.OpQuery {
						return fault
					}
					return storetest.None
				})
			})
			b.as(heed.ScopeAdmin).get("/v1/accounts") // the key is known now
			left = calls
			first := b.call("PUT", "/v1/accounts/acme", body)
			if failed = left < 0 && first.status != 200; failed && first.status != 503 {
				t.Errorf("call %d failed: %d", calls, first.status)
			}
			left = -2
			if a := b.want(200, "PUT", "/v1/accounts/acme", body); a.at("segment") != "smb" || b.get("/v1/accounts/crm:7").at("id") != "acme" {
				t.Errorf("after call %d failed the account is %s", calls, a.raw)
			}
		}
		if calls < 4 {
			t.Errorf("only %d calls failed, want the head, the external id and the write to", calls-1)
		}
	}
}
