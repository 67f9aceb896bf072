package console

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestRepeatedCreationGetsTheSameAnswer(t *testing.T) {
	for path, body := range map[string]string{
		"/v1/endpoints": `{"url":"https://crm.example.com/hook?a=1&b=2"}`,
		"/v1/keys":      `{"name":"widget","scopes":["ingest"]}`,
	} {
		b := newBench(t)
		first := b.want(http.StatusCreated, "POST", path, body, idempotencyKey, "k1")
		again := b.want(http.StatusCreated, "POST", path, " "+body, idempotencyKey, "k1")
		if !reflect.DeepEqual(first.body, again.body) {
			t.Errorf("%s answers %s and then %s", path, first.raw, again.raw)
		}
		b.want(http.StatusUnprocessableEntity, "POST", path, body[:len(body)-1]+`,"extra":1}`, idempotencyKey, "k1")
		other := b.want(http.StatusCreated, "POST", path, body, idempotencyKey, "k2")
		if other.body["id"] == first.body["id"] {
			t.Errorf("%s: another key got the same answer", path)
		}
	}
}

func TestIdempotencyKeyIsOfOneBody(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"a","scopes":["read"]}`, idempotencyKey, "k1")
	a := b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", `{"name":"b","scopes":["read"]}`, idempotencyKey, "k1")
	if a.at("errors", 0, "pointer") != idempotencyKey {
		t.Errorf("answered %s", a.raw)
	}
}

func TestIdempotencyKeyIsOfOneSender(t *testing.T) {
	b := newBench(t)
	const body = `{"name":"a","scopes":["read"]}`
	first := b.want(http.StatusCreated, "POST", "/v1/keys", body, idempotencyKey, "k1")
	other := b.as(heed.ScopeAdmin, heed.ScopeRead).want(http.StatusCreated, "POST", "/v1/keys", body, idempotencyKey, "k1")
	if first.body["key"] == other.body["key"] {
		t.Error("a key was shown to somebody else")
	}
}

func TestAnswersAreForgottenAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		const body = `{"name":"a","scopes":["read"]}`
		first := b.want(http.StatusCreated, "POST", "/v1/keys", body, idempotencyKey, "k1")
		time.Sleep(answersKept + time.Second)
		if again := b.want(http.StatusCreated, "POST", "/v1/keys", body, idempotencyKey, "k1"); again.body["id"] == first.body["id"] {
			t.Error("the answer is still there")
		}
	})
}

func TestRefusedRequestIsNotRemembered(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", `{"name":"","scopes":["read"]}`, idempotencyKey, "k1")
	b.want(http.StatusCreated, "POST", "/v1/keys", `{"name":"a","scopes":["read"]}`, idempotencyKey, "k1")
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/keys", `{"name":"a","scopes":["read"]}`, idempotencyKey, fmt.Sprintf("%0256d", 1))
}

func TestRequestsAtOnceUnderOneKeyAreOne(t *testing.T) {
	b := newBench(t)
	const body = `{"id":"crm","url":"https://crm.example.com/hook"}`
	answers := make([]answer, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = b.call("POST", "/v1/endpoints", body, idempotencyKey, "k1") })
	}
	all.Wait()
	for _, a := range answers {
		if a.status != http.StatusCreated || a.body["secret"] != answers[0].body["secret"] {
			t.Errorf("answered %d %s", a.status, a.raw)
		}
	}
}

// Whichever call to the table fails, and whether or not it was done: the same
// request again leaves one endpoint, with the secret that is shown.
func TestCreationWhoseAnswerWasLostIsRepeated(t *testing.T) {
	const body = `{"url":"https://crm.example.com/hook"}`
	for _, fault := range []storetest.Fault{storetest.Fail, storetest.FailSaved} {
		calls := 0
		for failed := true; failed; calls++ {
			left := -2
			b := newBenchOn(t, func(table store.Table) store.Table {
				return storetest.NewFaulty(table, func(string) storetest.Fault {
					if left--; left == -1 {
						return fault
					}
					return storetest.None
				})
			})
			b.get("/v1/keys") // the key is known now
			left = calls
			first := b.call("POST", "/v1/endpoints", body, idempotencyKey, "k1")
			failed, left = left < 0 && first.status != http.StatusCreated, -2
			again := b.want(http.StatusCreated, "POST", "/v1/endpoints", body, idempotencyKey, "k1")
			all := b.get("/v1/endpoints").items()
			if len(all) != 1 || all[0]["id"] != again.body["id"] || !slices.Equal(b.signsWith(all[0]["id"].(string)), []string{again.body["secret"].(string)}) {
				t.Errorf("call %d failed; then there are %v, and %s was shown", calls, all, again.raw)
			}
		}
		if calls < 4 {
			t.Errorf("only %d calls failed, want the answer, the list and the write to", calls-1)
		}
	}
}

// An order that does not remember in its own Write is remembered after it.
func TestRepeatedRotationShowsTheSameSecret(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"id":"crm","url":"https://crm.example.com/hook"}`)
	first := b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", `{}`, idempotencyKey, "k1")
	again := b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", `{}`, idempotencyKey, "k1")
	if first.body["secret"] == nil || first.body["secret"] != again.body["secret"] {
		t.Errorf("the secret is %v and then %v", first.body["secret"], again.body["secret"])
	}
	if other := b.want(http.StatusOK, "POST", "/v1/endpoints/crm/rotate", `{}`, idempotencyKey, "k2"); other.body["secret"] == first.body["secret"] {
		t.Error("another order rotated nothing")
	}
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/endpoints/crm/rotate", `{"overlap_hours":1}`, idempotencyKey, "k1")
}
