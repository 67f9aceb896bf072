package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// apiDocument is as much of OpenAPI 3.1 as the document uses.
type apiDocument struct {
	Info  struct{ Description string }
	Tags  []struct{ Name, Description string }
	Paths map[string]pathItem
	// Webhooks are what Heed calls, by the types of events.
	Webhooks   map[string]pathItem
	Components struct {
		Parameters map[string]apiParameter
		Responses  map[string]apiResponse
		Schemas    map[string]apiSchema
	}
}

// pathItem holds the methods of an address, and parameters that they share.
type pathItem map[string]json.RawMessage

type apiOperation struct {
	method      string
	ID          string `json:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Security    *[]map[string][]string // nil is as the document says for all
	Parameters  []apiParameter
	Body        struct{ Content map[string]apiMedia } `json:"requestBody"`
	Responses   map[string]apiResponse
}

// scope is what a key needs; empty when no key is asked for.
func (o apiOperation) scope() string {
	if o.Security == nil {
		return ""
	}
	for _, one := range *o.Security {
		if scopes := one["bearer"]; len(scopes) > 0 {
			return strings.Join(scopes, ", ")
		}
	}
	return ""
}

type apiParameter struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Schema      apiSchema
}

type apiResponse struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]apiMedia
}

type apiMedia struct {
	Schema   apiSchema
	Example  any
	Examples map[string]struct {
		Summary string
		Value   any
	}
}

type apiSchema struct {
	Ref                 string `json:"$ref"`
	Type                any    // a name, or a list of them
	Format, Description string
	Enum                []any
	Const, Default      any
	Items               *apiSchema
	OneOf, AnyOf, AllOf []apiSchema
	Properties          map[string]apiSchema
	Required            []string
	Minimum, Maximum    *float64
	Additional          json.RawMessage `json:"additionalProperties"` // a truth value, or a schema
}

// nameOf is the last part of a reference.
func nameOf(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

func (d *apiDocument) response(r apiResponse) apiResponse {
	if r.Ref == "" {
		return r
	}
	shared := d.Components.Responses[nameOf(r.Ref)]
	content := maps.Clone(shared.Content)
	for media, m := range content {
		m.Example = nil // once would do, and this stands everywhere
		content[media] = m
	}
	return apiResponse{Description: shared.Description, Content: content}
}

func (d *apiDocument) parameter(p apiParameter) referenceField {
	if p.Ref != "" {
		p = d.Components.Parameters[nameOf(p.Ref)]
	}
	f := d.field(p.Name, p.Schema, p.Required, 0)
	if p.Description != "" {
		f.Description = p.Description
	}
	if p.In == "header" {
		f.Type = "header, " + f.Type
	}
	return f
}

// maxDepth is how deep members are shown before one has to look a thing up.
const maxDepth = 4

// members are those of an object, or of the objects of an array.
func (d *apiDocument) members(s apiSchema, depth int) (all []referenceField) {
	for s.Items != nil && s.Ref == "" {
		s = *s.Items
	}
	if depth == maxDepth || s.Ref != "" {
		return nil
	}
	for _, part := range s.AllOf {
		all = append(all, d.members(part, depth)...)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		all = append(all, d.field(name, s.Properties[name], slices.Contains(s.Required, name), depth))
	}
	return all
}

func (d *apiDocument) field(name string, s apiSchema, required bool, depth int) referenceField {
	f := referenceField{Name: name, Type: s.kind(), Description: s.Description, Required: required, Fields: d.members(s, depth+1)}
	for s.Items != nil {
		s = *s.Items
	}
	if s.Ref != "" {
		f.Schema = nameOf(s.Ref)
	}
	if f.Description == "" && f.Schema != "" {
		f.Description = d.Components.Schemas[f.Schema].Description
	}
	return f
}

// kind is what values there are, in words.
func (s apiSchema) kind() string {
	switch {
	case s.Ref != "":
		return nameOf(s.Ref)
	case len(s.Enum) > 0:
		return "one of " + values(s.Enum)
	case s.Const != nil:
		return values([]any{s.Const})
	case s.Items != nil:
		return "array of " + s.Items.kind()
	case len(s.OneOf) > 0:
		return either(s.OneOf)
	case len(s.AnyOf) > 0:
		return either(s.AnyOf)
	}
	return s.plain()
}

func (s apiSchema) plain() string {
	text := fmt.Sprint(s.Type)
	switch list, several := s.Type.([]any); {
	case several:
		text = strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list...), "[]")), " or ")
	case s.Type == nil:
		text = "any"
	}
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	switch {
	case s.Minimum != nil && s.Maximum != nil:
		text += fmt.Sprintf(", %g to %g", *s.Minimum, *s.Maximum)
	case s.Minimum != nil:
		text += fmt.Sprintf(", at least %g", *s.Minimum)
	case s.Maximum != nil:
		text += fmt.Sprintf(", at most %g", *s.Maximum)
	}
	if s.Default != nil {
		text += ", without it " + values([]any{s.Default})
	}
	return text
}

func either(all []apiSchema) string {
	kinds := make([]string, len(all))
	for i, s := range all {
		kinds[i] = s.kind()
	}
	return strings.Join(kinds, " or ")
}

func values(all []any) string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, " · ")
}
