package console

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
	page.Rates, page.Kept = fieldsIn(f, "fx"), append(fieldsIn(f, "targets"), "learning/checked")
}

// settingsSections are the parts of the page, in their order.
var settingsSections = []string{"bands", "weights", "factors", "metric_targets", "renewals", "money", "cases", "privacy", "versions"}

// Sections are the parts of the page.
func (page *settingsPage) Sections() []string { return settingsSections }

// Windows are the stretches a target may look at.
func (page *settingsPage) Windows() []string {
	return []string{heed.WindowDays, heed.WindowMonth, heed.WindowQuarter}
}

// Groupings are what a target may be grouped by, with what it is grouped by now.
func (page *settingsPage) Groupings(now string) []string {
	all := groupings(page.set.Privacy.OwnerReports)
	if now != "" && !contains(all, now) {
		all = append(all, now)
	}
	return all
}

// groupings are what targets can be grouped by: by person only where the settings
// let results of single persons be shown.
func groupings(owners bool) []string {
	all := []string{"segment", "plan", "region", "industry", "phase", "touchpoint", "channel"}
	if owners {
		all = append(all, "owner")
	}
	return all
}

// saveSettings keeps what was previewed. When somebody else changed the settings
// meanwhile, what was typed is laid over theirs, and previewed again.
func (p *pages) saveSettings(v *visit) (string, error) {
	base, err := strconv.ParseInt(v.typed.Get("base"), 10, 64)
	if err != nil {
		return "", heed.RefuseField("base", "format", "the form lacks the version it was made for: load the page again")
	}
	_, err = p.call(v, apiCall{Route: "PUT /v1/settings", Body: settingsDocument(v.typed.Values), IfMatch: etagOf(base)})
	if refusal := heed.ProblemOf(err); refusal == nil || refusal.Code != heed.Stale {
		return "/ui/settings?notice=settings_saved", err
	}
	draft, err := p.draft(v)
	if err == nil && len(draft.Changes) == 0 { // the same form, sent twice
		return "/ui/settings?notice=settings_saved", nil
	}
	draft.Stale = true
	v.typed.Done = draft
	return "", err
}

// settingsField is one of the form's, as the template writes it.
type settingsField struct {
	Name, ID, Label, Value string
	Wrong                  *mistake
}

// Field is the one of a name, labelled with words.
func (page *settingsPage) Field(name string, label ...string) settingsField {
	return settingsField{Name: name, ID: idOf(name), Label: strings.Join(label, ": "), Value: page.Form.Get(name), Wrong: page.Form.Wrong(name)}
}

// Of is a field of a row, labelled with a word.
func (page *settingsPage) Of(list string, row int, name, label string) settingsField {
	return page.Field(list+"/"+strconv.Itoa(row)+"/"+name, page.T(label))
}

// Line is where a band is entered or left.
func (page *settingsPage) Line(kind string, band heed.Band, line string) settingsField {
	return page.Field("bands/"+kind+"/"+string(band)+"/"+line, page.T("band:"+string(band)), page.T("line:"+line))
}

// Weight is a factor's weight.
func (page *settingsPage) Weight(r weightRow) settingsField {
	return page.Field("weights/"+r.Factor, page.T("weight"), r.Title)
}

// Rate is what a unit of another currency is worth.
func (page *settingsPage) Rate(name string) settingsField {
	return page.Field(name, page.fill("rate", lastWord(name), page.Form.Get("currency")))
}

// WindowFields are how far back factors look.
func (page *settingsPage) WindowFields() (all []settingsField) {
	for _, window := range []string{"nps", "csat", "champion", "downgrade"} {
		all = append(all, page.Field("windows/"+window, page.T("set:"+window)))
	}
	return all
}

// Said are the fields that say something: what is saved is what was previewed.
func (page *settingsPage) Said() (fields []settingsField) {
	for _, name := range slices.Sorted(maps.Keys(page.Form.Values)) {
		if name == "base" || says(name, page.Form.Get(name)) {
			fields = append(fields, settingsField{Name: name, Value: page.Form.Get(name)})
		}
	}
	return fields
}

// Wrongly reports whether anything is wrong in a row.
func (page *settingsPage) Wrongly(list string, row int) bool {
	for name := range page.Form.Mistakes {
		if within(name, list+"/"+strconv.Itoa(row)) {
			return true
		}
	}
	return false
}

// New reports whether a row is the empty one at the end.
func (page *settingsPage) New(list string, row int) bool {
	return emptyRow(page.Form.Values, list, row)
}

// RowTitle is what a factor of the operator's own is called.
func (page *settingsPage) RowTitle(row int) string {
	at := "factors/" + strconv.Itoa(row)
	return cmp.Or(page.Form.Get(at+"/title/"+page.Lang()), page.Form.Get(at+"/title/en"), page.Form.Get(at+"/title/de"), page.Form.Get(at+"/factor"))
}
