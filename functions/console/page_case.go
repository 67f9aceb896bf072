package console

import "github.com/heed-cs/heed/shared/heed"

// casePage is one case, beside why its account is at risk and what to do.
type casePage struct {
	accountFrame
	Case caseRow
	Tag  string // of what is shown, so that nobody's change is lost
}

// Outcomes are those to choose from.
func (page *casePage) Outcomes() []heed.CaseOutcome { return heed.CaseOutcomes }

func (p *pages) casePage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "case")
	if err != nil {
		return "", nil, err
	}
	row, err := p.caseOf(&v.request)
	if err != nil {
		return "", nil, err
	}
	f.Section = "cases"
	return "case", &casePage{f, v.caseRow(row.Value, f.Account), f.Form.Or("tag", etagOf(row.Version))}, nil
}

// changeCase saves what was typed of a case, closes it, or opens it again.
func (p *pages) changeCase(v *visit) (string, error) {
	account, id := v.PathValue("id"), v.PathValue("case")
	done, body := caseForms(v.typed)
	_, err := p.call(v, apiCall{
		Route: "PATCH /v1/accounts/{id}/cases/{case}", At: []string{account, id}, Body: body, IfMatch: v.typed.Get("tag"),
	})
	return caseAt(account, id) + "?notice=" + done, err
}

// caseForms is what the API is to change, and the word for it once it is done. A
// field that the page did not show, such as a note, stays.
func caseForms(f typed) (done string, body map[string]string) {
	done, body = "case_saved", map[string]string{}
	for _, name := range []string{"owner", "due", "note"} {
		if f.Has(name) {
			body[name] = f.Get(name)
		}
	}
	if f.Get("outcome") != "" {
		body["outcome"] = f.Get("outcome")
	}
	switch f.Get("do") {
	case "close":
		done, body["status"] = "case_closed", caseClosed
	case "reopen":
		done, body = "case_reopened", map[string]string{"status": caseOpen}
	}
	return done, body
}
