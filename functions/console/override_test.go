package console

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestAnOverrideStandsBesideTheJudgementUntilItExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.put(heed.Account{ID: "acme", Card: heed.Card{Band: heed.Low, Probability: .05}})
		b.judge("acme", 1, heed.Risk{Band: heed.Low, Probability: .05, Basis: heed.BasisPrior, AsOf: time.Now()})
		until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
		b.as(heed.ScopeRead).want(http.StatusForbidden, "PUT", "/v1/accounts/acme/risk/override", `{}`)
		b.want(http.StatusOK, "PUT", "/v1/accounts/acme/risk/override", `{"band":"high","reason":"Their new head of operations prefers another product.","expires_at":"`+until+`"}`)
		receipt := b.get("/v1/accounts/acme/risk")
		if receipt.at("override", "band") != "high" || receipt.at("risk", "band") != "low" || receipt.at("override", "by") != "test" {
			t.Errorf("the receipt is %s", receipt.raw)
		}
		if a := b.get("/v1/accounts/acme"); a.at("override", "band") != "high" || a.at("risk", "band") != "low" {
			t.Errorf("the account is %s", a.raw)
		}
		time.Sleep(time.Hour)
		b.want(http.StatusNotFound, "GET", "/v1/accounts/acme/risk/override", "")
		if a := b.get("/v1/accounts/acme"); a.body["override"] != nil {
			t.Errorf("after its time the account is %s", a.raw)
		}
	})
}

// Two people who see a risk differently do not write over one another unawares.
func TestAnOverrideIsChangedAsItWasRead(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	const path = "/v1/accounts/acme/risk/override"
	said := `{"band":"low","reason":"They signed.","expires_at":"` + time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`
	first := b.want(http.StatusOK, "PUT", path, said, "If-None-Match", "*").header.Get("ETag")
	if got := b.get(path).header.Get("ETag"); got != first {
		t.Errorf("it is read as %s and was written as %s", got, first)
	}
	b.want(http.StatusPreconditionFailed, "PUT", path, said, "If-None-Match", "*")
	second := b.want(http.StatusOK, "PUT", path, said, "If-Match", first).header.Get("ETag")
	b.want(http.StatusPreconditionFailed, "DELETE", path, "", "If-Match", first)
	b.want(http.StatusNoContent, "DELETE", path, "", "If-Match", second)
}

func TestAnOverrideIsTakenAway(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	b.want(http.StatusOK, "PUT", "/v1/accounts/acme/risk/override", `{"band":"low","reason":"They signed; the paper is on its way.","expires_at":"`+until+`"}`)
	b.get("/v1/accounts/acme/risk/override")
	b.want(http.StatusNoContent, "DELETE", "/v1/accounts/acme/risk/override", "")
	b.want(http.StatusNotFound, "GET", "/v1/accounts/acme/risk/override", "")
}

func TestOverridesWithMistakesAreRefused(t *testing.T) {
	b := newBench(t)
	b.put(heed.Account{ID: "acme"})
	now := time.Now().UTC()
	soon, past, far := now.Add(time.Hour).Format(time.RFC3339), now.Add(-time.Hour).Format(time.RFC3339), now.AddDate(2, 0, 0).Format(time.RFC3339)
	for body, pointer := range map[string]string{
		`{"band":"red","reason":"x","expires_at":"` + soon + `"}`:  "/band",
		`{"band":"high","reason":" ","expires_at":"` + soon + `"}`: "/reason",
		`{"band":"high","reason":"x","expires_at":"` + past + `"}`: "/expires_at",
		`{"band":"high","reason":"x","expires_at":"` + far + `"}`:  "/expires_at",
		`{"band":"high","reason":"x","expires_at":"soon"}`:         "/expires_at",
		`{"band":"high","reason":"x"}`:                             "/expires_at",
	} {
		if a := b.want(http.StatusUnprocessableEntity, "PUT", "/v1/accounts/acme/risk/override", body); a.at("errors", 0, "pointer") != pointer {
			t.Errorf("%s is answered %s", body, a.raw)
		}
	}
	b.want(http.StatusNotFound, "PUT", "/v1/accounts/nobody/risk/override", `{"band":"high","reason":"x","expires_at":"`+soon+`"}`)
}
