package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

const maxMapping = 16 << 10

// connectionForm is what people say of a connection. Credentials that are not
// given stay as they are.
type connectionForm struct {
	Provider     string            `json:"provider"`
	Credentials  []json.RawMessage `json:"credentials"`
	Mapping      json.RawMessage   `json:"mapping"`
	RequireToken bool              `json:"require_token"`
}

// check names every mistake in what is said of a connection, as it was before.
func (f connectionForm) check(before heed.Connection) error {
	var errs []heed.FieldError
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, heed.FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	tool, known := provider.Lookup(f.Provider)
	if !known {
		fail("/provider", "enum", "the provider must be one of %s", joined(provider.Names()))
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
		if _, err := tool.ParseCredential(raw); err != nil {
			fail(fmt.Sprintf("/credentials/%d", i), "type", "%s", err)
		}
	}
	switch {
	case len(f.Mapping) > maxMapping || f.Mapping != nil && f.Mapping[0] != '{' && string(f.Mapping) != "null":
		fail("/mapping", "type", "the mapping must be an object of at most %d bytes", maxMapping)
	case known:
		_, wrong := tool.Mapping(f.Mapping)
		for _, e := range wrong {
			fail("/mapping"+e.Pointer, e.Code, "%s", e.Detail)
		}
	}
	return mistakes("the connection", errs)
}

// fill writes the form into a connection.
func (c *Console) fill(ctx context.Context, conn *heed.Connection, f connectionForm, now time.Time) error {
	conn.Provider, conn.RequireToken, conn.UpdatedAt = f.Provider, f.RequireToken, now
	if conn.Mapping = f.Mapping; string(f.Mapping) == "null" {
		conn.Mapping = nil
	}
	conn.Token = f.token(conn.Token)
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

// token is the part of the address that nobody can guess: the credential's own
// where it holds one, none where the tool signs and nobody asks for one, else the
// one before or a new one. Without new credentials it stays.
func (f connectionForm) token(before string) string {
	tool, _ := provider.Lookup(f.Provider)
	signed := tool.Signs && !f.RequireToken
	for _, raw := range f.Credentials {
		c, _ := tool.ParseCredential(raw) // was checked
		if c.URLToken != "" {
			return c.URLToken
		}
		signed = signed && tool.Signed(c)
	}
	switch {
	case f.Credentials != nil && signed:
		return ""
	case before != "" || signed:
		return before
	}
	return strings.ToLower(rand.Text())
}
