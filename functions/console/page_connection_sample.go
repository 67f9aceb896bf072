package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// sounding is what a sample would become, and the accounts it would be of.
type sounding struct {
	soundedView
	accounts map[string]heed.Account // by what the sample calls them; those there are
}

// maxSounded is how many accounts of a sample are looked up.
const maxSounded = 10

// sound asks what the sample in the form would become, with all that the form says.
func (p *pages) sound(v *visit, name string) error {
	mapping, err := mappingTyped(v.typed)
	if err != nil {
		return err
	}
	body := map[string]any{"provider": v.typed.Get("provider"), "mapping": mapping, "headers": headersOf(v.typed.Get("headers"))}
	if text := v.typed.Get("body"); strings.TrimSpace(text) != "" {
		body["raw"] = []byte(text)
	}
	if !heed.ValidSlug(name) { // what is not there yet needs no name to be tried
		name = cmp.Or(v.typed.Get("provider"), "new")
	}
	found := &sounding{accounts: map[string]heed.Account{}}
	if err := p.fetch(v, apiCall{Route: "POST /v1/connections/{name}/preview", At: []string{name}, Body: body}, &found.soundedView); err != nil {
		return err
	}
	v.typed.Done = found
	return p.lookUp(v, found)
}

// headersOf reads "Name: value" on a line each.
func headersOf(text string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			all[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return all
}

// lookUp finds the accounts that the signals name.
func (p *pages) lookUp(v *visit, found *sounding) error {
	seen := map[string]bool{}
	for _, s := range found.Signals {
		if seen[s.Subject] || len(seen) == maxSounded {
			continue
		}
		seen[s.Subject] = true
		var a struct{ ID, Name string }
		err := p.fetch(v, apiCall{Route: "GET /v1/accounts/{id}", At: []string{s.Subject}}, &a)
		if refusal := heed.ProblemOf(err); refusal != nil && refusal.Code == heed.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		found.accounts[s.Subject] = heed.Account{ID: a.ID, Profile: heed.Profile{Name: a.Name}}
	}
	return nil
}

// Head says how much it would become.
func (s *sounding) Head(l locale) string {
	switch n := len(s.Signals); n {
	case 0:
		return l.T("sounded_none")
	case 1:
		return l.T("sounded_one")
	default:
		return l.Fill("sounded_some", l.Count(n))
	}
}

// Account is the one that a subject names; nil when there is none.
func (s *sounding) Account(subject string) *heed.Account {
	a, ok := s.accounts[subject]
	if !ok {
		return nil
	}
	return &a
}

// Claim is what an account's profile would have to say, for the subject to lead to it;
// empty for a subject that is an account's own id.
func (s *sounding) Claim(subject string) string {
	connection, id, external := strings.Cut(subject, ":")
	if !external {
		return ""
	}
	claim, _ := json.Marshal(map[string]map[string][]string{"external_ids": {connection: {id}}}) // texts alone
	return string(claim)
}

// Pretty is the data, indented.
func (s sampleSignal) Pretty() string {
	var text bytes.Buffer
	if json.Indent(&text, s.Data, "", "  ") != nil {
		return string(s.Data)
	}
	return text.String()
}
