package console

import (
	"net/http"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
	"github.com/heed-cs/heed/shared/records"
)

// arrivals puts webhooks of a connection on the table, the first the newest.
func (b *bench) arrivals(connection string, all ...heed.Arrival) {
	b.t.Helper()
	now, count := time.Now().UTC().Truncate(time.Second), heed.ArrivalCount{}
	for i := range all {
		all[i].At = now.Add(-time.Duration(i) * time.Minute)
		count = count.Plus(all[i].Count())
	}
	days := []heed.ArrivalDay{{Day: heed.DayOf(now), ArrivalCount: count}, {Day: heed.DayOf(now).Add(-9), ArrivalCount: heed.ArrivalCount{Refused: 100}}}
	b.rows(records.PutArrivals(records.Row[heed.Arrivals]{Value: heed.Arrivals{Connection: connection, Last: all, Days: days}}))
}

func TestConnectionShowsWhatBecameOfItsWebhooks(t *testing.T) {
	b := newBench(t)
	b.want(http.StatusNotFound, "GET", "/v1/connections/c/events", "")
	b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	if a := b.get("/v1/connections/c"); a.at("heard_at") != nil || a.at("silent") != false || a.at("lately", "accepted") != 0.0 {
		t.Errorf("answered %s", a.raw)
	}
	b.answer("northwind", "r-1", `{"score":1}`)
	stored := heed.ArrivedSignal{SID: heed.SignalID("survey", "r-1"), Type: heed.FeedbackNPS}
	gone := heed.ArrivedSignal{SID: heed.SignalID("survey", "r-2"), Type: heed.FeedbackNPS}
	b.arrivals(
		"c",
		heed.Arrival{Outcome: heed.OutcomeAccepted, Accepted: 2, Signals: []heed.ArrivedSignal{stored, gone}},
		heed.Arrival{Outcome: heed.OutcomeIgnored, Reasons: []string{provider.Unmapped}},
		heed.Arrival{Outcome: heed.OutcomeIgnored, Accepted: 1, Reasons: []string{provider.Unmapped}},
		heed.Arrival{Outcome: heed.OutcomeRefused, Reasons: []string{"the signature does not match"}},
	)
	first := b.get("/v1/connections/c/events?limit=2")
	if first.at("items", 0, "signals", 0, "account") != "northwind" || first.at("items", 0, "signals", 0, "state") != "stored" ||
		first.at("items", 0, "signals", 1, "account") != nil || first.at("items", 0, "signals", 1, "state") != "unknown" || first.at("items", 1, "outcome") != "unmapped" {
		t.Errorf("answered %s", first.raw)
	}
	next, _ := first.at("next").(string)
	rest := b.get("/v1/connections/c/events?cursor=" + next)
	if rest.at("items", 0, "outcome") != "ignored" || rest.at("items", 1, "outcome") != "refused" || rest.at("items", 1, "reasons", 0) != "the signature does not match" || rest.at("next") != nil {
		t.Errorf("then %s", rest.raw)
	}
	list := b.get("/v1/connections")
	if list.at("items", 0, "lately", "signals") != 3.0 || list.at("items", 0, "lately", "ignored") != 2.0 || list.at("items", 0, "lately", "refused") != 1.0 || list.at("items", 0, "heard_at") == nil {
		t.Errorf("listed as %s", list.raw)
	}
	b.want(http.StatusNoContent, "DELETE", "/v1/connections/c", "")
	b.want(http.StatusOK, "PUT", "/v1/connections/c", `{"provider":"zendesk","credentials":["a"]}`)
	if a := b.get("/v1/connections/c/events"); a.raw != `{"items":[],"next":null}`+"\n" && a.raw != `{"items":[],"next":null}` {
		t.Errorf("a connection made anew remembers %s", a.raw)
	}
}
