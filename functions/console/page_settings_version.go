package console

import (
	"net/http"
	"net/url"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// versionsShown is how many versions stand on the page.
const versionsShown = 20

// versionView is one change of the settings.
type versionView struct {
	heed.SettingsVersion
	Changes []changeView
	Now     bool // the version in use
}

// Day is when the change was made.
func (v versionView) Day() heed.Day { return heed.DayOf(v.At) }

// Clock is the time on that day, in UTC.
func (v versionView) Clock() string { return v.At.UTC().Format("15:04") }

// takeView is the button that takes a version again.
type takeView struct {
	frame
	Version int64
}

// Take is the button of a version.
func (page *settingsPage) Take(version int64) takeView { return takeView{page.frame, version} }

// First is the version before the oldest that is listed.
func (page *settingsPage) First() int64 { return page.Versions[len(page.Versions)-1].Version - 1 }

func (p *pages) versionsFor(v *visit, row records.Row[heed.Settings]) (views []versionView, older string, err error) {
	q := url.Values{"limit": {strconv.Itoa(versionsShown)}}
	if cursor := v.URL.Query().Get("versions"); cursor != "" {
		q.Set("cursor", cursor)
	}
	var page struct {
		Items []heed.SettingsVersion `json:"items"`
		Next  *string                `json:"next"`
	}
	if err := p.fetch(v, apiCall{Route: "GET /v1/settings/versions", Query: q}, &page); err != nil {
		return nil, "", err
	}
	for _, one := range page.Items {
		views = append(views, versionView{one, settingsProse{v.locale, []heed.Settings{row.Value}}.changes(one.Changes), one.Version == row.Version})
	}
	if page.Next != nil {
		older = "/ui/settings?" + url.Values{"versions": {*page.Next}}.Encode() + "#versions"
	}
	return views, older, nil
}

// settingsFile answers the settings as one document that heed settings takes.
func (p *pages) settingsFile(w http.ResponseWriter, v *visit) error {
	var set map[string]any
	if err := p.fetch(v, apiCall{Route: "GET /v1/settings"}, &set); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="heed-settings-`+string(heed.DayOf(v.now))+`.yaml"`)
	out := yaml.NewEncoder(w)
	out.SetIndent(2)
	if err := out.Encode(set); err != nil {
		return err
	}
	return out.Close()
}
