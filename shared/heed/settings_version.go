package heed

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
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

// maxChanges bounds what a version remembers of its changes.
const maxChanges = 100

// ChangesTo lists by path what differs in other settings.
func (s Settings) ChangesTo(other Settings) []SettingsChange {
	d := differences{}
	d.between("", s.members(), other.members())
	return d.all[:min(len(d.all), maxChanges)]
}

// members are the settings as nested objects, factors by their names: their order
// means nothing.
func (s Settings) members() any {
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

// between compares two values, objects member by member.
func (d *differences) between(path string, from, to any) {
	before, was := from.(map[string]any)
	after, is := to.(map[string]any)
	if !was || !is {
		if !reflect.DeepEqual(from, to) {
			a, _ := json.Marshal(from)
			b, _ := json.Marshal(to)
			d.all = append(d.all, SettingsChange{Path: path, From: a, To: b})
		}
		return
	}
	names := maps.Clone(before)
	maps.Copy(names, after)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d.between(path+"/"+escapePointer(name), before[name], after[name])
	}
}
