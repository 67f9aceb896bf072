package console

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// setup is the form that connects a tool.
type setup struct {
	Provider *provider.Provider
	// Proofs are the ways in which the tool can prove itself, Proof the one asked for.
	Proofs []proof
	Proof  proof
	// Slots are the places for live credentials.
	Slots []int
	// Asks says that an address with a token is possible, and that one can insist on it.
	Asks bool
	// Mapping, Body and Headers are what stands in the form before anybody typed.
	Mapping, Body, Headers string
	// Since is when the form was shown.
	Since time.Time
	// Secret is a random text, for tools where one chooses a secret.
	Secret string
}

// proof is a way to prove who sends a webhook: a word, and the fields of its credential.
type proof struct {
	Name   string
	Fields []string
	To     string // the form with this proof
	shape  provider.Shape
}

var proofs = []proof{
	{Name: "secret", Fields: []string{"secret"}, shape: provider.Secret},
	{Name: "basic", Fields: []string{"user", "password"}, shape: provider.Basic},
	{Name: "header", Fields: []string{"header", "value"}, shape: provider.Header},
	{Name: "query", Fields: []string{"query_key", "value"}, shape: provider.Query},
	{Name: "organization", Fields: []string{"organization_id", "url_token"}, shape: provider.Organization},
	{Name: "client", Fields: []string{"client_id", "client_secret"}, shape: provider.Client},
}

// setupOf is the form for a new connection.
func setupOf(tool *provider.Provider, v *visit) setup {
	s := setup{Provider: tool, Slots: []int{0}, Mapping: tool.Override(), Since: v.now, Secret: strings.ToLower(rand.Text())}
	s.Body, s.Headers = tool.Sample(v.now)
	asked := v.FormValue("credentials")
	for _, shape := range tool.Takes {
		one := proofs[slices.IndexFunc(proofs, func(p proof) bool { return p.shape == shape })]
		one.To = "?provider=" + tool.Name + "&credentials=" + one.Name
		if s.Proofs = append(s.Proofs, one); s.Proof.Name == "" || one.Name == asked {
			s.Proof = one
		}
	}
	s.Asks = !tool.Signs || len(tool.Takes) > 1
	return s
}

// of is the form for a connection that is there.
func (s setup) of(conn connectionView) setup {
	s.Slots = []int{0, 1}
	s.Asks = s.Asks || conn.RequireToken
	if text := provider.MappingText(conn.Mapping); text != "" {
		s.Mapping = text
	}
	for i := range s.Proofs {
		s.Proofs[i].To = "?credentials=" + s.Proofs[i].Name
	}
	return s
}

// Hidden reports whether a field's text is nobody's to read.
func (s setup) Hidden(field string) bool {
	return slices.Contains([]string{"secret", "password", "value", "url_token", "client_secret"}, field)
}

// Field is the name of a credential's field in the form.
func (s setup) Field(slot int, field string) string { return fieldOf(slot, field) }

func fieldOf(slot int, field string) string { return fmt.Sprintf("credential-%d-%s", slot, field) }

// Typed reports whether anything was typed into a slot.
func (page *connectionPage) Typed(slot int) bool {
	return slices.ContainsFunc(page.Proof.Fields, func(field string) bool { return page.Form.Get(fieldOf(slot, field)) != "" })
}

// Chosen reports whether people choose the secret themselves: the tool then sends it as it is.
func (s setup) Chosen() bool {
	return !s.Provider.Signs || !slices.Contains([]string{"secret", "client"}, s.Proof.Name) || s.Provider.Name == "typeform"
}

// putConnectionOf saves what was typed.
func (p *pages) putConnectionOf(v *visit, name string) error {
	mapping, err := mappingTyped(v.typed)
	if err != nil {
		return err
	}
	body := map[string]any{"provider": v.typed.Get("provider"), "mapping": mapping, "require_token": v.typed.Get("require_token") != ""}
	if all := credentialsTyped(v.typed); len(all) > 0 {
		body["credentials"] = all
	}
	_, err = p.call(v, apiCall{Route: "PUT /v1/connections/{name}", At: []string{name}, Body: body, IfMatch: v.typed.Get("tag")})
	return err
}

// mappingTyped is the mapping in JSON; nil without one.
func mappingTyped(f typed) (json.RawMessage, error) {
	raw, err := provider.MappingJSON(f.Get("mapping"))
	var wrong heed.FieldError
	if errors.As(err, &wrong) {
		return nil, heed.RefuseField("/mapping", wrong.Code, "%s", wrong.Detail)
	}
	return raw, err
}

// credentialsTyped are those of which anything was typed: without any, they stay as they are.
func credentialsTyped(f typed) (all []any) {
	i := slices.IndexFunc(proofs, func(p proof) bool { return p.Name == f.Get("credentials") })
	if i < 0 {
		return nil
	}
	for slot := range heed.MaxCredentials {
		credential, any := map[string]string{}, false
		for _, field := range proofs[i].Fields {
			credential[field] = strings.TrimSpace(f.Get(fieldOf(slot, field)))
			any = any || credential[field] != ""
		}
		switch {
		case !any:
		case proofs[i].shape == provider.Secret:
			all = append(all, credential["secret"])
		default:
			all = append(all, credential)
		}
	}
	return all
}
