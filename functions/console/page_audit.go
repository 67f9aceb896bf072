package console

import (
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// auditPage shows who changed what, and who saw personal data, newest first.
type auditPage struct {
	frame
	Asked   url.Values // the filters in use
	Acts    []heed.Act
	Entries []auditView
	After   string // where the list goes on; empty at its end
	Clear   bool   // there is a filter to take away
}

func (p *pages) auditPage(v *visit) (string, any, error) {
	asked := askedFor(v.URL.Query(), "act", "account", "key", "from", "to", "cursor")
	var log found[auditView]
	if err := p.fetch(v, apiCall{Route: "GET /v1/audit", Query: asked}, &log); err != nil {
		return "", nil, err
	}
	page := &auditPage{frame: p.frameFor(v, "audit"), Asked: asked, Acts: []heed.Act{heed.Changed, heed.ReadPersonal}, Entries: log.Items, Clear: len(asked) > 0}
	page.Section = "keys"
	if log.Next != nil {
		page.After = page.with("cursor", *log.Next)
	}
	return "audit", page, nil
}

// By is the same list of what one key did.
func (page *auditPage) By(key string) string { return "/ui/audit?" + url.Values{"key": {key}}.Encode() }
