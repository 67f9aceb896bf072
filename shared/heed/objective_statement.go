package heed

import (
	"encoding/json"
	"fmt"
	"strings"
)

// ObjectiveFields are the members that people say of an objective.
var ObjectiveFields = []Field{
	required(text("title", 200)), text("unit", 32),
	quantity("baseline"), required(quantity("target")), quantity("current"), day("measured_on"),
	day("start"), required(day("due")), money("value"), text("source", 200),
	choice("status", "open", "met", "missed", "dropped"), personal(text("note", 4000)),
}

func quantity(name string) Field { return Field{Name: name, Kind: NumberField, Min: -1e12, Max: 1e12} }

// maxStatements bounds what is remembered of one objective; older measurements merge.
const maxStatements = 60

// CheckObjective names what is wrong with what would be known of an objective; no
// day of a measurement lies after today.
func CheckObjective(members map[string]json.RawMessage, today Day) []FieldError {
	if errs := CheckMembers(ObjectiveFields, members, ""); len(errs) > 0 {
		return errs
	}
	var o Objective
	raw, _ := json.Marshal(members)
	_ = json.Unmarshal(raw, &o) // checked above
	return o.check(today)
}

func (o Objective) check(today Day) (errs []FieldError) {
	fail := func(pointer, code, format string, args ...any) {
		errs = append(errs, FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
	if strings.TrimSpace(o.Title) == "" {
		fail("/title", "required", "say in a few words what success means here")
	}
	if o.Target == o.Baseline {
		fail("/target", "range", "the target must differ from the baseline: there would be no way between them")
	}
	if o.Start >= o.Due {
		fail("/due", "range", "the due day must lie after the start (%s): say an earlier start for what began before", o.Start)
	}
	switch {
	case o.MeasuredOn != "" && o.Current == nil:
		fail("/measured_on", "conflict", "nothing was measured: say current too")
	case o.MeasuredOn > today:
		fail("/measured_on", "range", "the day lies ahead: say when it was measured")
	}
	return errs
}

// Pursued adds to the facts of an objective what is said of it now: only what
// differs, so that saying the same again is no news. Texts are remembered as they
// are now.
func (f Facts) Pursued(id string, members map[string]json.RawMessage, stamp Stamp) (after Facts, news bool) {
	before := f.Members()
	said := map[string]json.RawMessage{}
	for _, field := range ObjectiveFields {
		was, is := before[field.Name], members[field.Name]
		switch {
		case is == nil && was != nil:
			said[field.Name] = null
		case string(is) != string(was):
			said[field.Name] = is
		}
	}
	if len(said) == 0 {
		return f, false
	}
	if len(f) == 0 {
		said["objective"], _ = json.Marshal(id)
	}
	data, _ := json.Marshal(said)
	f = f.With(Fact{Stamp: stamp, Type: ObjectiveStated, Data: data})
	return f.lastSaid("title", "source", "note").boundedTo(maxStatements), true
}
