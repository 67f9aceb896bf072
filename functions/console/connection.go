package console

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func (c *Console) connectionRoutes() []route {
	const one = "/v1/connections/{name}"
	return []route{
		{method: http.MethodGet, path: "/v1/connections", scope: heed.ScopeAdmin, answer: c.listConnections},
		{method: http.MethodGet, path: one, scope: heed.ScopeAdmin, answer: c.getConnection},
		{method: http.MethodPut, path: one, scope: heed.ScopeAdmin, answer: c.putConnection},
		{method: http.MethodDelete, path: one, scope: heed.ScopeAdmin, answer: c.deleteConnection},
		{method: http.MethodPost, path: one + "/preview", scope: heed.ScopeAdmin, answer: c.previewConnection},
		{method: http.MethodGet, path: one + "/events", scope: heed.ScopeAdmin, answer: c.listArrivals},
	}
}

// connectionView is a connection as the API answers it: never with its credentials.
type connectionView struct {
	Name        string          `json:"name"`
	Provider    string          `json:"provider"`
	Credentials int             `json:"credentials"` // how many are live
	Mapping     json.RawMessage `json:"mapping"`
	HookURL     string          `json:"hook_url"` // the address to give to the tool
	// RequireToken says that nothing is believed which leaves the token out of that address.
	RequireToken bool      `json:"require_token"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	// HeardAt is when it last brought a signal, exact to an hour unless it was just now; null for never.
	HeardAt *time.Time `json:"heard_at"`
	Silent  bool       `json:"silent"` // for longer than it pauses by habit
	// Lately counts the webhooks of seven days, as far as they were noted.
	Lately heed.ArrivalCount `json:"lately"`
	// Ignored are the last webhooks that said nothing, newest first; only of one connection.
	Ignored *[]ignoredView `json:"ignored,omitempty"`
}

func (c *Console) connectionIn(r *request, conn heed.Connection, heard records.Reception) connectionView {
	view := connectionView{
		Name: conn.Name, Provider: conn.Provider, Credentials: len(conn.Credentials), Mapping: conn.Mapping,
		HookURL: c.hookURL(r, conn), RequireToken: conn.RequireToken, CreatedAt: conn.CreatedAt, UpdatedAt: conn.UpdatedAt,
		Silent: heard.Hearing.Silent(r.now), Lately: heard.Arrivals.Lately(heed.DayOf(r.now)),
	}
	if at := heardAt(heard); !at.IsZero() {
		view.HeardAt = &at
	}
	return view
}

// heardAt is when a connection last brought a signal.
func heardAt(heard records.Reception) time.Time {
	at := heard.Hearing.LastAt
	for _, a := range heard.Arrivals.Last {
		if a.Accepted > 0 && a.At.After(at) {
			at = a.At
		}
	}
	return at
}

// hookURL is the address of a connection's webhooks. Until the deployment knows
// its own address, it is the one that the caller used.
func (c *Console) hookURL(r *request, conn heed.Connection) string {
	base := c.opt.PublicURL
	if base == "" {
		base = "https://" + r.Host
	}
	address := base + "/v1/hooks/" + conn.Name
	if conn.Token != "" {
		address += "/" + conn.Token
	}
	return address
}

func (c *Console) listConnections(r *request) (reply, error) {
	all, err := c.rec.Connections(r.Context())
	if err != nil {
		return reply{}, err
	}
	names := make([]string, len(all))
	for i, conn := range all {
		names[i] = conn.Name
	}
	heard, err := c.rec.Receptions(r.Context(), names...)
	if err != nil {
		return reply{}, err
	}
	return pageIn(r, all, func(conn heed.Connection) string { return conn.Name },
		func(conn heed.Connection) connectionView { return c.connectionIn(r, conn, heard[conn.Name]) })
}

// connection is the one that the path names; the error is a Problem when there is none.
func (c *Console) connection(r *request) (row records.Row[heed.Connection], err error) {
	name := r.PathValue("name")
	if heed.ValidSlug(name) {
		row, err = c.rec.Connection(r.Context(), name)
	}
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "there is no connection %q: make it with PUT /v1/connections/{name}", name)
	}
	return row, err
}

func (c *Console) getConnection(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.connection(r)
	if err != nil {
		return reply{}, err
	}
	heard, err := c.rec.Receptions(r.Context(), row.Value.Name)
	if err != nil {
		return reply{}, err
	}
	view := c.connectionIn(r, row.Value, heard[row.Value.Name])
	ignored := ignoredIn(heard[row.Value.Name].Arrivals)
	view.Ignored = &ignored
	return reply{body: view, etag: tagOf(row.Version, view)}, nil
}

// tag names the version of the connection and how it was shown.
func (c *Console) deleteConnection(r *request) (reply, error) {
	row, err := c.connection(r)
	if err != nil {
		return reply{}, err
	}
	if err := r.ifMatch(row.Version); err != nil {
		return reply{}, err
	}
	return noContent, c.commit(r, records.DeleteConnection(row.Value.Name), records.DeleteArrivals(row.Value.Name), records.DeleteHearing(row.Value.Name))
}

// putConnection makes or changes a connection. Giving the new credential beside
// the old one rotates it without a gap.
func (c *Console) putConnection(r *request) (reply, error) {
	var form connectionForm
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	name := r.PathValue("name")
	if !heed.ValidSlug(name) {
		return reply{}, heed.RefuseField("name", "format", "the name of a connection has 1 to 64 letters, digits, _ or -")
	}
	return onConflict(func() (reply, error) {
		row, err := c.rec.Connection(r.Context(), name)
		if err != nil {
			return reply{}, err
		}
		if err := r.ifMatch(row.Version); err != nil {
			return reply{}, err
		}
		if err := form.check(row.Value); err != nil {
			return reply{}, err
		}
		if !row.Found() {
			row.Value = heed.Connection{Name: name, CreatedAt: r.now}
		}
		if err := c.fill(r.Context(), &row.Value, form, r.now); err != nil {
			return reply{}, err
		}
		if err := c.commit(r, records.PutConnection(row)); err != nil {
			return reply{}, err
		}
		heard, err := c.rec.Receptions(r.Context(), name)
		view := c.connectionIn(r, row.Value, heard[name])
		return reply{body: view, etag: tagOf(row.Version+1, view)}, err
	})
}
