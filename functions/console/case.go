package console

import (
	"cmp"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) caseRoutes() []route {
	const all, one = "/v1/accounts/{id}/cases", "/v1/accounts/{id}/cases/{case}"
	return []route{
		{method: http.MethodGet, path: "/v1/cases", scope: heed.ScopeRead, answer: c.listCases},
		{method: http.MethodGet, path: all, scope: heed.ScopeRead, answer: c.listCasesOf},
		{method: http.MethodPost, path: all, scope: heed.ScopeWrite, answer: c.openCase, remembers: true},
		{method: http.MethodGet, path: one, scope: heed.ScopeRead, answer: c.getCase},
		{method: http.MethodPatch, path: one, scope: heed.ScopeWrite, answer: c.patchCase},
	}
}

// caseView is a case as the API shows it.
type caseView struct {
	ID       string        `json:"id"`
	Account  string        `json:"account"`
	Kind     heed.CaseKind `json:"kind"`
	Status   string        `json:"status"`
	Event    *string       `json:"event"` // null when a person opened it
	Reason   string        `json:"reason"`
	OpenedAt time.Time     `json:"opened_at"`
	Owner    *string       `json:"owner"`
	Due      heed.Day      `json:"due"`
	Overdue  bool          `json:"overdue"`
	Note     *string       `json:"note"` // null without the scope personal
	Outcome  *string       `json:"outcome"`
	ClosedAt *time.Time    `json:"closed_at"`
}

const (
	caseOpen   = "open"
	caseClosed = "closed"
)

func (r *request) caseIn(k heed.Case) caseView {
	view := caseView{
		ID: k.ID, Account: k.Account, Kind: k.Kind, Status: caseOpen, Event: orNull(k.Event), Reason: k.Reason.In(r.language()), OpenedAt: k.OpenedAt,
		Owner: orNull(k.Owner), Due: k.Due, Overdue: k.Open() && k.Due < heed.DayOf(r.now), Outcome: orNull(string(k.Outcome)), ClosedAt: orNever(k.ClosedAt),
	}
	if !k.Open() {
		view.Status = caseClosed
	}
	if k.Note != "" && r.personal(k.Account) {
		view.Note = &k.Note
	}
	return view
}

// listCases answers the open cases of all accounts, those due first at the front; or
// the closed ones, those closed last at the front.
func (c *Console) listCases(r *request) (reply, error) {
	q, err := r.knownQuery("status", "kind", "owner", "limit", "cursor")
	if err != nil {
		return reply{}, err
	}
	status := cmp.Or(q.Get("status"), caseOpen)
	if status != caseOpen && status != caseClosed {
		return reply{}, heed.RefuseField("status", "enum", "status is %s or %s", caseOpen, caseClosed)
	}
	kind := heed.CaseKind(q.Get("kind"))
	if kind != "" && !slices.Contains(heed.CaseKinds, kind) {
		return reply{}, heed.RefuseField("kind", "enum", "kind is one of %s", joined(heed.CaseKinds))
	}
	wants := func(k heed.Case) bool {
		return (kind == "" || k.Kind == kind) && (!q.Has("owner") || k.Owner == q.Get("owner"))
	}
	return r.casePage(c.rec.Cases(r.Context(), status == caseOpen), wants)
}

// listCasesOf answers an account's cases.
func (c *Console) listCasesOf(r *request) (reply, error) {
	if _, err := r.knownQuery("limit", "cursor"); err != nil {
		return reply{}, err
	}
	a, err := c.account(r)
	if err != nil {
		return reply{}, err
	}
	return r.casePage(c.rec.CasesOf(r.Context(), a.ID), func(heed.Case) bool { return true })
}

// casePage answers those that are wanted behind the one that the cursor names.
func (r *request) casePage(all iter.Seq2[records.Row[heed.Case], error], wants func(heed.Case) bool) (reply, error) {
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	var views []caseView
	last, behind := "", cursor == ""
	for row, err := range all {
		switch k := row.Value; {
		case err != nil:
			return reply{}, err
		case !behind:
			behind = k.ID == cursor
		case !wants(k):
		case len(views) == limit:
			return listed(views, last), nil
		default:
			views, last = append(views, r.caseIn(k)), k.ID
		}
	}
	if !behind {
		return reply{}, badCursor("cursor") // it was closed, or opened again, in between
	}
	return listed(views, ""), nil
}

// caseOf is the case that the path names.
func (c *Console) caseOf(r *request) (row records.Row[heed.Case], err error) {
	a, err := c.account(r)
	if err != nil {
		return row, err
	}
	row, err = c.rec.Case(r.Context(), a.ID, r.PathValue("case"))
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "account %q has no such case: GET /v1/accounts/{id}/cases lists them", a.ID)
	}
	return row, err
}

func (c *Console) getCase(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.caseOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{body: r.caseIn(row.Value), etag: etagOf(row.Version)}, nil
}
