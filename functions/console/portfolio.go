package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

func (c *Console) portfolioRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/portfolio", scope: heed.ScopeRead, answer: c.getPortfolio}}
}

// portfolioView is how all customers stand. Provisional and churned accounts are
// counted apart and are in no other sum. Sums are in the settings' currency.
type portfolioView struct {
	AsOf     time.Time `json:"as_of"`
	Currency string    `json:"currency"`
	tally
	ARRAtRisk   heed.Money   `json:"arr_at_risk"` // of high and critical accounts
	Bands       []bandTally  `json:"bands"`       // from low to critical
	Unjudged    tally        `json:"unjudged"`
	Provisional tally        `json:"provisional"`
	Churned     tally        `json:"churned"`
	Unrated     []heed.Money `json:"unrated"` // ARR the settings have no rate for, per currency
	Due         []dueTally   `json:"due"`     // decisions ahead; the longer stretch holds the shorter
	Overdue     tally        `json:"overdue"`
	Since       *heed.Day    `json:"since"`   // the day changes are counted from; null before the first
	Changes     []changeView `json:"changes"` // accounts in another band than then, the furthest moved first
	Top         []topView    `json:"top"`     // the accounts most worth a call
}

// tally is some accounts with what they pay and may be lost.
type tally struct {
	Accounts     int        `json:"accounts"`
	ARR          heed.Money `json:"arr"`
	ExpectedLoss heed.Money `json:"expected_loss"`
}

type bandTally struct {
	Band heed.Band `json:"band"`
	tally
}

type dueTally struct {
	Days int `json:"days"`
	tally
}

// topView is an account worth a call, and why.
type topView struct {
	Account heed.AccountRef `json:"account"`
	Risk    *cardView       `json:"risk"`
}

// dueDays are the stretches in which decisions ahead are counted.
var dueDays = []int{30, 60, 90, 120}

// topAccounts is how many accounts are named as most worth a call.
const topAccounts = 5

func (c *Console) getPortfolio(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	view, err := c.overview(r.Context(), r.language(), r.now)
	return r.spoken(view), err
}

// overview reads how all customers stand.
func (c *Console) overview(ctx context.Context, lang heed.Language, now time.Time) (portfolioView, error) {
	set, err := c.rec.Settings(ctx)
	if err != nil {
		return portfolioView{}, err
	}
	all, err := c.portfolio.accounts(ctx, now)
	if err != nil {
		return portfolioView{}, err
	}
	sum := newPortfolioSum(set.Value.Rates(), now)
	for _, a := range all {
		sum.enter(a)
	}
	view := sum.view
	view.Top = c.worthACall(sum.customers, lang, now)
	view.Since, view.Changes, err = c.changes(ctx, sum.customers, lang, now)
	return view, err
}

// portfolioSum adds accounts up.
type portfolioSum struct {
	rates     heed.Rates
	today     heed.Day
	view      portfolioView
	customers []heed.Account // confirmed and not churned
}

func newPortfolioSum(rates heed.Rates, now time.Time) *portfolioSum {
	zero := heed.Money{Currency: rates.Currency}
	none := tally{ARR: zero, ExpectedLoss: zero}
	s := &portfolioSum{rates: rates, today: heed.DayOf(now), view: portfolioView{
		AsOf: now, Currency: rates.Currency, tally: none,
		ARRAtRisk: zero, Unjudged: none, Provisional: none, Churned: none, Overdue: none, Unrated: []heed.Money{},
	}}
	for _, band := range heed.Bands {
		s.view.Bands = append(s.view.Bands, bandTally{band, none})
	}
	for _, days := range dueDays {
		s.view.Due = append(s.view.Due, dueTally{days, none})
	}
	return s
}

func (s *portfolioSum) enter(a heed.Account) {
	switch {
	case a.Provisional:
		s.add(&s.view.Provisional, a)
	case statusOf(a) == heed.Churned:
		s.add(&s.view.Churned, a)
	default:
		s.customers = append(s.customers, a)
		s.add(&s.view.tally, a)
		s.addUnrated(a)
		s.addBand(a)
		s.addDecision(a)
	}
}

func (s *portfolioSum) add(t *tally, a heed.Account) {
	t.Accounts++
	arr, _ := arrOf(a)
	t.ARR.Amount += s.rated(arr)
	t.ExpectedLoss.Amount += s.rated(a.Card.ExpectedLoss)
}

// rated is an amount in the settings' currency; 0 when nothing is known or there is no rate.
func (s *portfolioSum) rated(m *heed.Money) int64 {
	if m == nil {
		return 0
	}
	converted, _ := s.rates.Convert(*m)
	return converted.Amount
}

// addUnrated lists what no sum holds: what the last judgement could not
// convert, or else an ARR without a rate.
func (s *portfolioSum) addUnrated(a heed.Account) {
	missing := a.Card.Unrated
	if arr, _ := arrOf(a); arr != nil && len(missing) == 0 {
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

func (s *portfolioSum) addBand(a heed.Account) {
	rank := a.Card.Band.Rank()
	if rank < 0 {
		s.add(&s.view.Unjudged, a)
		return
	}
	s.add(&s.view.Bands[rank].tally, a)
	if rank >= heed.High.Rank() {
		arr, _ := arrOf(a)
		s.view.ARRAtRisk.Amount += s.rated(arr)
	}
}

func (s *portfolioSum) addDecision(a heed.Account) {
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
			s.add(&s.view.Due[i].tally, a)
		}
	}
}

// worthACall are the accounts above low with the most to lose.
func (c *Console) worthACall(customers []heed.Account, lang heed.Language, now time.Time) []topView {
	risky := slices.DeleteFunc(slices.Clone(customers), func(a heed.Account) bool { return !a.Card.Band.Worse(heed.Low) })
	order, _ := orderOf("-expected_loss")
	top := []topView{}
	for _, k := range order.rank(risky, func(*heed.Account) bool { return true }) {
		if len(top) == topAccounts {
			break
		}
		top = append(top, topView{k.account.Ref(c.opt.PublicURL), cardIn(k.account.Card, lang, now)})
	}
	return top
}
