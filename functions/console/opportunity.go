package console

import (
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/risk"
)

func (c *Console) opportunityRoutes() []route {
	return []route{{method: http.MethodGet, path: "/v1/accounts/{id}/opportunities", scope: heed.ScopeRead, answer: c.getOpportunities}}
}

// opportunitiesView is what an account could become, explained as its risk is.
type opportunitiesView struct {
	Account   heed.AccountRef `json:"account"`
	Expansion opportunityView `json:"expansion"`
	Advocate  opportunityView `json:"advocate"`
}

type opportunityView struct {
	heed.OpportunityView
	Reason string          `json:"reason"`
	Plays  []heed.PlayView `json:"plays"`
}

// getOpportunities explains both kinds as of now. Nothing of it is kept but whether
// they are spotted, which is what the last judgement said.
func (c *Console) getOpportunities(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	if a.Card.Band == heed.NoBand {
		return reply{}, unjudged(a.ID)
	}
	all, err := c.opportunities(r, a)
	if err != nil {
		return reply{}, err
	}
	view := opportunitiesView{Account: a.Ref(c.opt.PublicURL)}
	for _, o := range all {
		o.Since = a.Card.Opportunities[o.Kind].Since
		v := opportunityView{o.In(r.language()), o.Reason.In(r.language()), heed.PlaysIn(o.Plays, r.language())}
		if o.Kind == heed.Advocate {
			view.Advocate = v
		} else {
			view.Expansion = v
		}
	}
	return r.spoken(view), nil
}

func (c *Console) opportunities(r *request, a heed.Account) ([]heed.Opportunity, error) {
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	book, err := c.rec.Book(r.Context())
	if err != nil {
		return nil, err
	}
	countersFrom, usageFrom := risk.Since(r.now)
	d, err := c.rec.DossierUntold(r.Context(), a.ID, countersFrom, usageFrom, r.now)
	if err != nil {
		return nil, err
	}
	f := risk.Fold(judgement.Snapshot(d, book.Value), set.Value, r.now)
	defer f.Close()
	return f.Opportunities(a.Card), nil
}

// spottedView is an opportunity in brief.
type spottedView struct {
	Kind   string    `json:"kind"`
	Since  time.Time `json:"since"`
	Score  float64   `json:"score"`
	Reason string    `json:"reason"`
}

// spottedIn are the opportunities an account's card shows; never nil.
func spottedIn(card heed.Card, lang heed.Language) []spottedView {
	views := []spottedView{}
	for _, kind := range card.Spotted() {
		s := card.Opportunities[kind]
		views = append(views, spottedView{Kind: kind, Since: s.Since, Score: s.Score, Reason: s.Reason.In(lang)})
	}
	return views
}
