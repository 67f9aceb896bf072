package console

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

// portfolioPage is how all customers stand, and which of them to call first.
type portfolioPage struct {
	frame
	DemoName   string // of the demonstration's account; empty when the reader may not send
	Portfolio  portfolioView
	Bands      []bandRow
	Trend      []trendRow
	Ahead      aheadView
	Events     []eventView
	Deliveries *deliveriesView // nil when the reader may not see them
	Request    *requestView    // nil outside the demonstration
}

func (p *pages) portfolioPage(v *visit) (string, any, error) {
	overview, err := p.overview(v.Context(), heed.Language(v.locale), v.now)
	if err != nil {
		return "", nil, err
	}
	page := &portfolioPage{frame: p.frameFor(v, "portfolio").alive(), Portfolio: overview, Bands: bandRows(overview)}
	page.Charts = true
	return "portfolio", page, p.fillPortfolio(v, page)
}

// fillPortfolio reads what stands beside the sums.
func (p *pages) fillPortfolio(v *visit, page *portfolioPage) error {
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return err
	}
	page.Spoken = set.Value.Language
	if page.Trend, err = p.trend(v, page.Portfolio); err != nil {
		return err
	}
	if page.Ahead, err = p.ahead(v, set.Value.Rates()); err != nil {
		return err
	}
	if page.Events, err = p.latest(v); err != nil {
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

// First is the account most worth a call; nil when nobody needs one.
func (page *portfolioPage) First() *topView {
	if len(page.Portfolio.Top) == 0 {
		return nil
	}
	return &page.Portfolio.Top[0]
}

// Next are those worth a call after it.
func (page *portfolioPage) Next() []topView {
	return page.Portfolio.Top[min(1, len(page.Portfolio.Top)):]
}

func (p *pages) nameOf(ctx context.Context, account string) (string, error) {
	row, err := p.rec.Follow(ctx, account)
	return cmp.Or(row.Value.Profile.Name, account), err
}

// stampOfPortfolio changes with every event, with every delivery the reader may
// see, and else as often as the whole portfolio may be read. It costs a few small
// reads.
func (p *pages) stampOfPortfolio(v *visit) (string, error) {
	events, err := p.rec.LatestEvents(v.Context(), heed.DayOf(v.now), 1)
	if err != nil {
		return "", err
	}
	deliveries, err := p.deliveriesFor(v)
	if err != nil {
		return "", err
	}
	seen := []any{v.locale, v.key.Scopes, v.now.Truncate(portfolioPace).Unix(), deliveries, v.URL.Query()}
	for _, ev := range events {
		seen = append(seen, ev.ID)
	}
	if r := p.requestFor(v); r != nil {
		seen = append(seen, r.At)
	}
	return digest(seen), nil
}

// bandRow is one band of the portfolio, and its share of what customers pay for drawing.
type bandRow struct {
	portfolio.BandTally
	Width string
	To    string // the list of them
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
		share := float64(b.ARR.Amount) / float64(max(view.ARR.Amount, 1))
		rows[i] = bandRow{BandTally: b, Width: percentage(100 * share)}
		if b.Band != heed.NoBand {
			rows[i].To = "/ui/accounts?band=" + string(b.Band)
		}
	}
	return rows
}

// Moved writes by how many percentage points a probability changed: +12 or −3.
func (l locale) Moved(delta *float64) string {
	if delta == nil {
		return ""
	}
	points := int64(*delta*100 + 0.5)
	if *delta < 0 {
		points = int64(*delta*100 - 0.5)
	}
	if points > 0 {
		return "+" + strconv.FormatInt(points, 10)
	}
	return l.Number(points)
}
