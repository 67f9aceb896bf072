package console

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// casesPage lists what somebody is to see to, of all accounts.
type casesPage struct {
	frame
	Asked  url.Values // the filters in use
	Closed bool
	Rows   []caseRow
	After  string // where the list goes on; empty at its end
	Clear  bool   // there is a filter to take away
}

// caseRow is a case with the account it is about.
type caseRow struct {
	caseView
	Name string // of the account
	Band heed.Band
	Days *int // until it is due
}

func (p *pages) casesRoutes() []route {
	const all, one = "/ui/accounts/{id}/cases", "/ui/accounts/{id}/cases/{case}"
	return []route{
		{method: http.MethodGet, path: "/ui/cases", raw: p.watched(p.casesPage, p.stampOfCases)},
		{method: http.MethodGet, path: all, raw: p.signedIn(p.accountCasesPage)},
		{method: http.MethodPost, path: all, raw: p.filled(p.accountCasesPage, p.openACase)},
		{method: http.MethodGet, path: one, raw: p.signedIn(p.casePage)},
		{method: http.MethodPost, path: one, raw: p.filled(p.casePage, p.changeCase)},
	}
}

// At is the page of the case.
func (k caseRow) At() string { return caseAt(k.Account, k.ID) }

// Came is the word for what came of the case; of one that is open, that it is not known.
func (k caseRow) Came() string {
	if k.Outcome == nil {
		return "case_outcome_none"
	}
	return "outcome:" + *k.Outcome
}

func casesAt(account string) string { return "/ui/accounts/" + url.PathEscape(account) + "/cases" }

func caseAt(account, id string) string { return casesAt(account) + "/" + url.PathEscape(id) }

// Kinds are those to choose from.
func (page *casesPage) Kinds() []heed.CaseKind { return heed.CaseKinds }

// Of is the same list of one owner's cases alone.
func (page *casesPage) Of(owner string) string {
	return "/ui/cases?" + url.Values{"owner": {owner}, "status": {page.Asked.Get("status")}}.Encode()
}

func (p *pages) casesPage(v *visit) (string, any, error) {
	asked := askedFor(v.URL.Query(), caseFilters...)
	page := &casesPage{frame: p.frameFor(v, "cases"), Asked: asked, Closed: asked.Get("status") == caseClosed}
	if !asked.Has("cursor") { // the case that it names may be closed meanwhile
		page.frame = page.alive()
	}
	page.Clear = asked.Has("owner") || asked.Has("kind")
	found, err := p.casesFor(v, asked)
	if err != nil {
		return "", nil, err
	}
	if found.Next != nil {
		page.After = page.with("cursor", *found.Next)
	}
	page.Rows, err = p.caseRows(v, found.Items)
	return "cases", page, err
}

// caseFilters are what an address may ask of the list.
var caseFilters = []string{"status", "kind", "owner", "cursor"}

func (p *pages) casesFor(v *visit, asked url.Values) (open found[caseView], err error) {
	return open, p.fetch(v, apiCall{Route: "GET /v1/cases", Query: asked}, &open)
}

// stampOfCases changes with everything that the list shows.
func (p *pages) stampOfCases(v *visit) (string, error) {
	found, err := p.casesFor(v, askedFor(v.URL.Query(), caseFilters...))
	return digest([]any{found, heed.DayOf(v.now), v.key.Scopes, v.locale}), err
}

// caseRows puts the accounts beside their cases.
func (p *pages) caseRows(v *visit, found []caseView) ([]caseRow, error) {
	var ids []string
	for _, k := range found {
		ids = append(ids, k.Account)
	}
	accounts, err := p.rec.Accounts(v.Context(), ids...)
	rows := make([]caseRow, len(found))
	for i, k := range found {
		a := accounts[k.Account]
		rows[i] = caseRow{k, cmp.Or(a.Profile.Name, k.Account), a.Card.Band, daysTo(k.Due, v.now)}
	}
	return rows, err
}
