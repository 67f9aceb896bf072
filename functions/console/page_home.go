package console

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// howMany accounts the page names as most worth calling.
const howMany = 5

// homeView is the overview.
type homeView struct {
	frame
	Live       string // where the parts that change are fetched
	Notice     string // a word
	DemoName   string // of the demonstration's account; empty when the reader may not send
	Portfolio  totalsView
	Calls      []callView
	Receipt    *receiptView
	Events     []eventView
	Deliveries *deliveriesView // nil when the reader may not see them
	Request    *requestView    // nil outside the demonstration
}

// callView is an account that is worth a call.
type callView struct {
	ID, Name, Owner string
	Card            heed.Card
	ARR             *heed.Money
	Days            *int
	Reason, Play    string
	Shown           bool // its receipt is on the page
}

func (p *pages) home(v *visit) (string, any, error) {
	all, err := p.portfolio.accounts(v.Context(), v.now)
	if err != nil {
		return "", nil, err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	page := homeView{frame: p.frame(v, v.locale, "home"), Portfolio: totalsOf(all, set.Value.Rates()), Calls: callsOf(all, v)}
	if v.URL.Query().Get("notice") == "sent" {
		page.Notice = "notice:sent"
	}
	chosen := p.chosen(v, page.Calls)
	page.Live = "/?" + url.Values{"part": {"live"}, "account": {chosen}}.Encode()
	if err := p.fillHome(v, &page, chosen, set.Value); err != nil {
		return "", nil, err
	}
	return "home", page, nil
}

// fillHome reads what stands beside the list of calls.
func (p *pages) fillHome(v *visit, page *homeView, chosen string, set heed.Settings) (err error) {
	if page.Receipt, err = p.receiptOf(v, chosen, set); err != nil {
		return err
	}
	for i := range page.Calls {
		page.Calls[i].Shown = page.Calls[i].ID == chosen
	}
	if page.Events, err = p.latest(v.Context(), v.now, v.locale); err != nil {
		return err
	}
	if page.Deliveries, err = p.deliveriesFor(v); err != nil {
		return err
	}
	page.Request = p.requestFor(v)
	if p.opt.Demo != nil && v.may(heed.ScopeIngest) {
		page.DemoName, err = p.nameOf(v.Context(), p.opt.Demo.Account)
	}
	return err
}

// chosen is the account whose receipt is shown: the one the address names, the
// one a bad answer was just sent about, else the first worth calling.
func (p *pages) chosen(v *visit, calls []callView) string {
	id := v.URL.Query().Get("account")
	switch {
	case heed.ValidAccountID(id):
		return id
	case p.opt.Demo != nil && p.opt.Demo.Account != "" && v.URL.Query().Has("notice"):
		return p.opt.Demo.Account
	case len(calls) > 0:
		return calls[0].ID
	}
	return ""
}

func (p *pages) nameOf(ctx context.Context, account string) (string, error) {
	row, err := p.rec.Account(ctx, account)
	return cmp.Or(row.Value.Profile.Name, account), err
}

// callsOf ranks the confirmed accounts that can still be lost by expected loss.
func callsOf(all []heed.Account, v *visit) []callView {
	byLoss, _ := orderOf("") // the default order of accounts
	worth := func(a *heed.Account) bool {
		return !a.Provisional && statusOf(*a) != heed.Churned && a.Card.ExpectedLoss != nil && a.Card.ExpectedLoss.Amount > 0
	}
	ranked := byLoss.rank(all, worth)
	calls := make([]callView, min(len(ranked), howMany))
	for i := range calls {
		calls[i] = callOf(ranked[i].account, v)
	}
	return calls
}

func callOf(a *heed.Account, v *visit) callView {
	lang := heed.Language(v.locale)
	arr, _ := arrOf(*a)
	return callView{ID: a.ID, Name: a.DisplayName(), Owner: a.Profile.Owner, Card: a.Card, ARR: arr,
		Days: daysTo(a.Card.DecisionDate, v.now), Reason: a.Card.Reason.In(lang), Play: a.Card.Play.In(lang)}
}

// totalsView is the portfolio in sums, in the settings' currency.
type totalsView struct {
	Bands       []bandView // from bad to good
	All         bandView
	AtRisk      heed.Money
	Provisional int
	Churned     int
	Unrated     []heed.Money // what has no rate, by currency
}

// bandView is one band of it; NoBand are accounts not judged yet.
type bandView struct {
	Band      heed.Band
	Accounts  int
	ARR, Loss heed.Money
	Share     float64 // of all accounts, in percent
}

// totalsOf adds up the portfolio. Provisional and lost accounts are counted apart.
func totalsOf(all []heed.Account, rates heed.Rates) totalsView {
	t := totalsView{AtRisk: heed.Money{Currency: rates.Currency}}
	zero := bandView{ARR: t.AtRisk, Loss: t.AtRisk}
	t.All = zero
	bands, unrated := map[heed.Band]bandView{}, map[string]int64{}
	for _, a := range all {
		switch {
		case a.Provisional:
			t.Provisional++
			continue
		case statusOf(a) == heed.Churned:
			t.Churned++
			continue
		}
		b, met := bands[a.Card.Band]
		if !met {
			b = zero
		}
		one := standing(a, rates, unrated)
		bands[a.Card.Band] = b.plus(one)
		t.All = t.All.plus(one)
		if !heed.High.Worse(a.Card.Band) {
			t.AtRisk.Amount += one.ARR.Amount
		}
	}
	t.Bands = bandsOf(bands, zero, t.All.Accounts)
	for _, currency := range slices.Sorted(maps.Keys(unrated)) {
		t.Unrated = append(t.Unrated, heed.Money{Amount: unrated[currency], Currency: currency})
	}
	return t
}

// standing is one account in the rates' currency; what has no rate is noted.
func standing(a heed.Account, rates heed.Rates, unrated map[string]int64) bandView {
	one := bandView{Accounts: 1}
	arr, source := arrOf(a)
	if arr != nil {
		m, rated := rates.Convert(*arr)
		if one.ARR = m; !rated {
			unrated[arr.Currency] += arr.Amount
		}
	}
	if source == heed.ARRFromContracts {
		for _, m := range a.Card.Unrated {
			unrated[m.Currency] += m.Amount
		}
	}
	if a.Card.ExpectedLoss != nil {
		one.Loss, _ = rates.Convert(*a.Card.ExpectedLoss)
	}
	return one
}

func (b bandView) plus(other bandView) bandView {
	b.Accounts += other.Accounts
	b.ARR.Amount += other.ARR.Amount
	b.Loss.Amount += other.Loss.Amount
	return b
}

// bandsOf lists the bands from bad to good, and the unjudged if there are any.
func bandsOf(sums map[heed.Band]bandView, zero bandView, accounts int) []bandView {
	var list []bandView
	for _, band := range []heed.Band{heed.Critical, heed.High, heed.Medium, heed.Low, heed.NoBand} {
		b, met := sums[band]
		if !met && band == heed.NoBand {
			continue
		}
		if !met {
			b = zero
		}
		b.Band = band
		if accounts > 0 {
			b.Share = 100 * float64(b.Accounts) / float64(accounts)
		}
		list = append(list, b)
	}
	return list
}

// UnratedText names what is in no sum.
func (t totalsView) UnratedText(l locale) string {
	var parts []string
	for _, m := range t.Unrated {
		parts = append(parts, l.Money(&m))
	}
	return l.fill("unrated", strings.Join(parts, ", "))
}
