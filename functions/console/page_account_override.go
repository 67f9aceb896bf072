package console

import (
	"net/http"
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// overridePage lets a person say how they see a risk, beside what Heed judges.
type overridePage struct {
	accountFrame
	Until heed.Day // that is proposed
}

// overrideDays is how long a person's view stands, unless they say otherwise.
const overrideDays = 30

func (p *pages) overridesRoutes() []route {
	const path = "/ui/accounts/{id}/override"
	return []route{
		{method: http.MethodGet, path: path, raw: p.signedIn(p.overridePage)},
		{method: http.MethodPost, path: path, raw: p.filled(p.overridePage, p.setOverride)},
		{method: http.MethodPost, path: path + "/end", raw: p.filled(p.overridePage, p.endOverride)},
	}
}

func (p *pages) overridePage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "override")
	if err == nil && !f.Write {
		err = heed.Refuse(heed.Forbidden, "this key has not the scope %q: sign in with one that has", heed.ScopeWrite)
	}
	return "override", &overridePage{f, heed.DayOf(v.now).Add(overrideDays)}, err
}

// setOverride sets the person's view until the end of the day they named.
func (p *pages) setOverride(v *visit) (string, error) {
	body := map[string]string{"band": v.typed.Get("band"), "reason": v.typed.Get("reason"), "expires_at": endOf(v.typed.Get("expires_at"))}
	_, err := p.call(v, apiCall{Route: "PUT /v1/accounts/{id}/risk/override", At: []string{v.PathValue("id")}, Body: body})
	return accountAt(v.PathValue("id")) + "?notice=override_set", err
}

func (p *pages) endOverride(v *visit) (string, error) {
	_, err := p.call(v, apiCall{Route: "DELETE /v1/accounts/{id}/risk/override", At: []string{v.PathValue("id")}})
	return accountAt(v.PathValue("id")) + "?notice=override_ended", err
}

func accountAt(id string) string { return "/ui/accounts/" + url.PathEscape(id) }

// Bands are those to choose from, the best first.
func (page *overridePage) Bands() []heed.Band { return heed.Bands }

// Chosen is the band to begin with: the person's, else the judgement's.
func (page *overridePage) Chosen() string {
	band := page.Receipt.Band
	if page.Override != nil {
		band = page.Override.Band
	}
	return page.Form.Or("band", string(band))
}

// Why is the reason to begin with.
func (page *overridePage) Why() string {
	if page.Override == nil {
		return page.Form.Or("reason", "")
	}
	return page.Form.Or("reason", page.Override.Reason)
}
