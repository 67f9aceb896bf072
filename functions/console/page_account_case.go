package console

import (
	"cmp"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// newCaseDays is when a case that a person opens is due, unless they say otherwise.
const newCaseDays = 7

// accountCasesPage lists an account's cases, and lets a person open one.
type accountCasesPage struct {
	accountFrame
	Open   []caseRow
	Closed []caseRow
	Due    heed.Day // that is proposed for a new one
}

func (p *pages) accountCasesPage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "cases")
	if err != nil {
		return "", nil, err
	}
	page := &accountCasesPage{accountFrame: f, Due: heed.DayOf(v.now).Add(newCaseDays)}
	page.Open, page.Closed, err = p.casesOf(v, f.Account)
	return "account_cases", page, err
}

// casesOf are an account's cases: open ones, due first at the front, and closed ones.
func (p *pages) casesOf(v *visit, a heed.Account) (open, closed []caseRow, err error) {
	for row, err := range p.rec.CasesOf(v.Context(), a.ID) {
		if err != nil {
			return nil, nil, err
		}
		if k := v.caseRow(row.Value, a); row.Value.Open() {
			open = append(open, k)
		} else {
			closed = append(closed, k)
		}
	}
	slices.SortFunc(open, func(a, b caseRow) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(closed, func(a, b caseRow) int { return b.ClosedAt.Compare(*a.ClosedAt) })
	return open, closed, nil
}

// caseRow is a case of an account as the reader may see it.
func (v *visit) caseRow(k heed.Case, a heed.Account) caseRow {
	view := v.caseIn(k)
	view.Reason = k.Reason.In(heed.Language(v.locale))
	return caseRow{view, a.DisplayName(), a.Card.Band, daysTo(k.Due, v.now)}
}

// openACase opens one that a person sees a need for.
func (p *pages) openACase(v *visit) (string, error) {
	body := map[string]string{"reason": v.typed.Get("reason"), "due": v.typed.Get("due"), "note": v.typed.Get("note")}
	if owner := v.typed.Get("owner"); owner != "" {
		body["owner"] = owner
	}
	var opened caseView
	err := p.fetch(v, apiCall{Route: "POST /v1/accounts/{id}/cases", At: []string{v.PathValue("id")}, Body: body}, &opened)
	return caseAt(opened.Account, opened.ID) + "?notice=case_opened", err
}
