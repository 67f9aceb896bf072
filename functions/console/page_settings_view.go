package console

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// settingsSections are the parts of the page, in their order.
var settingsSections = []string{"bands", "weights", "factors", "metric_targets", "renewals", "money", "case_rules", "privacy", "versions"}

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
	return rowsIn(page.Form.Values, list)[row] == nil
}

// RowTitle is what a factor of the operator's own is called.
func (page *settingsPage) RowTitle(row int) string {
	at := "factors/" + strconv.Itoa(row)
	return cmp.Or(page.Form.Get(at+"/title/"+page.Lang()), page.Form.Get(at+"/title/en"), page.Form.Get(at+"/title/de"), page.Form.Get(at+"/factor"))
}
