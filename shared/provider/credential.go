package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Credential is what a tool and a connection share, in one of its shapes.
type Credential struct {
	// Secret is a signing secret or a bearer token, as the tool shows it.
	Secret string `json:"-"`

	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`

	Header   string `json:"header,omitempty"`
	QueryKey string `json:"query_key,omitempty"`
	Value    string `json:"value,omitempty"` // of Header or QueryKey

	OrganizationID string `json:"organization_id,omitempty"`
	URLToken       string `json:"url_token,omitempty"`

	ClientID     string `json:"client_id,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"`
}

// Shape is a form that credentials have in JSON.
type Shape string

// The shapes of credentials.
const (
	Secret       Shape = `"…"`
	Basic        Shape = `{"user","password"}`
	Header       Shape = `{"header","value"}`
	Query        Shape = `{"query_key","value"}`
	Organization Shape = `{"organization_id","url_token"}`
	Client       Shape = `{"client_id","client_secret"}`
)

// static are the shapes of credentials that stand in every request as they are.
var static = []Shape{Secret, Basic, Header, Query}

// Signed reports whether a credential signs whole bodies: else it stands in every
// request as it is, and the address has to be unguessable too.
func (p *Provider) Signed(c Credential) bool {
	return p.Signs && slices.Contains([]Shape{Secret, Client}, c.Shape())
}

// maxCredential bounds every part of a credential.
const maxCredential = 1024

// Shape tells which parts are there; empty when they make no credential.
func (c Credential) Shape() Shape {
	for shape, alike := range map[Shape]Credential{
		Secret:       {Secret: c.Secret},
		Basic:        {User: c.User, Password: c.Password},
		Header:       {Header: c.Header, Value: c.Value},
		Query:        {QueryKey: c.QueryKey, Value: c.Value},
		Organization: {OrganizationID: c.OrganizationID, URLToken: c.URLToken},
		Client:       {ClientID: c.ClientID, ClientSecret: c.ClientSecret},
	} {
		if c == alike && c.whole(shape) {
			return shape
		}
	}
	return ""
}

func (c Credential) whole(shape Shape) bool {
	parts := map[Shape][]string{
		Secret: {c.Secret}, Basic: {c.User, c.Password}, Header: {c.Header, c.Value}, Query: {c.QueryKey, c.Value},
		Organization: {c.OrganizationID, c.URLToken}, Client: {c.ClientID, c.ClientSecret},
	}
	return !slices.Contains(parts[shape], "")
}

// ParseCredential reads a credential of this provider. The error says what it
// must look like and quotes nothing of it.
func (p *Provider) ParseCredential(raw json.RawMessage) (Credential, error) {
	c, err := parseCredential(raw)
	if err != nil || !slices.Contains(p.Takes, c.Shape()) {
		return Credential{}, fmt.Errorf("a credential of this provider is %s, each text of 1 to %d characters", shapes(p.Takes), maxCredential)
	}
	return c, nil
}

func shapes(all []Shape) string {
	texts := make([]string, len(all))
	for i, shape := range all {
		texts[i] = string(shape)
		if shape == Secret {
			texts[i] = "a string"
		}
	}
	return strings.Join(texts, " or ")
}

func parseCredential(raw json.RawMessage) (c Credential, err error) {
	if first := bytes.TrimLeft(raw, " \t\r\n"); len(first) > 0 && first[0] == '"' {
		err = json.Unmarshal(raw, &c.Secret)
	} else {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		err = dec.Decode(&c)
	}
	for _, part := range []string{c.Secret, c.User, c.Password, c.Header, c.QueryKey, c.Value, c.OrganizationID, c.URLToken, c.ClientID, c.ClientSecret} {
		if len(part) > maxCredential || strings.ContainsFunc(part, unicode.IsControl) {
			err = fmt.Errorf("a part is too long or holds control characters")
		}
	}
	return c, err
}
