package console

import (
	"context"
	"net/url"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
	"github.com/heed-cs/heed/shared/records"
)

const (
	answersShown = 10
	signalsRead  = 200 // in which to look for answers
	pastShown    = 12
)

// accountPage is all the page knows of one account.
type accountPage struct {
	frame
	Live     string
	Account  heed.Account
	ARR      *heed.Money
	Status   heed.Status
	Renewal  heed.Day
	Receipt  *receiptView
	Past     []pastRow
	Answers  []answerView
	Personal bool // comments may be shown
	Events   []eventView
}

// pastRow is one judgement before.
type pastRow struct {
	AsOf        time.Time
	Probability float64
	Band        heed.Band
	Reason      string
	Width       string // of a bar from 0 to 1
}

func (p *pages) accountPage(v *visit) (string, any, error) {
	a, err := p.account(&v.request)
	if err != nil {
		return "", nil, err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	page := accountPage{
		frame: p.frameFor(v, "account"), Account: a, Status: statusOf(a), Renewal: renewalOf(a),
		Live: "/ui/accounts/" + url.PathEscape(a.ID) + "?part=live", Personal: v.personal(a.ID),
	}
	page.Spoken = set.Value.Language
	page.Title = a.DisplayName()
	page.ARR, _ = arrOf(a)
	if page.Receipt, err = p.receiptOf(v, a.ID, set.Value); err != nil {
		return "", nil, err
	}
	if err := p.fillAccount(v.Context(), &page, heed.Language(v.locale)); err != nil {
		return "", nil, err
	}
	return "account", page, nil
}

// fillAccount reads what happened before.
func (p *pages) fillAccount(ctx context.Context, page *accountPage, lang heed.Language) error {
	id := page.Account.ID
	past, err := p.rec.Receipts(ctx, id, 0, pastShown)
	if err != nil {
		return err
	}
	for _, rc := range past {
		page.Past = append(page.Past, pastRowOf(rc, lang))
	}
	events, err := p.rec.AccountEvents(ctx, id, eventsShown)
	if err != nil {
		return err
	}
	for _, ev := range events {
		page.Events = append(page.Events, eventIn(ev))
	}
	signals, _, err := p.rec.Timeline(ctx, id, "", signalsRead)
	page.Answers = answersIn(signals, page.Personal)
	return err
}

func pastRowOf(rc records.Receipt, lang heed.Language) pastRow {
	r := rc.Risk
	return pastRow{AsOf: r.AsOf, Probability: r.Probability, Band: r.Band, Reason: r.Reason.In(lang), Width: percentage(100 * r.Probability)}
}

// answerView is one answer. Its comment is empty for who may not see people's words.
type answerView struct {
	At                        time.Time
	Type                      string
	Score                     int
	Scale                     string
	Touchpoint, Channel, Role string
	Comment, Language         string
	Withheld                  bool // there is a comment that the reader may not see
	Retracted, Excluded       bool
	Bottom                    bool
}

// answersIn picks the newest answers from an account's timeline.
func answersIn(signals []heed.Stored, personal bool) []answerView {
	var views []answerView
	for _, s := range signals {
		if !heed.IsFeedback(s.Type) || len(views) == answersShown {
			continue
		}
		f, err := heed.FeedbackOf(s.Signal)
		if err != nil {
			continue // data of a later version
		}
		views = append(views, answerIn(s, f, personal))
	}
	return views
}

func answerIn(s heed.Stored, f heed.Feedback, personal bool) answerView {
	view := answerView{
		At: s.Time, Type: s.Type, Score: f.Score, Scale: f.Scale, Touchpoint: f.Touchpoint, Channel: f.Channel,
		Role: f.Role, Retracted: s.Retracted, Excluded: f.Excluded != "",
	}
	if s.Type == heed.FeedbackNPS {
		view.Scale = "0-10"
	}
	view.Bottom = metric.Bottom(heed.Metric(s.Type), f.Scale, f.Score)
	if view.Withheld = f.Comment != "" && !personal; personal {
		view.Comment, view.Language = f.Comment, f.Language
	}
	return view
}
