// Package portfolio adds accounts up: how all customers stand, who changed since
// another day, and which decisions come next.
//
// It is pure: accounts, rates and the time go in. The console answers with it, and
// score tells of it once a day.
package portfolio

import (
	"cmp"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Overview is how all customers stand. Provisional and churned accounts are counted
// apart and are in no other sum. Sums are in the settings' currency.
type Overview struct {
	AsOf     time.Time `json:"as_of"`
	Currency string    `json:"currency"`
	Tally
	ARRAtRisk   heed.Money   `json:"arr_at_risk"` // of high and critical accounts
	Bands       []BandTally  `json:"bands"`       // from low to critical
	Unjudged    Tally        `json:"unjudged"`
	Provisional Tally        `json:"provisional"`
	Churned     Tally        `json:"churned"`
	Unrated     []heed.Money `json:"unrated"` // ARR the settings have no rate for, per currency
	Due         []DueTally   `json:"due"`     // decisions ahead; the longer stretch holds the shorter
	Overdue     Tally        `json:"overdue"`
	// Opportunities are the customers who could buy more, and who would speak for you.
	Opportunities []OpportunityTally `json:"opportunities"`
}

// Tally is some accounts with what they pay and may be lost.
type Tally struct {
	Accounts     int        `json:"accounts"`
	ARR          heed.Money `json:"arr"`
	ExpectedLoss heed.Money `json:"expected_loss"`
}

// BandTally is the accounts of a band.
type BandTally struct {
	Band heed.Band `json:"band"`
	Tally
}

// DueTally is the accounts whose decision comes within some days.
type DueTally struct {
	Days int `json:"days"`
	Tally
}

// OpportunityTally is the accounts in which an opportunity of a kind is spotted.
type OpportunityTally struct {
	Kind string `json:"kind"`
	Tally
}

// dueDays are the stretches in which decisions ahead are counted.
var dueDays = []int{30, 60, 90, 120}

// Sum adds accounts up. The customers are those that are confirmed and not churned.
func Sum(accounts []heed.Account, rates heed.Rates, now time.Time) (o Overview, customers []heed.Account) {
	s := newSum(rates, now)
	for _, a := range accounts {
		s.enter(a)
	}
	return s.view, s.customers
}

// sum is an overview being added up.
type sum struct {
	rates     heed.Rates
	today     heed.Day
	view      Overview
	customers []heed.Account
}

func newSum(rates heed.Rates, now time.Time) *sum {
	zero := heed.Money{Currency: rates.Currency}
	none := Tally{ARR: zero, ExpectedLoss: zero}
	s := &sum{rates: rates, today: heed.DayOf(now), view: Overview{
		AsOf: now, Currency: rates.Currency, Tally: none,
		ARRAtRisk: zero, Unjudged: none, Provisional: none, Churned: none, Overdue: none, Unrated: []heed.Money{},
	}}
	for _, band := range heed.Bands {
		s.view.Bands = append(s.view.Bands, BandTally{band, none})
	}
	for _, days := range dueDays {
		s.view.Due = append(s.view.Due, DueTally{days, none})
	}
	for _, kind := range heed.Opportunities {
		s.view.Opportunities = append(s.view.Opportunities, OpportunityTally{kind, none})
	}
	return s
}

func (s *sum) enter(a heed.Account) {
	switch {
	case a.Provisional:
		s.add(&s.view.Provisional, a)
	case a.Status() == heed.Churned:
		s.add(&s.view.Churned, a)
	default:
		s.customers = append(s.customers, a)
		s.add(&s.view.Tally, a)
		s.addUnrated(a)
		s.addBand(a)
		s.addDecision(a)
		s.addOpportunities(a)
	}
}

func (s *sum) add(t *Tally, a heed.Account) {
	t.Accounts++
	arr, _ := a.ARR()
	t.ARR.Amount += s.rated(arr)
	t.ExpectedLoss.Amount += s.rated(a.Card.ExpectedLoss)
}

// rated is an amount in the settings' currency; 0 when nothing is known or there is no rate.
func (s *sum) rated(m *heed.Money) int64 {
	if m == nil {
		return 0
	}
	converted, _ := s.rates.Convert(*m)
	return converted.Amount
}

// addUnrated lists what no sum holds: what the last judgement could not
// convert, or else an ARR without a rate.
func (s *sum) addUnrated(a heed.Account) {
	missing := a.Card.Unrated
	if arr, _ := a.ARR(); arr != nil && len(missing) == 0 {
		missing = []heed.Money{*arr}
	}
	for _, m := range missing {
		if _, rated := s.rates.Convert(m); rated {
			continue
		}
		i, found := slices.BinarySearchFunc(s.view.Unrated, m, func(x, y heed.Money) int { return cmp.Compare(x.Currency, y.Currency) })
		if !found {
			s.view.Unrated = slices.Insert(s.view.Unrated, i, heed.Money{Currency: m.Currency})
		}
		s.view.Unrated[i].Amount += m.Amount
	}
}

func (s *sum) addBand(a heed.Account) {
	rank := a.Card.Band.Rank()
	if rank < 0 {
		s.add(&s.view.Unjudged, a)
		return
	}
	s.add(&s.view.Bands[rank].Tally, a)
	if rank >= heed.High.Rank() {
		arr, _ := a.ARR()
		s.view.ARRAtRisk.Amount += s.rated(arr)
	}
}

func (s *sum) addOpportunities(a heed.Account) {
	for i, kind := range heed.Opportunities {
		if a.Card.Opportunities[kind].Spotted() {
			s.add(&s.view.Opportunities[i].Tally, a)
		}
	}
}

func (s *sum) addDecision(a heed.Account) {
	if a.Card.DecisionDate == "" {
		return
	}
	days := a.Card.DecisionDate.Sub(s.today)
	if days < 0 {
		s.add(&s.view.Overdue, a)
		return
	}
	for i := range s.view.Due {
		if days <= s.view.Due[i].Days {
			s.add(&s.view.Due[i].Tally, a)
		}
	}
}
