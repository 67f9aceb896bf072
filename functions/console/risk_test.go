package console

import (
	"fmt"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// judge writes an account's nth receipt.
func (b *bench) judge(account string, n int64, r heed.Risk) {
	b.t.Helper()
	b.rows(records.PutReceipt(account, records.Receipt{N: n, Risk: r}))
}

func judged(n int) heed.Risk {
	return heed.Risk{
		Probability: .4, Band: heed.High, AsOf: time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC), Basis: heed.BasisPrior,
		Reason:  heed.Text{EN: "Usage fell.", DE: "Die Nutzung ist gefallen."},
		Factors: []heed.Factor{{Factor: "usage_trend", Reason: heed.Text{EN: "Fell.", DE: "Gefallen."}}},
		Plays:   []heed.Play{{Play: "call", Title: heed.Text{EN: "Call", DE: "Anrufen"}, Steps: []heed.Text{{EN: "Today", DE: "Heute"}}}},
	}
}

func TestTheNewestReceiptExplainsTheRisk(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{"name":"Acme"}`)
	if a := b.want(404, "GET", "/v1/accounts/acme/risk", ""); a.at("code") != "not_found" {
		t.Errorf("before the first judgement the answer is %s", a.raw)
	}
	b.judge("acme", 1, heed.Risk{Probability: .1, Band: heed.Low})
	b.judge("acme", 2, judged(2))
	a := b.get("/v1/accounts/acme/risk")
	if a.at("risk", "band") != "high" || a.at("risk", "health") != 60. || a.at("reason") != "Usage fell." || a.at("plays", 0, "title") != "Call" {
		t.Errorf("the receipt is %s", a.raw)
	}
	if a.at("account", "name") != "Acme" || a.at("account", "url") != "https://heed.example.com/ui/accounts/acme" {
		t.Errorf("the account is %v", a.at("account"))
	}
	a = b.get("/v1/accounts/acme/risk", "Accept-Language", "de-CH, en;q=0.5")
	if a.at("reason") != "Die Nutzung ist gefallen." || a.at("risk", "factors", 0, "reason") != "Gefallen." || a.at("plays", 0, "steps", 0) != "Heute" {
		t.Errorf("in German the receipt is %s", a.raw)
	}
	if a.header.Get("Content-Language") != "de" || a.header.Get("Vary") != "Accept-Language" {
		t.Errorf("the headers are %v", a.header)
	}
}

func TestTheHistoryIsNewestFirstAndPaged(t *testing.T) {
	b := newBench(t)
	b.want(200, "PUT", "/v1/accounts/acme", `{}`)
	for n := range 5 {
		b.judge("acme", int64(n+1), judged(n+1))
	}
	items := b.everything("/v1/accounts/acme/risk/history?limit=2")
	got := ""
	for _, item := range items {
		got += fmt.Sprint(item["n"], " ")
	}
	if got != "5 4 3 2 1 " {
		t.Errorf("the history is %s", got)
	}
	if items[0]["previous_band"] != nil || items[0]["reason"] != "Usage fell." || items[0]["band"] != "high" {
		t.Errorf("a receipt is %v", items[0])
	}
}
