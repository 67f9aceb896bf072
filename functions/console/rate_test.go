package console

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestAKeyMayAskSoOftenAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.console.opt.PerMinute = 3
		first := b.get("/v1/keys")
		if first.header.Get("RateLimit-Limit") != "3" || first.header.Get("RateLimit-Remaining") != "2" || first.header.Get("RateLimit-Reset") != "60" {
			t.Errorf("the first answer's headers are %v", first.header)
		}
		b.get("/v1/keys")
		b.want(http.StatusNotFound, "GET", "/v1/accounts/nobody", "")
		refused := b.want(http.StatusTooManyRequests, "GET", "/v1/keys", "")
		if refused.header.Get("Retry-After") != "60" || refused.header.Get("RateLimit-Remaining") != "0" {
			t.Errorf("the refusal's headers are %v", refused.header)
		}
		b.as(heed.ScopeRead).get("/v1/accounts")
		time.Sleep(time.Minute)
		b.get("/v1/keys")
	})
}
