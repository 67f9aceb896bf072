package console

import (
	"cmp"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// connectionPage shows one connection, and how to connect a tool: then it has none yet.
type connectionPage struct {
	frame
	setup
	Conn    connectionView
	Tag     string // of the connection as the form shows it
	Events  []arrivalRow
	Sounded *sounding // what the sample would become; nil before one was tried
}

// arrivalRow is a webhook with the names of the accounts it was of.
type arrivalRow struct {
	arrivalView
	names map[string]string
}

// NameOf is what an account is called.
func (a arrivalRow) NameOf(account string) string { return cmp.Or(a.names[account], account) }

// Word is the one for what became of it.
func (a arrivalRow) Word() string {
	if a.Outcome == heed.OutcomeIgnored && a.Accepted > 0 {
		return "arrival:partly"
	}
	return "arrival:" + string(a.Outcome)
}

// More is how many signals of the webhook are not shown.
func (a arrivalRow) More() int { return a.Accepted - len(a.Signals) }

func (p *pages) connectionPage(v *visit) (string, any, error) {
	conn, tag, events, err := p.connectionFor(v)
	if err != nil {
		return "", nil, err
	}
	tool, known := provider.Lookup(conn.Provider)
	if !known {
		return "", nil, heed.Refuse(heed.NotFound, "this version does not know the provider %q", conn.Provider)
	}
	page := &connectionPage{frame: p.connectionFrame(v, "connection"), Conn: conn, Tag: tag, setup: setupOf(tool, v).of(conn)}
	page.Title = conn.Name
	page.Sounded, _ = v.typed.Done.(*sounding)
	if v.Method == http.MethodGet {
		page.frame = page.alive()
	}
	page.Events, err = p.arrivalRows(v, events)
	return "connection", page, err
}

// connectionFor reads the connection that the address names, and its last webhooks.
func (p *pages) connectionFor(v *visit) (conn connectionView, tag string, events []arrivalView, err error) {
	name := []string{v.PathValue("name")}
	out, err := p.call(v, apiCall{Route: "GET /v1/connections/{name}", At: name})
	if err != nil {
		return conn, "", nil, err
	}
	conn, _ = out.body.(connectionView)
	var lately found[arrivalView]
	err = p.fetch(v, apiCall{Route: "GET /v1/connections/{name}/events", At: name}, &lately)
	return conn, out.etag, lately.Items, err
}

// stampOfConnection changes with everything that the page shows.
func (p *pages) stampOfConnection(v *visit) (string, error) {
	_, tag, events, err := p.connectionFor(v)
	return digest([]any{tag, events, v.locale}), err
}

// arrivalRows puts the accounts' names beside the webhooks.
func (p *pages) arrivalRows(v *visit, events []arrivalView) ([]arrivalRow, error) {
	var ids []string
	for _, e := range events {
		for _, s := range e.Signals {
			if s.Account != nil {
				ids = append(ids, *s.Account)
			}
		}
	}
	accounts, err := p.rec.Accounts(v.Context(), ids...)
	names := make(map[string]string, len(accounts))
	for id, a := range accounts {
		names[id] = a.Profile.Name
	}
	rows := make([]arrivalRow, len(events))
	for i, e := range events {
		rows[i] = arrivalRow{e, names}
	}
	return rows, err
}

// changeConnection does what the form's button says: try the sample, or save.
func (p *pages) changeConnection(v *visit) (string, error) {
	name := v.PathValue("name")
	if v.typed.Get("do") == "preview" {
		return "", p.sound(v, name)
	}
	return connectionAt(name) + "?notice=connection_saved", p.putConnectionOf(v, name)
}

func (p *pages) endConnection(v *visit) (string, error) {
	_, err := p.call(v, apiCall{Route: "DELETE /v1/connections/{name}", At: []string{v.PathValue("name")}})
	return "/ui/connections?notice=connection_deleted", err
}
