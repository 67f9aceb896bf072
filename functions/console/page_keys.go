package console

import (
	"net/http"
	"net/url"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// keysPage lists who may call the API, and makes keys.
type keysPage struct {
	frame
	Keys   []keyRow
	Scopes []heed.Scope
	// Made is the key that the form made, shown this once; nil when it made none.
	Made *keyView
	More bool // there are more than one page shows
}

// keyRow is a key with what its reader should know.
type keyRow struct {
	keyView
	Own, Over bool // it is the reader's; its time is over
}

func (p *pages) keysPage(v *visit) (string, any, error) {
	var keys found[keyView]
	if err := p.fetch(v, apiCall{Route: "GET /v1/keys", Query: url.Values{"limit": {"200"}}}, &keys); err != nil {
		return "", nil, err
	}
	page := &keysPage{frame: p.frameFor(v, "keys"), Scopes: heed.Scopes, More: keys.Next != nil}
	for _, k := range keys.Items {
		page.Keys = append(page.Keys, keyRow{k, k.ID == v.key.ID, k.ExpiresAt != nil && !k.ExpiresAt.After(v.now)})
	}
	page.Made, _ = v.typed.Done.(*keyView)
	return "keys", page, nil
}

// makeKey makes a key and shows it on the page itself: no address leads to it again.
func (p *pages) makeKey(v *visit) (string, error) {
	body := map[string]any{"name": v.typed.Get("name"), "scopes": orEmpty(v.typed.Values["scopes"]), "expires_at": endOf(v.typed.Get("expires_at"))}
	if types := v.typed.list("types"); len(types) > 0 {
		body["types"] = types
	}
	var made keyView
	if err := p.fetch(v, apiCall{Route: "POST /v1/keys", Body: body}, &made); err != nil {
		return "", err
	}
	v.typed.Done, v.typed.Values = &made, nil // the form is empty again
	return "", nil
}

// endOf is the end of a day as the API writes a time; what is no day is left as it is.
func endOf(text string) string {
	day, err := heed.ParseDay(text)
	if err != nil {
		return text
	}
	return string(day.Add(1)) + "T00:00:00Z"
}

func (p *pages) endKey(v *visit) (string, error) {
	_, err := p.call(v, apiCall{Route: "DELETE /v1/keys/{id}", At: []string{v.PathValue("id")}})
	return "/ui/keys?notice=key_deleted", err
}

// Since is the day it was made.
func (k keyRow) Since() heed.Day { return heed.DayOf(k.CreatedAt) }

// Until is the last day it is valid on; empty when nothing ends it.
func (k keyRow) Until() heed.Day {
	if k.ExpiresAt == nil {
		return ""
	}
	return heed.DayOf(k.ExpiresAt.Add(-time.Second))
}

func (p *pages) keysRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/ui/keys", raw: p.signedIn(p.keysPage)},
		{method: http.MethodPost, path: "/ui/keys", raw: p.filled(p.keysPage, p.makeKey)},
		{method: http.MethodGet, path: "/ui/audit", raw: p.signedIn(p.auditPage)},
		{method: http.MethodPost, path: "/ui/keys/{id}/delete", raw: p.filled(p.keysPage, p.endKey)},
	}
}
