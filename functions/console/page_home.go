package console

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

// homeView is the overview.
type homeView struct {
	frame
	Live       string // where the parts that change are fetched
	Notice     string // a word
	DemoName   string // of the demonstration's account; empty when the reader may not send
	Portfolio  portfolioView
	Bands      []bandRow
	Chosen     string // the account whose receipt is shown
	Receipt    *receiptView
	Events     []eventView
	Deliveries *deliveriesView // nil when the reader may not see them
	Request    *requestView    // nil outside the demonstration
}

func (p *pages) home(v *visit) (string, any, error) {
	overview, err := p.overview(v.Context(), heed.Language(v.locale), v.now)
	if err != nil {
		return "", nil, err
	}
	page := homeView{frame: p.frameFor(v, "home"), Portfolio: overview, Bands: bandRows(overview), Chosen: p.chosen(v, overview.Top)}
	if v.URL.Query().Get("notice") == "sent" {
		page.Notice = "notice:sent"
	}
	page.Live = "/?" + url.Values{"part": {"live"}, "account": {page.Chosen}}.Encode()
	return "home", &page, p.fillHome(v, &page)
}

// fillHome reads what stands beside the portfolio.
func (p *pages) fillHome(v *visit, page *homeView) error {
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return err
	}
	page.Spoken = set.Value.Language
	if page.Receipt, err = p.receiptOf(v, page.Chosen, set.Value); err != nil {
		return err
	}
	if page.Events, err = p.latest(v.Context(), v.now); err != nil {
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
// one a bad answer was just sent about, else the first worth a call.
func (p *pages) chosen(v *visit, top []topView) string {
	id := v.URL.Query().Get("account")
	switch {
	case heed.ValidAccountID(id):
		return id
	case p.opt.Demo != nil && p.opt.Demo.Account != "" && v.URL.Query().Has("notice"):
		return p.opt.Demo.Account
	case len(top) > 0:
		return top[0].Account.ID
	}
	return ""
}

func (p *pages) nameOf(ctx context.Context, account string) (string, error) {
	row, err := p.rec.Follow(ctx, account)
	return cmp.Or(row.Value.Profile.Name, account), err
}

// bandRow is one band of the portfolio, and its share of the customers for drawing.
type bandRow struct {
	portfolio.BandTally
	Width string
}

// bandRows lists the bands from bad to good, and the unjudged if there are any.
func bandRows(view portfolioView) []bandRow {
	bands := slices.Clone(view.Bands)
	slices.Reverse(bands)
	if view.Unjudged.Accounts > 0 {
		bands = append(bands, portfolio.BandTally{Tally: view.Unjudged})
	}
	rows := make([]bandRow, len(bands))
	for i, b := range bands {
		rows[i] = bandRow{b, percentage(100 * float64(b.Accounts) / float64(max(view.Accounts, 1)))}
	}
	return rows
}
