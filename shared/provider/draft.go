package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/heed-cs/heed/shared/heed"
)

// maxData bounds a signal's data so that it fits a message.
const maxData = heed.MaxBatchBytes - 8<<10

// signal checks what the rule says as strictly as the signals API would. A reason
// tells why it makes no signal.
func (r rule) signal(s *scope, source string, rules heed.Rules) (heed.Signal, string) {
	kind := textOf(r.kind.run(s))
	fields, known := heed.DataFields(kind)
	if !known {
		return heed.Signal{}, r.empty("type", r.kind)
	}
	id, subject := textOf(r.id.run(s)), textOf(r.subject.run(s))
	switch {
	case id == "":
		return heed.Signal{}, r.empty("id", r.id)
	case subject == "":
		return heed.Signal{}, r.empty("account", r.subject)
	}
	data := r.members(s, fields)
	for _, f := range fields {
		if f.Required && data[f.Name] == nil {
			return heed.Signal{}, r.empty(f.Name, r.member(f.Name))
		}
	}
	raw, err := written(data)
	if err != nil {
		return heed.Signal{}, err.Error()
	}
	signal, errs := heed.Signal{ID: id, Source: source, Type: kind, Subject: subject, Data: raw}.With(textOf(r.at.run(s)), rules)
	if len(errs) > 0 {
		return heed.Signal{}, errs[0].Error()
	}
	return signal, ""
}

// written gives the data in JSON. Texts grow by what a queue needs escaped.
func written(data map[string]any) (json.RawMessage, error) {
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false)
	if enc.Encode(data) != nil || raw.Len()+3*bytes.Count(raw.Bytes(), []byte("\xef\xbf")) > maxData {
		return nil, fmt.Errorf("the data has more than %d bytes", maxData)
	}
	return bytes.TrimSpace(raw.Bytes()), nil
}

// empty names the expression that gives nothing: the mapping's own words, no payload's.
func (r rule) empty(what string, p *program) string {
	if p == nil {
		return "no " + what
	}
	return fmt.Sprintf("no %s: %s gives nothing that can be used", what, strings.Join(strings.Fields(p.source), " "))
}

func (r rule) member(name string) *program {
	for _, m := range r.data {
		if m.name == name {
			return m.value
		}
	}
	return r.whole
}

// members are the rule's data without what is empty. Texts are cut to what a
// member holds, because tools allow longer ones.
func (r rule) members(s *scope, fields []heed.Field) map[string]any {
	data := r.said(s)
	for _, f := range fields {
		data[f.Name] = fitting(f, data[f.Name])
	}
	for name, v := range data {
		if v == nil || v == "" {
			delete(data, name)
		}
	}
	return data
}

// said is what the rule's data give.
func (r rule) said(s *scope) map[string]any {
	data := map[string]any{}
	if whole, ok := r.whole.run(s).(map[string]any); ok {
		maps.Copy(data, whole)
	}
	for _, m := range r.data {
		data[m.name] = m.value.run(s)
	}
	return data
}

// fitting writes numbers that are ids as text, and cuts long texts.
func fitting(f heed.Field, v any) any {
	if f.Kind != heed.TextField && f.Kind != heed.IDField {
		return v
	}
	switch v.(type) {
	case int, float64:
		v = textOf(v)
	}
	if text, ok := v.(string); ok && f.Kind == heed.TextField && f.Enum == nil {
		return clip(text, int(f.Max))
	}
	return v
}

// clip shortens a text to n characters.
func clip(text string, n int) string {
	if n == 0 || len(text) <= n || utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n])
}
