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

// join makes people known at an account.
func (b *bench) join(account string, ids ...string) {
	b.t.Helper()
	for _, id := range ids {
		s := heed.Signal{
			ID: "joined-" + id, Source: "crm", Type: heed.ContactJoined, Time: time.Now().Add(-time.Hour),
			Data: json.RawMessage(fmt.Sprintf(`{"contact":%q,"role":"champion","name":"Name of %s"}`, id, id)),
		}
		key, _ := b.rec.FactsKey(account, s)
		row := records.Row[heed.Facts]{Value: heed.Facts{heed.FactOf(s)}}
		b.rows(records.PutFacts(key, row))
	}
}

func TestContactsAreListedAndPaged(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	want := []string{"u-1", "u-2", "u-3", "u-4", "u-5"}
	b.join("acme", want...)
	got := pick(b.everything("/v1/accounts/acme/contacts?limit=2"), "contact")
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the pages hold %v, want each of %v once", got, want)
	}
}

func TestContactsShowNobodyWithoutTheScopePersonal(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	b.join("acme", "u-1")
	a := b.as(heed.ScopeRead).get("/v1/accounts/acme/contacts")
	for _, name := range []string{"contact", "name", "email", "title", "successor", "attributes", "left_at"} {
		if v, there := a.items()[0][name]; !there || v != nil {
			t.Errorf("%s is %v, want null", name, v)
		}
	}
	if a.at("items", 0, "role") != "champion" || a.at("items", 0, "joined_at") == nil {
		t.Errorf("role and times are not personal: %s", a.raw)
	}
	if a := b.as(heed.ScopeRead, heed.ScopePersonal).get("/v1/accounts/acme/contacts"); a.at("items", 0, "name") != "Name of u-1" {
		t.Errorf("with the scope the answer is %s", a.raw)
	}
}
