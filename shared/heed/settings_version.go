package heed

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// SettingsVersion is one change of the settings: when, by whom, and of what.
type SettingsVersion struct {
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Key     string    `json:"key"` // the id of the key it was made with
	KeyName string    `json:"key_name"`
	// Changes are the members that differ from the version before, by path.
	Changes []SettingsChange `json:"changes"`
}

// SettingsChange is one member of the settings before and after; null where there
// was none.
type SettingsChange struct {
	Path string          `json:"path"` // JSON pointer; a factor's names it: /factors/exports/neutral
	From json.RawMessage `json:"from"`
	To   json.RawMessage `json:"to"`
}

// maxChanges bounds how many changes a version lists one by one.
const maxChanges = 100

// ChangesTo lists by path what differs in other settings. When that is more than
// can be told apart, it is whole members.
func (s Settings) ChangesTo(other Settings) []SettingsChange {
	d := differences{}
	d.between("", s.members(), other.members())
	if len(d.all) > maxChanges {
		d.all = nil
		d.whole(s.members(), other.members())
	}
	return d.all
}

// Undone are the settings before the changes of a version were made to them.
// Factors come by their names.
func (s Settings) Undone(changes []SettingsChange) (before Settings, err error) {
	all := s.members()
	for _, c := range changes {
		restore(all, strings.Split(strings.TrimPrefix(c.Path, "/"), "/"), c.From)
	}
	own, _ := all["factors"].(map[string]any)
	factors := []any{}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		factors = append(factors, own[name])
	}
	all["factors"] = factors
	raw, _ := json.Marshal(all) // plain data
	return before, json.Unmarshal(raw, &before)
}

// restore puts a member back to what it was; null takes it away.
func restore(in map[string]any, path []string, from json.RawMessage) {
	name := unescapePointer(path[0])
	if len(path) > 1 {
		inner, is := in[name].(map[string]any)
		if !is {
			inner = map[string]any{}
			in[name] = inner
		}
		restore(inner, path[1:], from)
		return
	}
	var was any
	if json.Unmarshal(from, &was) != nil || was == nil {
		delete(in, name)
		return
	}
	in[name] = was
}

// members are the settings as nested objects, factors by their names: their order
// means nothing.
func (s Settings) members() map[string]any {
	raw, _ := json.Marshal(s) // plain data
	var all map[string]any
	_ = json.Unmarshal(raw, &all)
	own := map[string]any{}
	for _, f := range s.Factors {
		raw, _ := json.Marshal(f)
		var members any
		_ = json.Unmarshal(raw, &members)
		own[f.Factor] = members
	}
	all["factors"] = own
	return all
}

type differences struct{ all []SettingsChange }

// whole compares the members of two documents, each as one.
func (d *differences) whole(from, to map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(to)) {
		d.differ("/"+name, from[name], to[name])
	}
}

func (d *differences) differ(path string, from, to any) {
	if !reflect.DeepEqual(from, to) {
		a, _ := json.Marshal(from)
		b, _ := json.Marshal(to)
		d.all = append(d.all, SettingsChange{Path: path, From: a, To: b})
	}
}

// between compares two values, objects member by member.
func (d *differences) between(path string, from, to any) {
	before, was := from.(map[string]any)
	after, is := to.(map[string]any)
	if !was || !is {
		d.differ(path, from, to)
		return
	}
	names := maps.Clone(before)
	maps.Copy(names, after)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d.between(path+"/"+escapePointer(name), before[name], after[name])
	}
}
