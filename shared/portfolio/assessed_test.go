package portfolio

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

var (
	now   = time.Date(2026, 11, 20, 4, 15, 0, 0, time.UTC)
	euros = heed.Rates{Currency: "EUR"}
)

// customer is a confirmed account that pays 100 € and decides in some days.
func customer(id string, band heed.Band, p float64, days int) heed.Account {
	return heed.Account{ID: id, Profile: heed.Profile{Name: strings.ToUpper(id)}, Card: heed.Card{
		Status: heed.Active, Band: band, Probability: p, ARRSource: heed.ARRFromContracts,
		ARR: &heed.Money{Amount: 10_000, Currency: "EUR"}, ExpectedLoss: &heed.Money{Amount: int64(p * 10_000), Currency: "EUR"},
		DecisionDate: heed.DayOf(now).Add(days), Reason: heed.Text{EN: "Usage fell.", DE: "Die Nutzung fiel."},
	}}
}

func ids(of []Decision) (all []string) {
	for _, d := range of {
		all = append(all, d.Account.ID)
	}
	return all
}

func TestADayInShort(t *testing.T) {
	left, unsure, gave := customer("left", heed.Critical, 1, 5), customer("unsure", heed.High, .4, 5), customer("gave", heed.Critical, .95, 5)
	left.Card.Status, unsure.Provisional, gave.Card.Status = heed.Churned, true, heed.Notice
	accounts := []heed.Account{
		left, unsure, gave, customer("worse", heed.High, .35, 20), customer("better", heed.Low, .1, 10), customer("same", heed.Medium, .2, 31),
		customer("past", heed.Low, .05, -1), customer("fresh", heed.Low, .05, 0),
	}
	then := map[string]heed.Standing{
		"left": {Band: heed.Low}, "gave": {Band: heed.Critical}, "worse": {Band: heed.Low, Probability: .1},
		"better": {Band: heed.Medium, Probability: .2}, "same": {Band: heed.Medium}, "past": {Band: heed.Low},
	}
	a := Assess(accounts, euros, "2026-11-19", then, Writing{heed.German, "https://heed.example.com"}, now)
	if a.Accounts != 6 || a.ARR.Amount != 60_000 || a.ARRAtRisk.Amount != 20_000 || a.Bands[0].Accounts != 3 || *a.Since != "2026-11-19" {
		t.Errorf("sums are %+v", a)
	}
	if a.Changed != 2 || a.Changes[0].Account.Name != "WORSE" || *a.Changes[0].From != heed.Low || a.Changes[0].Reason != "Die Nutzung fiel." || a.Changes[1].Account.ID != "better" {
		t.Errorf("changes are %+v", a.Changes)
	}
	if got := fmt.Sprint(ids(a.Decisions)); got != "[fresh better worse]" {
		t.Errorf("%s decide next: not who gave notice, who is late and who has more than a month", got)
	}
	if want := "Von 600 € bei 6 Kunden gehen voraussichtlich 170 € verloren. 1 wurde schlechter, 1 besser."; strings.ReplaceAll(a.Reason, "\u00a0", " ") != want {
		t.Errorf("said %q, want %q", a.Reason, want)
	}
	first := Assess(accounts, euros, "", nil, Writing{heed.English, ""}, now)
	if first.Since != nil || first.Changed != 0 || first.Changes == nil || !strings.HasSuffix(first.Reason, "to be lost.") {
		t.Errorf("on the first day: %+v", first)
	}
}

// TestADayStaysSmall however many accounts move and decide at once: receivers are used
// to bodies below 20 KB.
func TestADayStaysSmall(t *testing.T) {
	var accounts []heed.Account
	for i := range 5000 {
		a := customer(fmt.Sprint("account-", i), heed.Critical, .6, i%31)
		a.Profile.Name, a.Card.Reason.EN = strings.Repeat("Example ", 8), strings.Repeat("Usage fell again. ", 10)
		accounts = append(accounts, a)
	}
	a := Assess(accounts, euros, "2026-11-19", nil, Writing{heed.English, "https://heed.example.com"}, now)
	raw, err := json.Marshal(a)
	if err != nil || len(raw) > 20_000 || a.Changed != 5000 || len(a.Changes) != maxChanges || len(a.Decisions) != maxDecisions {
		t.Errorf("%d bytes with %d of %d changes (%v)", len(raw), len(a.Changes), a.Changed, err)
	}
}
