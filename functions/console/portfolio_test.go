package console

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// customer is a confirmed account; amounts are in euros' minor units.
func customer(id string, band heed.Band, p float64, arr, loss int64) heed.Account {
	a := heed.Account{ID: id, CreatedAt: time.Now()}
	a.Card = heed.Card{
		Status: heed.Active, Band: band, Probability: p, ARR: &heed.Money{Amount: arr, Currency: "EUR"},
		ARRSource: heed.ARRFromContracts, ExpectedLoss: &heed.Money{Amount: loss, Currency: "EUR"},
		Reason: heed.Text{EN: id + " fell.", DE: id + " fiel."}, Play: heed.Text{EN: "Call."},
	}
	return a
}

func sumOf(a answer, path ...any) string {
	return fmt.Sprintf("%v of %v, %v to lose", a.at(append(path, "accounts")...), a.at(append(path, "arr", "amount")...),
		a.at(append(path, "expected_loss", "amount")...))
}

func TestThePortfolioAddsUp(t *testing.T) {
	b := newBench(t)
	provisional, gone, unjudged := customer("p", heed.High, .4, 1000, 400), customer("g", heed.Low, 1, 0, 0), customer("u", "", 0, 70, 0)
	provisional.Provisional, gone.Card.Status = true, heed.Churned
	dollars := customer("d", heed.High, .5, 0, 0)
	dollars.Card.ARR, dollars.Card.ExpectedLoss, dollars.Card.Unrated = nil, nil, []heed.Money{{Amount: 900, Currency: "USD"}}
	b.put(provisional, gone, unjudged, dollars, customer("a", heed.Low, .1, 100, 10), customer("b", heed.High, .4, 200, 80), customer("c", heed.Critical, .6, 300, 180))
	a := b.get("/v1/portfolio")
	for want, path := range map[string][]any{
		"5 of 670, 270 to lose":  {},
		"1 of 100, 10 to lose":   {"bands", 0},
		"0 of 0, 0 to lose":      {"bands", 1},
		"2 of 200, 80 to lose":   {"bands", 2},
		"1 of 300, 180 to lose":  {"bands", 3},
		"1 of 70, 0 to lose":     {"unjudged"},
		"1 of 1000, 400 to lose": {"provisional"},
	} {
		if got := sumOf(a, path...); got != want {
			t.Errorf("%v: %s, want %s", path, got, want)
		}
	}
	if a.at("churned", "accounts") != 1. || a.at("arr_at_risk", "amount") != 500. || a.at("currency") != "EUR" || a.at("bands", 3, "band") != "critical" {
		t.Errorf("the portfolio is %s", a.raw)
	}
	if a.at("unrated", 0, "amount") != 900. || a.at("unrated", 0, "currency") != "USD" || len(a.at("unrated").([]any)) != 1 {
		t.Errorf("unrated are %v", a.at("unrated"))
	}
}

func TestSumsUseTheSettingsRates(t *testing.T) {
	b := newBench(t)
	dollars := customer("d", heed.High, .5, 0, 0)
	dollars.Card.ARR = &heed.Money{Amount: 1000, Currency: "USD"}
	b.put(dollars)
	b.want(200, "PUT", "/v1/settings", `{"fx":{"USD":0.9}}`)
	if a := b.get("/v1/portfolio"); a.at("arr", "amount") != 900. || len(a.at("unrated").([]any)) != 0 {
		t.Errorf("with a rate: %s", a.raw)
	}
}

func TestWhatHasNoRateIsListedOnce(t *testing.T) {
	b := newBench(t)
	usd := []heed.Money{{Amount: 900, Currency: "USD"}}
	judged, fresh, mixed := customer("judged", heed.High, .5, 0, 0), customer("fresh", "", 0, 0, 0), customer("mixed", heed.High, .5, 100, 50)
	judged.Card.ARR, judged.Card.Unrated = &usd[0], usd
	fresh.Card = heed.Card{}
	fresh.Profile.ARR = &heed.Money{Amount: 70, Currency: "CHF"}
	mixed.Card.Unrated = usd
	b.put(judged, fresh, mixed)
	a := b.get("/v1/portfolio")
	if got := fmt.Sprint(a.at("unrated")); got != "[map[amount:70 currency:CHF] map[amount:1800 currency:USD]]" {
		t.Errorf("unrated are %s", got)
	}
	if a.at("arr", "amount") != 100. {
		t.Errorf("the sum is %v", a.at("arr"))
	}
}

func TestDecisionsAheadAreCountedByStretch(t *testing.T) {
	b := newBench(t)
	today := heed.DayOf(time.Now())
	for i, days := range []int{-1, 0, 30, 31, 60, 91, 120, 121} {
		a := customer(fmt.Sprint("a", i), heed.Medium, .2, 100, 20)
		a.Card.DecisionDate = today.Add(days)
		b.put(a)
	}
	b.put(customer("undated", heed.Medium, .2, 100, 20))
	a := b.get("/v1/portfolio")
	for i, want := range []string{"2 of 200, 40 to lose", "4 of 400, 80 to lose", "4 of 400, 80 to lose", "6 of 600, 120 to lose"} {
		if got := sumOf(a, "due", i); got != want {
			t.Errorf("in %v days: %s, want %s", a.at("due", i, "days"), got, want)
		}
	}
	if got := a.at("overdue", "accounts"); got != 1. {
		t.Errorf("%v are overdue, want 1", got)
	}
}

func (b *bench) noted(d heed.Day, standings map[string]heed.Standing) {
	b.t.Helper()
	b.rows(records.PutPortfolioDay(0, records.PortfolioDay{Day: d, Accounts: standings}))
}

func TestChangesSinceTheLastSweepBeforeToday(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.put(customer("up", heed.High, .4, 100, 40), customer("same", heed.Low, .1, 100, 10), customer("down", heed.Low, .05, 100, 5),
			customer("new", heed.Medium, .2, 100, 20), customer("newlow", heed.Low, .1, 100, 10))
		if a := b.get("/v1/portfolio"); a.at("since") != nil || len(a.at("changes").([]any)) != 0 {
			t.Errorf("before the first sweep: %s", a.raw)
		}
		standing := func(band heed.Band, p float64) heed.Standing { return heed.Standing{Band: band, Probability: p} }
		b.noted("1999-12-30", map[string]heed.Standing{"up": standing(heed.Medium, .25), "same": standing(heed.Low, .12), "down": standing(heed.Medium, .35)})
		b.noted("2000-01-01", map[string]heed.Standing{"up": standing(heed.High, .4)}) // today's
		a := b.get("/v1/portfolio", "Accept-Language", "de")
		var got []string
		for _, c := range a.at("changes").([]any) {
			c := c.(map[string]any)
			got = append(got, fmt.Sprint(c["account"].(map[string]any)["id"], " ", c["from"], "→", c["to"], " ", c["reason"]))
		}
		want := "down medium→low down fiel., new <nil>→medium new fiel., up medium→high up fiel."
		if strings.Join(got, ", ") != want || a.at("since") != "1999-12-30" {
			t.Errorf("since %v: %v, want %s", a.at("since"), got, want)
		}
		if d := a.at("changes", 2, "delta").(float64); d < .149 || d > .151 {
			t.Errorf("the change is %v, want .15", d)
		}
	})
}

func TestTheAccountsMostWorthACall(t *testing.T) {
	b := newBench(t)
	b.put(customer("safe", heed.Low, .1, 1_000_000, 100_000))
	for i := range 7 {
		b.put(customer(fmt.Sprint("a", i), heed.High, .4, 100, int64(i)))
	}
	a := b.get("/v1/portfolio")
	if got := len(a.at("top").([]any)); got != 5 || a.at("top", 0, "account", "id") != "a6" || a.at("top", 0, "risk", "play") != "Call." {
		t.Errorf("%d at the top: %v", got, a.at("top"))
	}
}

func TestThePortfolioAsksForTheScopeRead(t *testing.T) {
	b := newBench(t)
	b.as().want(401, "GET", "/v1/portfolio", "")
	b.as(heed.ScopeIngest).want(403, "GET", "/v1/portfolio", "")
	b.as(heed.ScopeRead).want(200, "GET", "/v1/portfolio", "")
	b.want(405, "PUT", "/v1/portfolio", "")
	b.want(422, "GET", "/v1/portfolio?on=2026-10-01", "")
}

func TestTheCacheReadsOnceAndNoLongerThanItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ask := func() int {
			all, err := b.console.portfolio.accounts(t.Context(), time.Now())
			if err != nil {
				t.Error(err)
			}
			return len(all)
		}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() { ask() })
		}
		wait.Wait()
		b.rows(records.PutAccount(records.Row[heed.Account]{Value: heed.Account{ID: "acme"}}))
		if got := ask(); got != 0 {
			t.Errorf("%d accounts at once, want the kept 0", got)
		}
		time.Sleep(5*time.Second + 1)
		if got := ask(); got != 1 {
			t.Errorf("%d accounts after the cache's age, want 1", got)
		}
	})
}
