package console

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// settingsPage is every number an operator may argue with, what a change of them
// would do, and how they came to be what they are.
type settingsPage struct {
	frame
	May      bool // change them
	Bands    []bandLinesView
	Weights  []weightGroup
	Factors  []int // the rows of the form: the operator's own, and an empty one
	Targets  []int
	Rates    []string // the currencies with a rate
	Kept     []string // fields that are not shown, and stay as they are
	Metrics  []metric.Description
	Draft    *settingsDraft
	Versions []versionView
	Older    string // the address of versions before those; empty when there are none
	set      heed.Settings
}

func (p *pages) settingsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/ui/settings", raw: p.signedIn(p.settingsPage)},
		{method: http.MethodPost, path: "/ui/settings", raw: p.filled(p.settingsPage, p.saveSettings)},
		{method: http.MethodPost, path: "/ui/settings/preview", raw: p.filled(p.settingsPage, p.draftSettings)},
		{method: http.MethodGet, path: "/ui/settings.yaml", raw: p.visited(p.settingsFile)},
	}
}

func (p *pages) settingsPage(v *visit) (string, any, error) {
	row, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	if !v.typed.Has("base") { // nobody has typed anything
		v.typed.Values = settingsForm(row.Value)
		v.typed.Set("base", strconv.FormatInt(row.Version, 10))
	}
	page := &settingsPage{frame: p.frameFor(v, "settings"), May: v.may(heed.ScopeAdmin), Metrics: metric.Descriptions(), set: row.Value}
	page.Draft, _ = v.typed.Done.(*settingsDraft)
	page.lay(v.typed.Values)
	page.Versions, page.Older, err = p.versionsFor(v, row)
	return "settings", page, err
}

// lay finds out which fields the form has.
func (page *settingsPage) lay(f url.Values) {
	page.Bands = bandLinesViews(f)
	page.Weights = weightGroups(f, page.set, page.Language())
	page.Factors, page.Targets = rowsAndOne(f, "factors", heed.MaxCustomFactors), rowsAndOne(f, "metric_targets", heed.MaxMetricTargets)
	page.Rates = fieldsIn(f, "fx")
	page.Kept = append(fieldsIn(f, "targets"), "learning/checked")
	for _, name := range fieldsIn(f, "weights") {
		if !contains(factorNames(page.set), lastWord(name)) { // somebody took the factor away
			page.Kept = append(page.Kept, name)
		}
	}
	for _, name := range page.Kept {
		if m := page.Form.Wrong(name); m != nil { // nothing stands beside what is not shown
			page.Form.Others = append(page.Form.Others, mistake{Text: name + ": " + m.Text, Detail: m.Detail})
		}
	}
}

// saveSettings keeps what was previewed. When somebody else changed the settings
// meanwhile, what was typed is laid over theirs, and previewed again.
func (p *pages) saveSettings(v *visit) (string, error) {
	base, err := strconv.ParseInt(v.typed.Get("base"), 10, 64)
	if err != nil {
		return "", heed.RefuseField("base", "format", "the form lacks the version it was made for: load the page again")
	}
	tidy(v.typed.Values)
	_, err = p.call(v, apiCall{Route: "PUT /v1/settings", Body: settingsDocument(v.typed.Values), IfMatch: etagOf(base)})
	if refusal := heed.ProblemOf(err); refusal == nil || refusal.Code != heed.Stale {
		return "/ui/settings?notice=settings_saved", err
	}
	draft, err := p.draft(v)
	if err != nil {
		return "", err
	}
	if len(draft.Changes) == 0 { // the same form, sent twice
		return "/ui/settings?notice=settings_saved", nil
	}
	draft.Stale = true
	v.typed.Done = draft
	return "", nil
}
