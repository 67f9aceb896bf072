package console

import (
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// accountPage is all the page knows of one account.
type accountPage struct {
	frame
	Account   heed.Account
	ARR       *heed.Money
	Renewal   heed.Day
	Receipt   *receiptView
	History   historyView
	Metrics   []metricNow
	Contracts []contractView
	// Opportunities are those that are spotted.
	Opportunities []spottedView
	Timeline      timelineView
	Events        []eventView
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
	page := &accountPage{frame: p.frameFor(v, "account").alive(), Account: a, Renewal: renewalOf(a)}
	page.Section, page.Charts, page.Spoken, page.Title = "accounts", true, set.Value.Language, a.DisplayName()
	page.ARR, _ = a.ARR()
	page.Opportunities = spottedIn(a.Card, heed.Language(v.locale))
	if page.Receipt, err = p.receiptOf(v, a.ID, set.Value); err != nil {
		return "", nil, err
	}
	return "account", page, p.fillAccount(v, page, set.Value)
}

// fillAccount reads what stands beside the receipt.
func (p *pages) fillAccount(v *visit, page *accountPage, set heed.Settings) (err error) {
	a := page.Account
	if page.History, err = p.historyOf(v, a, set); err != nil {
		return err
	}
	if page.Metrics, err = p.metricsOf(v, a.ID); err != nil {
		return err
	}
	if page.Contracts, err = p.contractsOf(v, a.ID); err != nil {
		return err
	}
	if page.Timeline, err = p.timelineOf(v, a.ID); err != nil {
		return err
	}
	events, err := p.rec.AccountEvents(v.Context(), a.ID, eventsShown)
	for _, ev := range events {
		page.Events = append(page.Events, eventIn(ev))
	}
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
// moves with every judgement and event, and the newest signals with what came in
// since. It costs a few small reads.
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
	return digest([]any{row.Value.ID, row.Version, set.Version, newestOf(newest), heed.DayOf(v.now), v.key.Scopes, v.locale}), nil
}

func newestOf(signals []heed.Stored) []any {
	var all []any
	for _, s := range signals {
		all = append(all, s.SID(), s.Retracted, s.Erased)
	}
	return all
}
