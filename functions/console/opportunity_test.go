package console

import (
	"math"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

// growing is a customer who could buy more, as the last judgement said.
func growing(id string) heed.Account {
	a := customer(id, heed.Low, .05, 100, 5)
	a.Card.Confidence = heed.HighConfidence
	a.Card.Opportunities = map[string]heed.Spotting{heed.Expansion: {
		Since: time.Date(2026, 11, 18, 7, 0, 0, 0, time.UTC), Score: .61, Reason: heed.Text{EN: "44 of 40 seats are used.", DE: "44 von 40 Lizenzen sind belegt."},
	}}
	return a
}

// seats reports today's seats of an account.
func (b *bench) seats(account string, used, total float64) {
	b.t.Helper()
	at := heed.DayOf(time.Now())
	for name, v := range map[string]float64{heed.SeatsUsed: used, heed.SeatsTotal: total} {
		u := heed.UsageDay{Day: at, Metric: name, Set: v, Stamp: heed.Stamp{Time: time.Now(), Source: "test", ID: name}}
		b.rows(records.PutUsage(records.UsageKey(account, at, name, ""), records.Row[heed.UsageDay]{Value: u}, time.Time{}))
	}
}

func TestOpportunitiesAreExplained(t *testing.T) {
	b := newBench(t)
	unjudged := growing("new")
	unjudged.Card.Band = heed.NoBand
	b.put(growing("acme"), customer("calm", heed.Low, .05, 100, 5), unjudged)
	b.seats("acme", 44, 40)
	a := b.get("/v1/accounts/acme/opportunities", "Accept-Language", "de")
	o := a.at("expansion").(map[string]any)
	sum := o["base"].(float64)
	for _, f := range o["factors"].([]any) {
		sum += f.(map[string]any)["contribution"].(float64)
	}
	if math.Abs(sum-o["log_odds"].(float64)) > 1e-9 || math.Abs(o["score"].(float64)-1/(1+math.Exp(-sum))) > 1e-12 {
		t.Errorf("base and contributions add up to %v: %s", sum, a.raw)
	}
	if o["spotted"] != true || o["since"] != "2026-11-18T07:00:00Z" || a.at("expansion", "factors", 0, "factor") != "full_seats" || o["basis"] != "prior" {
		t.Errorf("the opportunity is %s", a.raw)
	}
	if o["reason"] != "44 von 40 Lizenzen sind belegt, mehr als vereinbart." || a.at("expansion", "plays", 0, "title") != "Den nächsten Umfang anbieten" {
		t.Errorf("in German it is %s", a.raw)
	}
	if a.at("advocate", "spotted") != false || a.at("advocate", "since") != nil || len(a.at("advocate", "missing").([]any)) == 0 {
		t.Errorf("the other kind is %s", a.raw)
	}
	if a := b.get("/v1/accounts/calm/opportunities"); a.at("expansion", "spotted") != false {
		t.Errorf("a calm account is %s", a.raw)
	}
	b.want(404, "GET", "/v1/accounts/new/opportunities", "")
	b.want(404, "GET", "/v1/accounts/nobody/opportunities", "")
}

func TestOpportunitiesAreListedAndCounted(t *testing.T) {
	b := newBench(t)
	both := growing("both")
	both.Card.Opportunities[heed.Advocate] = both.Card.Opportunities[heed.Expansion]
	lapsed, provisional := growing("lapsed"), growing("provisional")
	lapsed.Card.Opportunities = map[string]heed.Spotting{heed.Expansion: {ToldAt: time.Now()}}
	provisional.Provisional = true
	b.put(growing("acme"), both, lapsed, provisional)
	for query, want := range map[string]int{
		"opportunity=expansion&provisional=false": 2, "opportunity=advocate": 1, "opportunity=advocate&opportunity=expansion": 3, "q=lapsed&opportunity=expansion": 0,
	} {
		if got := len(b.get("/v1/accounts?" + query).items()); got != want {
			t.Errorf("%s lists %d accounts, want %d", query, got, want)
		}
	}
	b.want(422, "GET", "/v1/accounts?opportunity=upsell", "")
	if a := b.get("/v1/accounts/both"); a.at("opportunities", 1, "kind") != heed.Advocate || a.at("opportunities", 0, "reason") != "44 of 40 seats are used." {
		t.Errorf("the account is %s", a.raw)
	}
	if a := b.get("/v1/portfolio"); sumOf(a, "opportunities", 0) != "2 of 200, 10 to lose" || sumOf(a, "opportunities", 1) != "1 of 100, 5 to lose" {
		t.Errorf("the portfolio counts %v", a.at("opportunities"))
	}
}

// The precision of every kind of alarm is shown with what it is worth to know it.
func TestPrecisionOfOpportunitiesIsShown(t *testing.T) {
	b, now := newBench(t), time.Now().UTC()
	for n := range 4 {
		id := b.says(heed.ExpansionSpotted, "acme", int64(n+1), now.Add(-time.Duration(n+1)*time.Minute)).ID
		body := `{"useful":true}`
		if n == 0 {
			body = `{"useful":false}`
		}
		b.want(200, "POST", "/v1/events/"+id+"/useful", body)
	}
	low, high := metric.Wilson(3, 4)
	a := b.get("/v1/events/useful")
	if a.at("items", 0, "type") != heed.ExpansionSpotted || a.at("items", 0, "share") != .75 || a.at("items", 0, "low") != low || a.at("items", 0, "high") != high {
		t.Errorf("people are said to have said %s", a.raw)
	}
}

func TestTheAccountsPageShowsOpportunities(t *testing.T) {
	bench, b := shown(t)
	row, err := bench.rec.Account(t.Context(), "tailspin")
	if err != nil {
		t.Fatal(err)
	}
	row.Value.Card.Opportunities = growing("tailspin").Card.Opportunities
	bench.write(records.PutAccount(row))
	mustHold(t, section(t, b.page("/ui/accounts/tailspin"), "opportunities"), "Room to grow", "2026-11-18T07:00:00Z", "44 of 40 seats are used.")
	mustLack(t, b.page("/ui/accounts/wingtip"), `id="opportunities"`)
	b.lang = "de"
	mustHold(t, section(t, b.page("/ui/accounts/tailspin"), "opportunities"), "Raum zum Wachsen", "44 von 40 Lizenzen")
}
