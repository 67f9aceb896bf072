package console

import (
	"math"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// receiptView is one judgement, drawn: bars that start where the one before
// ended, from the base to the sum.
type receiptView struct {
	ID, Name     string
	Judged       bool
	Probability  float64
	Band         heed.Band
	Confidence   string
	ExpectedLoss *heed.Money
	Target       heed.Target
	Days         *int // to the decision, as of today; nil when only a date is assumed
	AsOf         time.Time
	Basis, Model string
	Reference    string // whom contributions are measured against
	Reason       string
	Base         float64
	LogOdds      float64
	Axis         axis
	Bars         []barView // the groups of factors that move the risk
	Better       string    // what would bring a better band; empty when nothing would
	Neutral      []string  // titles of those that do not
	Coverage     float64
	Missing      []missingView
	Plays        []heed.PlayView
}

// barView is the step of one factor, or of a group of them, from one sum to the
// next, in log-odds.
type barView struct {
	Factor        string // the only one that moves the risk; empty for several
	Title, Reason string
	Decisive      bool
	Contribution  float64
	From, Sum     float64
	Axis          axis
	Members       []memberView // of a group of several; empty for one factor
}

// memberView is one factor of a group.
type memberView struct {
	Factor, Title, Reason string
	Contribution          float64
}

// missingView is a factor that could not be judged.
type missingView struct{ Title, Why string }

// receiptOf reads an account's newest judgement; nil for an account that is not there.
func (p *pages) receiptOf(v *visit, account string, set heed.Settings) (*receiptView, error) {
	if account == "" {
		return nil, nil
	}
	head, err := p.rec.Follow(v.Context(), account)
	if err != nil || !head.Value.Exists() {
		return nil, err
	}
	account = head.Value.ID
	row, err := p.rec.NewestReceipt(v.Context(), account)
	if err != nil {
		return nil, err
	}
	view := &receiptView{ID: account, Name: head.Value.DisplayName(), Judged: row.Found()}
	if row.Found() {
		view.draw(row.Value.Risk, heed.Language(v.locale), set)
		view.Days = daysTo(head.Value.Card.DecisionDate, v.now)
	}
	return view, nil
}

func (rc *receiptView) draw(r heed.Risk, lang heed.Language, set heed.Settings) {
	rc.Probability, rc.Band, rc.Confidence, rc.ExpectedLoss = r.Probability, r.Band, string(r.Confidence), r.ExpectedLoss
	rc.Target, rc.AsOf, rc.Basis, rc.Model, rc.Reason = r.Target, r.AsOf, r.Basis, r.Model, r.Reason.In(lang)
	rc.Base, rc.LogOdds, rc.Coverage, rc.Plays = r.Base, r.LogOdds, r.Coverage, heed.PlaysIn(r.Plays, lang)
	rc.Axis, rc.Reference = axisOf(r, set.Bands[r.Target.Kind]), r.Reference.Text.In(lang)
	if r.Counterfactual != nil {
		rc.Better = r.Counterfactual.Reason.In(lang)
	}
	sum := r.Base
	for _, g := range r.Groups() {
		bar := rc.bar(r, g, lang, set)
		if bar.Title == "" {
			continue
		}
		bar.From, bar.Sum, bar.Axis = sum, sum+bar.Contribution, rc.Axis
		rc.Bars, sum = append(rc.Bars, bar), bar.Sum
	}
	for _, m := range r.Missing {
		rc.Missing = append(rc.Missing, missingView{factorTitle(m.Factor, lang, set), "why:" + m.Why})
	}
}

// bar is the step of a group: under the name of its only factor that moves the
// risk, or under its own. One without any has no title.
func (rc *receiptView) bar(r heed.Risk, g heed.Group, lang heed.Language, set heed.Settings) (bar barView) {
	for _, f := range r.Factors {
		title := factorTitle(f.Factor, lang, set)
		switch {
		case f.Group != g.Group:
		case f.Contribution == 0:
			rc.Neutral = append(rc.Neutral, title)
		default:
			bar.Decisive = bar.Decisive || f.Decisive
			bar.Members = append(bar.Members, memberView{f.Factor, title, f.Reason.In(lang), f.Contribution})
		}
	}
	bar.Contribution = g.Contribution
	switch len(bar.Members) {
	case 0:
	case 1:
		only := bar.Members[0]
		bar.Factor, bar.Title, bar.Reason, bar.Members = only.Factor, only.Title, only.Reason, nil
	default:
		bar.Title = g.Title.In(lang)
	}
	return bar
}

func factorTitle(name string, lang heed.Language, set heed.Settings) string {
	for _, f := range set.Factors {
		if f.Factor == name {
			return f.Title.In(lang)
		}
	}
	for _, d := range risk.Descriptions() {
		if d.Factor == name {
			return d.Title.In(lang)
		}
	}
	return locale(lang).T(name)
}

// axis maps log-odds to percent of the drawing's width, and knows where the
// bands lie.
type axis struct {
	low, high float64
	Zones     []zone
}

// zone is a band's stretch of the axis; Edge is the probability where it is entered.
type zone struct {
	Band heed.Band
	span
	Edge  float64
	Roomy bool // there is room for the band's name
}

// span is a stretch of the drawing, as SVG attributes want it: "12.5%".
type span struct{ X, Width string }

// roomy is the share of the drawing, in percent, that a band's name takes on a
// small screen.
const roomy = 20

// ahead is how far the axis shows at least of the worst band, in log-odds.
const ahead = .9

// axisOf spans every sum on the way and the way into the worst band, so that all
// bands are seen, with a margin.
func axisOf(r heed.Risk, lines heed.BandLines) axis {
	low, high := r.Base, r.Base
	sum := r.Base
	for _, g := range r.Groups() {
		sum += g.Contribution
		low, high = min(low, sum), max(high, sum)
	}
	margin := max(.06*(high-low), .2)
	a := axis{low: low - margin, high: max(high+margin, logit(lines.Critical.Enter)+ahead)}
	a.zones(lines)
	return a
}

// zones cuts the axis at the lines where bands are entered.
func (a *axis) zones(lines heed.BandLines) {
	from, edge := a.low, 0.
	for i, band := range heed.Bands {
		to := a.high
		next := heed.Thresholds{}
		if i+1 < len(heed.Bands) {
			next, _ = lines.Of(heed.Bands[i+1])
			to = min(logit(next.Enter), a.high)
		}
		if to > from {
			a.Zones = append(a.Zones, zone{Band: band, span: a.span(from, to), Edge: edge, Roomy: a.share(to)-a.share(from) > roomy})
			from = to
		}
		edge = next.Enter
	}
}

// At is where log-odds lie.
func (a axis) At(logOdds float64) string { return percentage(a.share(logOdds)) }

func (a axis) share(logOdds float64) float64 {
	return 100 * min(max((logOdds-a.low)/(a.high-a.low), 0), 1)
}

func (a axis) span(from, to float64) span {
	x, end := a.share(min(from, to)), a.share(max(from, to))
	return span{percentage(x), percentage(end - x)}
}

func percentage(share float64) string { return strconv.FormatFloat(share, 'f', 3, 64) + "%" }

// logit is the log-odds of a probability; no band is entered at 0 or 1.
func logit(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}

// Span is the bar's place in the drawing.
func (b barView) Span() span { return b.Axis.span(b.From, b.Sum) }

// Raises reports whether the factor makes the loss more likely.
func (b barView) Raises() bool { return b.Contribution > 0 }
