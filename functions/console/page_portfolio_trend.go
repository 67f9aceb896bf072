package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/portfolio"
)

const (
	// trendDays is how far back the portfolio is shown.
	trendDays = 365
	// weeksAhead is how far ahead decisions are drawn.
	weeksAhead = 26
	// portfolioPace is how often the page is made anew when no event asks for it.
	portfolioPace = 10 * time.Second
)

// trendRow is how the portfolio stood on one day.
type trendRow struct {
	Day      heed.Day
	Accounts int
	ARR      heed.Money
	AtRisk   heed.Money
	Major    float64 // what is at risk in whole units, for drawing
}

// trend reads the days that were noted, and adds how it stands now. Days in
// another currency than now cannot be compared and are left out.
func (p *pages) trend(v *visit, now portfolioView) ([]trendRow, error) {
	today := heed.DayOf(v.now)
	days, err := p.rec.PortfolioSums(v.Context(), today.Add(-trendDays), today)
	var rows []trendRow
	for _, d := range days {
		if d.ARR.Currency == now.Currency {
			rows = append(rows, trendRowOf(d.Day, d.Accounts, d.ARR, d.ARRAtRisk))
		}
	}
	return append(rows, trendRowOf(today, now.Accounts, now.ARR, now.ARRAtRisk)), err
}

func trendRowOf(day heed.Day, accounts int, arr, atRisk heed.Money) trendRow {
	return trendRow{day, accounts, arr, atRisk, whole(atRisk)}
}

// aheadView are the decisions of the weeks ahead.
type aheadView struct {
	Weeks []aheadWeek
	Most  heed.Money // of a week
}

// aheadWeek is what is decided in one week.
type aheadWeek struct {
	From     heed.Day
	Accounts int
	ARR      heed.Money
	AtRisk   heed.Money
	X        string
	Bars     []aheadBar
	Label    bool // there is room for the day below it
}

// aheadBar is a band's part of a week.
type aheadBar struct {
	Band      heed.Band
	Y, Height string
	amount    int64
}

// ahead sorts the customers' decisions into weeks.
func (p *pages) ahead(v *visit, rates heed.Rates) (aheadView, error) {
	all, err := p.portfolio.accounts(v.Context(), v.now)
	if err != nil {
		return aheadView{}, err
	}
	_, customers := portfolio.Sum(all, rates, v.now)
	today := heed.DayOf(v.now)
	view := aheadView{Weeks: make([]aheadWeek, weeksAhead)}
	for i := range view.Weeks {
		view.Weeks[i] = newWeek(i, today, rates.Currency)
	}
	for _, a := range customers {
		if a.Card.DecisionDate == "" || a.Card.DecisionDate < today {
			continue
		}
		if week := a.Card.DecisionDate.Sub(today) / 7; week < weeksAhead {
			view.Weeks[week].enter(a, rates)
		}
	}
	view.draw(rates.Currency)
	return view, nil
}

func newWeek(i int, today heed.Day, currency string) aheadWeek {
	zero := heed.Money{Currency: currency}
	w := aheadWeek{From: today.Add(7 * i), ARR: zero, AtRisk: zero, X: percentage(100 * (float64(i) + .1) / weeksAhead), Label: i%4 == 0}
	for _, band := range heed.Bands {
		w.Bars = append(w.Bars, aheadBar{Band: band})
	}
	return w
}

func (w *aheadWeek) enter(a heed.Account, rates heed.Rates) {
	w.Accounts++
	arr, _ := a.ARR()
	if arr == nil || a.Card.Band.Rank() < 0 {
		return
	}
	rated, _ := rates.Convert(*arr)
	w.ARR.Amount += rated.Amount
	w.Bars[a.Card.Band.Rank()].amount += rated.Amount
	if a.Card.Band.Worse(heed.Medium) {
		w.AtRisk.Amount += rated.Amount
	}
}

// draw piles each week's bands up, the worst at the bottom.
func (view *aheadView) draw(currency string) {
	view.Most = heed.Money{Currency: currency}
	for _, w := range view.Weeks {
		view.Most.Amount = max(view.Most.Amount, w.ARR.Amount)
	}
	for i := range view.Weeks {
		top := 100.
		for rank := len(view.Weeks[i].Bars) - 1; rank >= 0; rank-- {
			bar := &view.Weeks[i].Bars[rank]
			height := 100 * float64(bar.amount) / float64(max(view.Most.Amount, 1))
			top -= height
			bar.Y, bar.Height = percentage(top), percentage(height)
		}
	}
}
