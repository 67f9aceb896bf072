package portfolio

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

const (
	// maxChanges and maxDecisions bound what one day names, so that a body stays small.
	maxChanges   = 20
	maxDecisions = 10
	// decisionDays is how far ahead decisions are named.
	decisionDays = 30
)

// Assessed is the data of portfolio.assessed: a day of all customers in short.
type Assessed struct {
	Day heed.Day `json:"day"`
	Tally
	ARRAtRisk heed.Money   `json:"arr_at_risk"` // of high and critical accounts
	Bands     []BandTally  `json:"bands"`       // from low to critical
	Unrated   []heed.Money `json:"unrated"`     // ARR that is in no sum, for want of a rate
	// Since is the day changes are counted from; null at first.
	Since   *heed.Day `json:"since"`
	Changed int       `json:"changed"` // accounts in another band than then
	// Changes are those of them that moved furthest; Decisions the next ones ahead.
	Changes   []Change   `json:"changes"`
	Decisions []Decision `json:"decisions"`
	Reason    string     `json:"reason"` // the day in one sentence
	URL       string     `json:"url"`    // where to read on
}

// Decision is a customer who soon decides whether to stay.
type Decision struct {
	Account      heed.AccountRef `json:"account"`
	Date         heed.Day        `json:"decision_date"`
	Days         int             `json:"days"`
	Band         heed.Band       `json:"band"`
	Probability  float64         `json:"probability"`
	ExpectedLoss *heed.Money     `json:"expected_loss"`
}

// Assess sums a day up. since is the day of the standings that accounts are compared
// with; when it is empty, nothing is compared.
func Assess(accounts []heed.Account, rates heed.Rates, since heed.Day, then map[string]heed.Standing, w Writing, now time.Time) Assessed {
	o, customers := Sum(accounts, rates, now)
	a := Assessed{
		Day: heed.DayOf(now), Tally: o.Tally, ARRAtRisk: o.ARRAtRisk, Bands: o.Bands, Unrated: o.Unrated,
		Changes: []Change{}, Decisions: decisions(customers, w, now), URL: w.PublicURL + "/",
	}
	if since != "" {
		a.Since, a.Changes = &since, Changes(customers, then, w)
	}
	a.Reason = a.sentence().In(w.Language)
	a.Changed = len(a.Changes)
	a.Changes = a.Changes[:min(len(a.Changes), maxChanges)]
	return a
}

// decisions are the next ones, the soonest first. Who gave notice has decided.
func decisions(customers []heed.Account, w Writing, now time.Time) []Decision {
	next := []Decision{}
	for _, a := range customers {
		if a.Card.DecisionDate == "" || a.Status() == heed.Notice {
			continue
		}
		days := a.Card.DecisionDate.Sub(heed.DayOf(now))
		if days < 0 || days > decisionDays {
			continue
		}
		next = append(next, Decision{a.Ref(w.PublicURL), a.Card.DecisionDate, days, a.Card.Band, a.Card.Probability, a.Card.ExpectedLoss})
	}
	slices.SortFunc(next, func(a, b Decision) int {
		return cmp.Or(cmp.Compare(a.Days, b.Days), cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Account.ID, b.Account.ID))
	})
	return next[:min(len(next), maxDecisions)]
}

// sentence is the day as one could read it aloud.
func (a Assessed) sentence() heed.Text {
	accounts, changes := "accounts", a.turns()
	if a.Accounts == 1 {
		accounts = "account"
	}
	return heed.Text{
		EN: fmt.Sprintf("Of %s with %d %s, %s is expected to be lost.%s", risk.Amount(a.ARR, heed.English), a.Accounts, accounts, risk.Amount(a.ExpectedLoss, heed.English), changes.EN),
		DE: fmt.Sprintf("Von %s bei %d Kunden gehen voraussichtlich %s verloren.%s", risk.Amount(a.ARR, heed.German), a.Accounts, risk.Amount(a.ExpectedLoss, heed.German), changes.DE),
	}
}

// turns says how many got worse and better; nothing when there is no day to compare with.
func (a Assessed) turns() heed.Text {
	worse, were := 0, "wurden"
	for _, c := range a.Changes {
		if c.worse() {
			worse++
		}
	}
	if worse == 1 {
		were = "wurde"
	}
	switch better := len(a.Changes) - worse; {
	case a.Since == nil:
		return heed.Text{}
	case worse+better == 0:
		return heed.Text{EN: " None changed its band.", DE: " Keiner wechselte die Stufe."}
	default:
		return heed.Text{EN: fmt.Sprintf(" %d got worse, %d better.", worse, better), DE: fmt.Sprintf(" %d %s schlechter, %d besser.", worse, were, better)}
	}
}
