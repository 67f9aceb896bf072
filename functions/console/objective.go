package console

import (
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) objectiveRoutes() []route {
	const all, one = "/v1/accounts/{id}/objectives", "/v1/accounts/{id}/objectives/{objective}"
	return []route{
		{method: http.MethodGet, path: all, scope: heed.ScopeRead, answer: c.listObjectives},
		{method: http.MethodGet, path: one, scope: heed.ScopeRead, answer: c.getObjective},
		{method: http.MethodPut, path: one, scope: heed.ScopeWrite, answer: c.putObjective},
		{method: http.MethodPatch, path: one, scope: heed.ScopeWrite, answer: c.patchObjective},
		{method: http.MethodDelete, path: one, scope: heed.ScopeWrite, answer: c.deleteObjective},
	}
}

// objectiveView is an objective as the API shows it.
type objectiveView struct {
	ID         string               `json:"id"`
	Account    string               `json:"account"`
	Title      string               `json:"title"`
	Unit       *string              `json:"unit"`
	Baseline   float64              `json:"baseline"`
	Target     float64              `json:"target"`
	Current    *float64             `json:"current"`
	MeasuredOn *heed.Day            `json:"measured_on"`
	Start      heed.Day             `json:"start"`
	Due        heed.Day             `json:"due"`
	Value      *heed.Money          `json:"value"`
	Source     *string              `json:"source"`
	Status     heed.ObjectiveStatus `json:"status"`
	Note       *string              `json:"note"` // null without the scope personal

	Progress     *float64           `json:"progress"`
	Expected     float64            `json:"expected"`
	OnTrack      *bool              `json:"on_track"` // null where nothing can be compared
	Benefit      *heed.Money        `json:"benefit"`
	Measurements []heed.Measurement `json:"measurements"`
	ChangedAt    time.Time          `json:"changed_at"`
}

func (r *request) objectiveIn(account string, o heed.Objective) objectiveView {
	today := heed.DayOf(r.now)
	view := objectiveView{
		ID: o.ID, Account: account, Title: o.Title, Unit: orNull(o.Unit), Baseline: o.Baseline, Target: o.Target, Current: o.Current,
		MeasuredOn: orNull(o.MeasuredOn), Start: o.Start, Due: o.Due, Value: o.Value, Source: orNull(o.Source), Status: o.Status,
		Expected: o.Expected(today), Measurements: append([]heed.Measurement{}, o.Measurements...), ChangedAt: o.ChangedAt,
	}
	if progress, known := o.Progress(); known {
		view.Progress = &progress
	}
	if behind, known := o.Behind(today); known {
		view.OnTrack = new(behind <= heed.ObjectiveSlack)
	}
	if b, known := o.Benefit(); known {
		view.Benefit = &b.Amount
	}
	if o.Note != "" && r.personal(account) {
		view.Note = &o.Note
	}
	return view
}

// showObjective answers an objective. Its tag names the version, by which edits are
// guarded, and a digest of what is shown: what is expected grows day by day.
func (r *request) showObjective(account string, row records.Row[heed.Facts]) (reply, error) {
	o, err := newest(row.Value)
	view := r.objectiveIn(account, o)
	return reply{body: view, etag: tagOf(row.Version, view)}, err
}

// newest is all that was said of an objective, also by a clock that runs ahead.
func newest(facts heed.Facts) (heed.Objective, error) {
	return heed.ObjectiveOf(facts, facts[len(facts)-1].Time)
}

// listObjectives answers what success means for an account, in the order of the ids.
func (c *Console) listObjectives(r *request) (reply, error) {
	a, limit, cursor, err := c.pageOf(r)
	if err != nil {
		return reply{}, err
	}
	all, err := c.rec.Objectives(r.Context(), a.ID)
	if err != nil {
		return reply{}, err
	}
	var views []objectiveView
	last := ""
	for _, facts := range all {
		o, err := newest(facts)
		switch {
		case err != nil:
			return reply{}, err
		case o.ID <= cursor: // on a page before
		case len(views) == limit:
			return listed(views, last), nil
		default:
			views, last = append(views, r.objectiveIn(a.ID, o)), o.ID
		}
	}
	return listed(views, ""), nil
}

func (c *Console) getObjective(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	a, row, err := c.objectiveOf(r)
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "account %q has no such objective: GET /v1/accounts/{id}/objectives lists them", a.ID)
	}
	if err != nil {
		return reply{}, err
	}
	return r.showObjective(a.ID, row)
}

// objectiveOf is the objective that the path names, and whose it is; not found when
// it is not there yet.
func (c *Console) objectiveOf(r *request) (a heed.Account, row records.Row[heed.Facts], err error) {
	if a, err = c.account(r); err != nil {
		return a, row, err
	}
	if !heed.ValidSlug(r.PathValue("objective")) {
		return a, row, heed.RefuseField("objective", "format", "the id of an objective has 1 to 64 letters, digits, _ or -")
	}
	row, err = c.rec.Objective(r.Context(), a.ID, r.PathValue("objective"))
	return a, row, err
}
