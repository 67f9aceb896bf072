package console

import (
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
)

// objectivePage is one objective: how far it has come, and all that was said of it.
type objectivePage struct {
	accountFrame
	Objective objectiveRow
	Tag       string // of what is shown, so that nobody's change is lost
	Today     heed.Day
	Draft     objectiveDraft
}

func (p *pages) objectivesRoutes() []route {
	const all, one = "/ui/accounts/{id}/objectives", "/ui/accounts/{id}/objectives/{objective}"
	return []route{
		{method: http.MethodGet, path: all, raw: p.signedIn(p.objectivesPage)},
		{method: http.MethodPost, path: all, raw: p.filled(p.objectivesPage, p.addObjective)},
		{method: http.MethodGet, path: one, raw: p.signedIn(p.objectivePage)},
		{method: http.MethodPost, path: one, raw: p.filled(p.objectivePage, p.changeObjective)},
		{method: http.MethodPost, path: one + "/measure", raw: p.filled(p.objectivePage, p.measureObjective)},
		{method: http.MethodPost, path: one + "/delete", raw: p.filled(p.objectivePage, p.endObjective)},
	}
}

func (p *pages) objectivePage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "objective")
	if err != nil {
		return "", nil, err
	}
	_, row, err := p.objectiveOf(&v.request)
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "account %q has no such objective", f.Account.ID)
	}
	if err != nil {
		return "", nil, err
	}
	o, err := newest(row.Value)
	page := &objectivePage{accountFrame: f, Tag: f.Form.Or("tag", etagOf(row.Version)), Today: heed.DayOf(v.now), Draft: objectiveDraftOf(o, v.locale, f.set)}
	page.Objective = objectiveRowOf(v.objectiveIn(f.Account.ID, o))
	return "objective", page, err
}

// objectiveDraftOf is an objective as the fields of its form have it.
func objectiveDraftOf(o heed.Objective, l locale, set heed.Settings) objectiveDraft {
	d := objectiveDraft{
		Title: o.Title, Unit: o.Unit, Baseline: l.Input(o.Baseline), Target: l.Input(o.Target), Source: o.Source, Start: o.Start, Due: o.Due,
		Currency: set.Currency,
	}
	if o.Value != nil {
		d.Worth, d.Currency = l.Input(whole(*o.Value)), o.Value.Currency
	}
	return d
}

// Measured are the measurements, the newest first.
func (page *objectivePage) Measured() []heed.Measurement {
	all := slices.Clone(page.Objective.Measurements)
	slices.Reverse(all)
	return all
}

// Statuses are those to choose from.
func (page *objectivePage) Statuses() []heed.ObjectiveStatus { return heed.ObjectiveStatuses }

// changeObjective says anew what the form shows of it.
func (p *pages) changeObjective(v *visit) (string, error) {
	err := p.patchObjectiveOf(v, v.typed.Get("tag"))
	return objectiveAt(v) + "?notice=objective_saved", err
}

// measureObjective says how far it has come.
func (p *pages) measureObjective(v *visit) (string, error) {
	err := p.patchObjectiveOf(v, "")
	return objectiveAt(v) + "?notice=objective_measured", err
}

func (p *pages) patchObjectiveOf(v *visit, tag string) error {
	_, err := p.call(v, apiCall{
		Route: "PATCH /v1/accounts/{id}/objectives/{objective}", At: []string{v.PathValue("id"), v.PathValue("objective")},
		Body: objectiveTyped(v.typed), IfMatch: tag,
	})
	return err
}

// endObjective forgets one that was set in error.
func (p *pages) endObjective(v *visit) (string, error) {
	_, err := p.call(v, apiCall{Route: "DELETE /v1/accounts/{id}/objectives/{objective}", At: []string{v.PathValue("id"), v.PathValue("objective")}})
	return accountAt(v.PathValue("id")) + "/objectives?notice=objective_deleted", err
}

func objectiveAt(v *visit) string {
	return accountAt(v.PathValue("id")) + "/objectives/" + v.PathValue("objective")
}

// objectiveTyped is what was typed of an objective as the API has it: an empty field
// clears its member, one that the page did not show stays.
func objectiveTyped(f typed) map[string]any {
	body := map[string]any{}
	for _, field := range heed.ObjectiveFields {
		switch text := f.Get(field.Name); {
		case !f.Has(field.Name):
		case text == "":
			body[field.Name] = nil
		case field.Kind == heed.MoneyField:
			body[field.Name] = moneyTyped(text, f.Get("currency"))
		case field.Kind == heed.NumberField:
			body[field.Name] = figureTyped(text)
		default:
			body[field.Name] = text
		}
	}
	return body
}

// moneyTyped is an amount typed in whole units.
func moneyTyped(text, currency string) any {
	if units, ok := figureTyped(text).(float64); ok {
		return moneyOf(units, currency)
	}
	return text
}

// figureTyped is a number; what is none stays as it was typed, for the API to say so.
func figureTyped(text string) any {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return text
	}
	return x
}
