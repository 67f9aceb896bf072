package console

import (
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// accountPage is all the page knows of one account.
type accountPage struct {
	accountFrame
	Renewal   heed.Day
	Review    reviewView
	History   historyView
	Metrics   []metricNow
	Contracts []contractView
	// Opportunities are those that are spotted.
	Opportunities []spottedView
	Cases         []caseRow // the open ones
	Objectives    []objectiveRow
	Timeline      timelineView
	Events        []eventView
}

func (p *pages) accountPage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "account")
	if err != nil {
		return "", nil, err
	}
	page := &accountPage{accountFrame: f, Renewal: renewalOf(f.Account)}
	page.frame, page.Charts = f.alive(), true
	page.Opportunities = spottedIn(f.Account.Card, heed.Language(v.locale))
	return "account", page, p.fillAccount(v, page)
}

// fillAccount reads what stands beside the receipt.
func (p *pages) fillAccount(v *visit, page *accountPage) (err error) {
	a := page.Account
	if page.History, err = p.historyOf(v, a, page.set); err != nil {
		return err
	}
	page.Review = reviewOf(page.History, heed.DayOf(v.now))
	if page.Metrics, err = p.metricsOf(v, a.ID); err != nil {
		return err
	}
	if page.Contracts, err = p.contractsOf(v, a.ID); err != nil {
		return err
	}
	if page.Cases, _, err = p.casesOf(v, a); err != nil {
		return err
	}
	if page.Objectives, err = p.objectivesOf(v, a.ID); err != nil {
		return err
	}
	if page.Timeline, err = p.timelineOf(v, a.ID); err != nil {
		return err
	}
	events, err := p.rec.AccountEvents(v.Context(), a.ID, eventsRead)
	page.Events = streamed(events, heed.Language(v.locale))
	return err
}

// contractView is one agreement as it stands.
type contractView struct {
	heed.Contract
	State string // a word
}

// contractsOf lists the account's contracts, open ones first.
func (p *pages) contractsOf(v *visit, account string) ([]contractView, error) {
	contracts, err := p.rec.Contracts(v.Context(), account, v.now)
	var open, closed []contractView
	for _, c := range contracts {
		switch {
		case !c.Open():
			closed = append(closed, contractView{c, "contract:ended"})
		case c.UnderNotice():
			open = append(open, contractView{c, "status:notice"})
		default:
			open = append(open, contractView{c, "contract:open"})
		}
	}
	return append(open, closed...), err
}

// Older leads to the signals before those that are shown.
func (page *accountPage) Older() string {
	return "/ui/accounts/" + url.PathEscape(page.Account.ID) + "?" + url.Values{"before": {page.Timeline.next}}.Encode() + "#timeline"
}

// stampOfAccount changes whenever something on the page may: the head's version
// moves with every judgement, event and override, the newest signals with what came
// in since, and cases and objectives with what people do. It costs a few small reads.
func (p *pages) stampOfAccount(v *visit) (string, error) {
	row, err := p.head(&v.request)
	if err != nil || !row.Value.Exists() {
		return "", err
	}
	newest, _, err := p.rec.Timeline(v.Context(), row.Value.ID, "", signalsShown)
	if err != nil {
		return "", err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", err
	}
	cases, _, err := p.casesOf(v, row.Value)
	if err != nil {
		return "", err
	}
	objectives, err := p.objectivesOf(v, row.Value.ID)
	return digest([]any{
		row.Value.ID, row.Version, row.Value.Override.Standing(v.now) != nil, set.Version, newestOf(newest), cases, objectives,
		heed.DayOf(v.now), v.key.Scopes, v.locale,
	}), err
}

func newestOf(signals []heed.Stored) []any {
	var all []any
	for _, s := range signals {
		all = append(all, s.SID(), s.Retracted, s.Erased)
	}
	return all
}
