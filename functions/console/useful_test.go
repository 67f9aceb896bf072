package console

import (
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func TestPeopleSayWhetherAnEventWasUseful(t *testing.T) {
	b, now := newBench(t), time.Now().UTC()
	first := b.says(heed.RiskRaised, "acme", 1, now.Add(-time.Hour)).ID
	second := b.says(heed.RiskRaised, "bolt", 2, now.AddDate(0, 0, -3)).ID
	due := b.says(heed.RenewalDue, "acme", 3, now.Add(-time.Minute)).ID
	if got := b.get("/v1/events/useful"); len(got.items()) != 0 {
		t.Fatalf("nobody said anything yet: %s", got.raw)
	}
	for _, id := range []string{first, second, due} {
		b.want(200, "POST", "/v1/events/"+id+"/useful", `{"useful":true}`)
	}
	b.want(200, "POST", "/v1/events/"+second+"/useful", `{"useful":false}`) // on second thoughts
	got := b.get("/v1/events/useful")
	if got.at("items", 0, "type") != heed.RenewalDue || got.at("items", 1, "yes") != 1. || got.at("items", 1, "no") != 1. || got.at("items", 1, "share") != .5 {
		t.Errorf("people are said to have said %s", got.raw)
	}
}

func TestWhatCannotBeJudgedUseful(t *testing.T) {
	b := newBench(t)
	id := b.says(heed.RiskRaised, "acme", 1, time.Now()).ID
	b.want(404, "POST", "/v1/events/evt_aaaaaaaaaaaaaaaaaaaaaaaaaa/useful", `{"useful":true}`)
	b.want(404, "POST", "/v1/events/x/useful", `{"useful":true}`)
	b.want(422, "POST", "/v1/events/"+id+"/useful", `{}`)
}
