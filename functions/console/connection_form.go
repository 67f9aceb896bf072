package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/heed-cs/heed/shared/heed"
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

// connectionForm is what people say of a connection. Credentials that are not
// given stay as they are.
type connectionForm struct {
	Provider    string            `json:"provider"`
	Credentials []json.RawMessage `json:"credentials"`
	Mapping     json.RawMessage   `json:"mapping"`
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
