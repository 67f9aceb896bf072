package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

func (c *Console) portfolioRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/portfolio", scope: heed.ScopeRead, answer: c.getPortfolio}}
}

// portfolioView is how all customers stand, and what changed.
type portfolioView struct {
	portfolio.Overview
	Since   *heed.Day          `json:"since"`   // the day changes are counted from; null before the first
	Changes []portfolio.Change `json:"changes"` // accounts in another band than then, the furthest moved first
	Top     []topView          `json:"top"`     // the accounts most worth a call
}

// topView is an account worth a call, and why.
type topView struct {
	Account heed.AccountRef `json:"account"`
	Risk    *cardView       `json:"risk"`
}

const (
	// topAccounts is how many accounts are named as most worth a call.
	topAccounts = 5
	// maxChanges is how many changes are named.
	maxChanges = 50
)

func (c *Console) getPortfolio(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	view, err := c.overview(r.Context(), r.language(), r.now)
	return r.spoken(view), err
}

// overview reads how all customers stand, compared with the last daily sweep before today.
func (c *Console) overview(ctx context.Context, lang heed.Language, now time.Time) (view portfolioView, err error) {
	set, err := c.rec.Settings(ctx)
	if err != nil {
		return view, err
	}
	all, err := c.portfolio.accounts(ctx, now)
	if err != nil {
		return view, err
	}
	day, then, err := c.rec.LastPortfolioDay(ctx, heed.DayOf(now))
	if err != nil {
		return view, err
	}
	sums, customers := portfolio.Sum(all, set.Value.Rates(), now)
	view = portfolioView{Overview: sums, Since: orNull(day), Changes: []portfolio.Change{}, Top: c.worthACall(customers, lang, now)}
	if day != "" {
		changed := portfolio.Changes(customers, then, portfolio.Writing{Language: lang, PublicURL: c.opt.PublicURL})
		view.Changes = changed[:min(len(changed), maxChanges)]
	}
	return view, nil
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
