package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

const (
	maxCredential = 1024
	maxMapping    = 16 << 10
)

// tool is what the console must know of a provider; intake knows how to read it.
type tool struct {
	// credential says what is wrong with a credential of the tool; empty is nothing.
	credential func(raw json.RawMessage) string
	// signs says that the tool signs bodies. The addresses of others hold a token nobody can guess.
	signs bool
}

// tools are the providers that intake reads.
var tools = map[string]tool{
	"typeform": {signingSecret, true},
	"zendesk":  {signingSecret, true},
}

// signingSecret is the credential of tools that sign: the secret as they show it.
func signingSecret(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil || s == "" || len(s) > maxCredential || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Sprintf("a credential of this provider is its signing secret: a string of 1 to %d characters", maxCredential)
	}
	return ""
}

func (c *Console) connectionRoutes() []route {
	const one = "/v1/connections/{name}"
	return []route{
		{method: http.MethodGet, path: "/v1/connections", scope: heed.ScopeAdmin, answer: c.listConnections},
		{method: http.MethodGet, path: one, scope: heed.ScopeAdmin, answer: c.getConnection},
		{method: http.MethodPut, path: one, scope: heed.ScopeAdmin, answer: c.putConnection},
		{method: http.MethodDelete, path: one, scope: heed.ScopeAdmin, answer: c.deleteConnection},
	}
}

// connectionView is a connection as the API answers it: never with its credentials.
type connectionView struct {
	Name        string          `json:"name"`
	Provider    string          `json:"provider"`
	Credentials int             `json:"credentials"` // how many are live
	Mapping     json.RawMessage `json:"mapping"`
	HookURL     string          `json:"hook_url"` // the address to give to the tool
	CreatedAt   time.Time       `json:"created_at"`
	UpdatedAt   time.Time       `json:"updated_at"`
}

func (c *Console) connectionIn(r *request, conn heed.Connection) connectionView {
	return connectionView{Name: conn.Name, Provider: conn.Provider, Credentials: len(conn.Credentials), Mapping: conn.Mapping,
		HookURL: c.hookURL(r, conn), CreatedAt: conn.CreatedAt, UpdatedAt: conn.UpdatedAt}
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
	return pageIn(r, all, func(conn heed.Connection) string { return conn.Name },
		func(conn heed.Connection) connectionView { return c.connectionIn(r, conn) })
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
	row, err := c.connection(r)
	if err != nil {
		return reply{}, err
	}
	return reply{body: c.connectionIn(r, row.Value)}, nil
}

func (c *Console) deleteConnection(r *request) (reply, error) {
	row, err := c.connection(r)
	if err != nil {
		return reply{}, err
	}
	return noContent, c.rec.Write(r.Context(), records.DeleteConnection(row.Value.Name))
}

// connectionForm is what people say of a connection. Credentials that are not
// given stay as they are.
type connectionForm struct {
	Provider    string            `json:"provider"`
	Credentials []json.RawMessage `json:"credentials"`
	Mapping     json.RawMessage   `json:"mapping"`
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
		if err := form.check(row.Value); err != nil {
			return reply{}, err
		}
		if !row.Found() {
			row.Value = heed.Connection{Name: name, CreatedAt: r.now}
		}
		if err := c.fill(r.Context(), &row.Value, form, r.now); err != nil {
			return reply{}, err
		}
		return reply{body: c.connectionIn(r, row.Value)}, c.rec.Write(r.Context(), records.PutConnection(row))
	})
}

// check names every mistake in what is said of a connection, as it was before.
func (f connectionForm) check(before heed.Connection) error {
	var errs []heed.FieldError
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, heed.FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	t, known := tools[f.Provider]
	if !known {
		fail("/provider", "enum", "the provider must be one of %s", joined(slices.Sorted(maps.Keys(tools))))
	}
	if f.Credentials == nil && before.Provider != f.Provider || f.Credentials != nil && len(f.Credentials) == 0 {
		fail("/credentials", "required", "a connection needs the provider's credential: nothing that is not signed is believed")
	}
	if len(f.Credentials) > heed.MaxCredentials {
		fail("/credentials", "range", "a connection has at most %d live credentials", heed.MaxCredentials)
	}
	for i, raw := range f.Credentials {
		if !known {
			break
		}
		if wrong := t.credential(raw); wrong != "" {
			fail(fmt.Sprintf("/credentials/%d", i), "type", "%s", wrong)
		}
	}
	if len(f.Mapping) > maxMapping || f.Mapping != nil && f.Mapping[0] != '{' && string(f.Mapping) != "null" {
		fail("/mapping", "type", "the mapping must be an object of at most %d bytes", maxMapping)
	}
	return mistakes("the connection", errs)
}

// fill writes the form into a connection.
func (c *Console) fill(ctx context.Context, conn *heed.Connection, f connectionForm, now time.Time) error {
	conn.Provider, conn.UpdatedAt = f.Provider, now
	if conn.Mapping = f.Mapping; string(f.Mapping) == "null" {
		conn.Mapping = nil
	}
	if tools[f.Provider].signs {
		conn.Token = ""
	} else if conn.Token == "" {
		conn.Token = strings.ToLower(rand.Text())
	}
	if f.Credentials == nil {
		return nil
	}
	conn.Credentials = nil
	for _, raw := range f.Credentials {
		sealed, err := c.box.Seal(ctx, raw, []byte(conn.Name))
		if err != nil {
			return fmt.Errorf("sealing a credential: %w", err)
		}
		conn.Credentials = append(conn.Credentials, sealed)
	}
	return nil
}
