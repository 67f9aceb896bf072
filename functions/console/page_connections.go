package console

import (
	"net/http"
	"net/url"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// connectionsPage lists the tools that are connected.
type connectionsPage struct {
	frame
	Rows []connectionView
	More bool // there are more than one page shows
}

func (p *pages) connectionsPage(v *visit) (string, any, error) {
	var all found[connectionView]
	if err := p.fetch(v, listOfConnections, &all); err != nil {
		return "", nil, err
	}
	return "connections", &connectionsPage{frame: p.frameFor(v, "connections").alive(), Rows: all.Items, More: all.Next != nil}, nil
}

var listOfConnections = apiCall{Route: "GET /v1/connections", Query: url.Values{"limit": {"200"}}}

// stampOfConnections changes with everything that the list shows.
func (p *pages) stampOfConnections(v *visit) (string, error) {
	var all found[connectionView]
	err := p.fetch(v, listOfConnections, &all)
	return digest([]any{all, v.locale}), err
}

// Tool is the word for the provider's name.
func (c connectionView) Tool() string { return "tool:" + c.Provider }

// At is the connection's page.
func (c connectionView) At() string { return connectionAt(c.Name) }

func connectionAt(name string) string { return "/ui/connections/" + url.PathEscape(name) }

// Said is how the week's webhooks were taken, in one line; empty when none were noted.
func (c connectionView) Said(l locale) string {
	n := c.Lately
	if n == (heed.ArrivalCount{}) {
		return ""
	}
	return l.Fill("conn_lately", l.Count(n.Signals), l.Count(n.Accepted+n.Ignored+n.Refused))
}

// toolsPage offers the tools that can be connected.
type toolsPage struct {
	frame
	Groups []toolGroup
}

// toolGroup are tools for one purpose: a word, and the providers' names.
type toolGroup struct {
	Name  string
	Tools []string
}

// toolGroups are all providers, as the docs group them.
var toolGroups = []toolGroup{
	{"crm", []string{"hubspot", "salesforce", "pipedrive", "freshsales", "dynamics365"}},
	{"desk", []string{"zendesk", "intercom", "freshdesk"}},
	{"survey", []string{"typeform", "surveymonkey", "delighted", "formbricks", "qualtrics"}},
	{"billing", []string{"stripe", "chargebee"}},
	{"usage", []string{"segment"}},
	{"any", []string{"generic", "cloudevents", "standard-webhooks"}},
}

// connectionFrame is the frame of a page below the list.
func (p *pages) connectionFrame(v *visit, name string) frame {
	f := p.frameFor(v, name)
	f.Section = "connections"
	return f
}

// connectPage offers the tools, or how to connect the one that the address names.
func (p *pages) connectPage(v *visit) (string, any, error) {
	if !v.may(heed.ScopeAdmin) {
		return "", nil, heed.Refuse(heed.Forbidden, "this key has not the scope %q: sign in with one that has", heed.ScopeAdmin)
	}
	name := v.FormValue("provider")
	tool, known := provider.Lookup(name)
	if name == "" {
		return "tools", &toolsPage{frame: p.connectionFrame(v, "connect"), Groups: toolGroups}, nil
	}
	if !known {
		return "", nil, heed.Refuse(heed.NotFound, "there is no provider %q", name)
	}
	page := &connectionPage{frame: p.connectionFrame(v, "connect"), setup: setupOf(tool, v)}
	page.Title = v.locale.T("tool:" + tool.Name)
	page.Sounded, _ = v.typed.Done.(*sounding)
	return "connect", page, nil
}

// connect makes a connection, unless one has the name already: it would lose its credentials.
func (p *pages) connect(v *visit) (string, error) {
	name := v.typed.Get("name")
	if v.typed.Get("do") == "preview" {
		return "", p.sound(v, name)
	}
	there, err := p.connectionNamed(v, name)
	switch {
	case err != nil:
		return "", err
	case there == nil:
		return connectionAt(name) + "?notice=connection_made", p.putConnectionOf(v, name)
	case sentBefore(v.typed, *there):
		return there.At() + "?notice=connection_made", nil
	}
	return "", heed.RefuseField("/name", "conflict", "there is a connection of this name: choose another, or change that one on its page")
}

// connectionNamed is the connection of a name; nil when there is none.
func (p *pages) connectionNamed(v *visit, name string) (*connectionView, error) {
	var there connectionView
	err := p.fetch(v, apiCall{Route: "GET /v1/connections/{name}", At: []string{name}}, &there)
	if refusal := heed.ProblemOf(err); refusal != nil && refusal.Code == heed.NotFound {
		return nil, nil
	}
	return &there, err
}

// sentBefore reports whether a connection is what the form made when it was sent before.
func sentBefore(f typed, there connectionView) bool {
	shown, err := time.Parse(time.RFC3339, f.Get("since"))
	return err == nil && there.CreatedAt.After(shown) && there.Provider == f.Get("provider")
}

func (p *pages) connectionsRoutes() []route {
	const one = "/ui/connections/{name}"
	return []route{
		{method: http.MethodGet, path: "/ui/connections", raw: p.watched(p.connectionsPage, p.stampOfConnections)},
		{method: http.MethodGet, path: "/ui/connect", raw: p.signedIn(p.connectPage)},
		{method: http.MethodPost, path: "/ui/connect", raw: p.filled(p.connectPage, p.connect)},
		{method: http.MethodGet, path: one, raw: p.watched(p.connectionPage, p.stampOfConnection)},
		{method: http.MethodPost, path: one, raw: p.filled(p.connectionPage, p.changeConnection)},
		{method: http.MethodPost, path: one + "/delete", raw: p.filled(p.connectionPage, p.endConnection)},
	}
}
