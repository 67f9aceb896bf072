package provider

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/heed-cs/heed/shared/heed"
)

// Mapping says what the events of a tool mean. It is data: each provider ships
// one, and a connection overrides or extends it rule by rule.
//
//	{"tables": {"ratings": {"good": 2, "bad": 1}},
//	 "rules": [{"name": "rating", "when": "event.kind == 'csat'", "type": "feedback.csat", "id": "event.id",
//	            "subject": "external(event.company.id)", "time": "isoTime(event.at)",
//	            "data": {"score": "pick(tables.ratings, event.rating)", "scale": "'1-2'"}}]}
//
// Every rule whose "when" holds gives a signal, in order; one with "ignore" ends
// the event, and says why when no other rule spoke. With "each" a rule speaks once for every item
// of a list. All but name, ignore and a plain type are expressions, of which
// function.go lists the words. A rule of a connection replaces the members it
// names of the shipped rule of the same name, and null takes a member of data
// away; rules with new names come before the shipped ones.
type Mapping struct {
	source source
	tables map[string]any
	rules  []rule
	// headers and digest say what its expressions name: what none does is not made.
	headers, digest bool
}

// source is a mapping as it is written.
type source struct {
	Tables map[string]map[string]any `json:"tables,omitempty"`
	Rules  []sourceRule              `json:"rules,omitempty"`
}

// sourceRule is a rule as it is written.
type sourceRule struct {
	Name    string  `json:"name"`
	When    string  `json:"when,omitempty"`
	Each    string  `json:"each,omitempty"`
	Ignore  string  `json:"ignore,omitempty"`
	Type    string  `json:"type,omitempty"`
	ID      string  `json:"id,omitempty"`
	Subject string  `json:"subject,omitempty"`
	Time    string  `json:"time,omitempty"`
	Data    members `json:"data,omitzero"`
}

// members are a rule's data: an expression for each member, or one for all.
type members struct {
	whole string
	each  map[string]*string // nil takes the member away
}

// IsZero leaves data that is not there out of JSON.
func (m members) IsZero() bool { return m.whole == "" && m.each == nil }

// UnmarshalJSON takes a string or an object of strings and nulls.
func (m *members) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &m.whole)
	}
	if json.Unmarshal(raw, &m.each) != nil {
		return errors.New("data must be an expression, or an object of expressions")
	}
	return nil
}

//go:embed mappings/*.yaml
var files embed.FS

// shipped reads and compiles the mapping that comes with a provider.
func shipped(name string) (*Mapping, error) {
	text, err := files.ReadFile("mappings/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("provider: the mapping of %s is missing: %w", name, err)
	}
	m, err := ParseMapping(text)
	if err != nil {
		return nil, fmt.Errorf("provider: the mapping of %s: %w", name, err)
	}
	return m, nil
}

// ParseMapping reads a mapping that stands alone, in YAML or JSON.
func ParseMapping(text []byte) (*Mapping, error) {
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	src, err := parseSource(raw)
	if err != nil {
		return nil, err
	}
	m, errs := compile(src, nil)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return m, nil
}

// The bounds of a mapping.
const (
	maxRules      = 100
	maxRuleName   = 64
	maxExpression = 4 << 10
)

// Mapping gives what the events of the tool mean, overridden by a connection's own
// mapping; nil and null override nothing. The errors point into the override.
func (p *Provider) Mapping(override json.RawMessage) (*Mapping, []heed.FieldError) {
	base, err := p.mapping()
	if err != nil {
		return nil, []heed.FieldError{{Code: "format", Detail: err.Error()}}
	}
	if len(override) == 0 || bytes.Equal(override, []byte("null")) {
		return base, nil
	}
	src, err := parseSource(override)
	if err != nil {
		return nil, []heed.FieldError{{Code: "type", Detail: err.Error()}}
	}
	merged, at := base.source.with(src)
	return compile(merged, at)
}

// parseSource reads a mapping and refuses members it does not have.
func parseSource(raw json.RawMessage) (src source, err error) {
	if err := heed.Strict(raw); err != nil {
		return src, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	if err := dec.Decode(&src); err != nil {
		return src, fmt.Errorf(`a mapping is {"tables": {…}, "rules": [{"name", "when", "each", "ignore", "type", "id", "subject", "time", "data"}]}: %s`,
			strings.TrimPrefix(err.Error(), "json: "))
	}
	if len(src.Rules) > maxRules {
		return src, fmt.Errorf("a mapping has at most %d rules", maxRules)
	}
	return src, nil
}

// with overrides a mapping rule by rule. The positions tell where each rule of
// the result stands in the override; -1 is nowhere.
func (s source) with(over source) (source, []int) {
	merged := source{Tables: mergeTables(s.Tables, over.Tables)}
	rules, at := slices.Clone(s.Rules), make([]int, len(s.Rules))
	for i := range at {
		at[i] = -1
	}
	var fresh []sourceRule
	var freshAt []int
	for i, r := range over.Rules {
		n := slices.IndexFunc(s.Rules, func(shipped sourceRule) bool { return shipped.Name == r.Name })
		if n < 0 {
			fresh, freshAt = append(fresh, r), append(freshAt, i)
			continue
		}
		rules[n], at[n] = rules[n].with(r), i
	}
	merged.Rules = append(fresh, rules...)
	return merged, append(freshAt, at...)
}

func mergeTables(base, over map[string]map[string]any) map[string]map[string]any {
	merged := maps.Clone(base)
	if merged == nil {
		merged = map[string]map[string]any{}
	}
	for name, rows := range over {
		table := maps.Clone(merged[name])
		if table == nil {
			table = map[string]any{}
		}
		maps.Copy(table, rows)
		merged[name] = table
	}
	return merged
}

// with replaces the members that the other rule names.
func (r sourceRule) with(over sourceRule) sourceRule {
	for _, m := range []struct {
		to   *string
		from string
	}{
		{&r.When, over.When},
		{&r.Each, over.Each},
		{&r.Ignore, over.Ignore},
		{&r.Type, over.Type},
		{&r.ID, over.ID},
		{&r.Subject, over.Subject},
		{&r.Time, over.Time},
	} {
		if m.from != "" {
			*m.to = m.from
		}
	}
	switch {
	case over.Data.whole != "":
		r.Data = over.Data
	case over.Data.each != nil:
		each := maps.Clone(r.Data.each)
		if each == nil {
			each = map[string]*string{}
		}
		maps.Copy(each, over.Data.each)
		r.Data = members{each: each}
	}
	return r
}
