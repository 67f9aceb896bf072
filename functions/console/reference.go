package console

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// reference is the API document as the reference page shows it.
type reference struct {
	Description []string // paragraphs
	Sections    []referenceSection
	Schemas     []referenceSchema
}

// referenceSection is what stands under one tag.
type referenceSection struct {
	Name, Description string
	Operations        []referenceOperation
}

// referenceOperation is one method of one path.
type referenceOperation struct {
	ID, Method, Path, Summary string
	Description               []string
	Scope                     string // empty is nobody's: no key is needed
	Parameters                []referenceField
	Bodies                    []referenceBody // what may be sent
	Answers                   []referenceAnswer
}

// referenceBody is a body in one media type.
type referenceBody struct {
	Media    string
	Fields   []referenceField
	Examples []referenceExample
}

// referenceExample is a body as somebody could send it.
type referenceExample struct{ Name, JSON string }

// referenceAnswer is what may come back.
type referenceAnswer struct {
	Status, Description string
	Bodies              []referenceBody
}

// referenceSchema is a thing that several bodies hold.
type referenceSchema struct {
	Name        string
	Description []string
	Fields      []referenceField
}

// referenceField is a member, or a parameter, with those below it.
type referenceField struct {
	Name, Type, Description string
	Schema                  string // the thing it is, when that is described apart
	Required                bool
	Fields                  []referenceField
}

// referenceOf reads the document once. Nothing in it is unknown to the tests.
var referenceOf = sync.OnceValues(func() (reference, error) {
	raw, err := openAPIJSON()
	if err != nil {
		return reference{}, err
	}
	var d apiDocument
	if err := json.Unmarshal(raw, &d); err != nil {
		return reference{}, fmt.Errorf("reading the API document: %w", err)
	}
	return d.reference()
})

func (d *apiDocument) reference() (reference, error) {
	ref := reference{Description: paragraphs(d.Info.Description)}
	for _, t := range d.Tags {
		ref.Sections = append(ref.Sections, referenceSection{Name: t.Name, Description: t.Description})
	}
	for _, of := range []map[string]pathItem{d.Paths, d.Webhooks} {
		if err := d.enter(&ref, of); err != nil {
			return ref, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		s := d.Components.Schemas[name]
		ref.Schemas = append(ref.Schemas, referenceSchema{name, paragraphs(s.Description), d.members(s, 0)})
	}
	return ref, nil
}

// enter puts operations into the sections of their tags.
func (d *apiDocument) enter(ref *reference, items map[string]pathItem) error {
	for _, path := range slices.Sorted(maps.Keys(items)) {
		all, err := items[path].operations()
		if err != nil {
			return err
		}
		for _, op := range all {
			i := slices.IndexFunc(ref.Sections, func(s referenceSection) bool { return s.Name == op.Tags[0] })
			ref.Sections[i].Operations = append(ref.Sections[i].Operations, d.operation(path, op))
		}
	}
	return nil
}

// methods are those that are documented, in the order they are shown.
var methods = []string{"get", "post", "put", "patch", "delete", "head", "options"}

func (item pathItem) operations() (all []apiOperation, err error) {
	var shared []apiParameter
	if raw := item["parameters"]; raw != nil {
		err = json.Unmarshal(raw, &shared)
	}
	for _, method := range methods {
		raw := item[method]
		if raw == nil || err != nil {
			continue
		}
		op := apiOperation{method: strings.ToUpper(method)}
		err = json.Unmarshal(raw, &op)
		op.Parameters = append(slices.Clip(shared), op.Parameters...)
		all = append(all, op)
	}
	return all, err
}

func (d *apiDocument) operation(path string, op apiOperation) referenceOperation {
	view := referenceOperation{
		ID: op.ID, Method: op.method, Path: path, Summary: op.Summary, Description: paragraphs(op.Description),
		Scope: op.scope(), Bodies: d.bodies(op.Body.Content),
	}
	for _, p := range op.Parameters {
		view.Parameters = append(view.Parameters, d.parameter(p))
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := d.response(op.Responses[status])
		view.Answers = append(view.Answers, referenceAnswer{status, r.Description, d.bodies(r.Content)})
	}
	return view
}

// bodies are those of the media types, their members and examples.
func (d *apiDocument) bodies(content map[string]apiMedia) (all []referenceBody) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		m := content[media]
		b := referenceBody{Media: media, Fields: d.members(m.Schema, 0)}
		if m.Schema.Ref != "" {
			b.Fields = []referenceField{{Type: nameOf(m.Schema.Ref), Schema: nameOf(m.Schema.Ref)}}
		}
		if m.Example != nil {
			b.Examples = append(b.Examples, referenceExample{"", inLines(m.Example)})
		}
		for _, name := range slices.Sorted(maps.Keys(m.Examples)) {
			b.Examples = append(b.Examples, referenceExample{m.Examples[name].Summary, inLines(m.Examples[name].Value)})
		}
		all = append(all, b)
	}
	return all
}

func inLines(v any) string {
	raw, _ := json.MarshalIndent(v, "", "  ") // it came from JSON
	return string(raw)
}

// paragraphs parts a text at its empty lines.
func paragraphs(text string) (all []string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
