package console

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/risk"
)

// settingsForm fills the form with settings. A field is named by its path in the API's
// document: "bands/renewal/high/enter". Shares are in percent, money in whole units,
// lists have commas between, and every factor has a weight.
func settingsForm(set heed.Settings) url.Values {
	raw, _ := json.Marshal(set) // plain data
	f := url.Values{}
	enterValue(f, "", decoded(raw))
	moveMoney(f, "-")
	for _, name := range factorNames(set) {
		if !f.Has("weights/" + name) {
			f.Set("weights/"+name, "1")
		}
	}
	return f
}

// factorNames are Heed's factors and the operator's own.
func factorNames(set heed.Settings) []string {
	names := risk.Factors()
	for _, own := range set.Factors {
		names = append(names, own.Factor)
	}
	return names
}

// enterValue writes a value of the document into the form's fields.
func enterValue(f url.Values, name string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for member, inner := range value {
			enterValue(f, strings.TrimPrefix(name+"/"+member, "/"), inner)
		}
	case []any:
		enterList(f, name, value)
	case string:
		f.Set(name, value)
	case bool:
		if value {
			f.Set(name, "true")
		}
	case json.Number:
		x, _ := value.Float64()
		f.Set(name, writtenIn(name, x))
	}
}

// enterList writes a list: rows of fields, the steps of a play as lines, anything
// else with commas between.
func enterList(f url.Values, name string, all []any) {
	var words []string
	for i, value := range all {
		switch text, _ := value.(map[string]any); {
		case text != nil && lastWord(name) == "steps":
			for _, lang := range []string{"en", "de"} {
				line, _ := text[lang].(string)
				f.Set(name+"/"+lang, strings.TrimPrefix(f.Get(name+"/"+lang)+"\n"+line, "\n"))
			}
		case text != nil:
			enterValue(f, name+"/"+strconv.Itoa(i), value)
		default:
			one := url.Values{}
			enterValue(one, "", value)
			words = append(words, one.Get(""))
		}
	}
	if contains(listFields, name) {
		f.Set(name, strings.Join(words, ", "))
	}
}

// settingsDocument is what a form says, as the API takes settings. What is left empty
// takes its default, but a list, which is empty then. What should be a number and is
// none is handed on as it was typed: the API says what is wrong with it.
func settingsDocument(f url.Values) map[string]any {
	doc, f := map[string]any{}, maps.Clone(f)
	moveMoney(f, "+")
	for name := range f {
		if says(name, f.Get(name)) {
			putAt(doc, strings.Split(name, "/"), readField(name, strings.TrimSpace(f.Get(name))))
		}
	}
	for _, list := range []string{"factors", "metric_targets"} {
		rows, _ := doc[list].(map[string]any)
		doc[list] = inOrder(rows)
	}
	return doc
}

// says reports whether a field says something of the settings that does not hold
// anyway: an empty list does, and a weight of 1 does not.
func says(name, text string) bool {
	top, _, _ := strings.Cut(name, "/")
	text = strings.TrimSpace(text)
	weight, err := strconv.ParseFloat(text, 64)
	switch {
	case !contains(settingsMembers(), top) || top == "weights" && err == nil && weight == 1:
		return false
	case text == "":
		return contains(listFields, name)
	}
	return true
}

// settingsMembers are the members the document has.
var settingsMembers = sync.OnceValue(func() []string {
	raw, _ := json.Marshal(heed.DefaultSettings()) // plain data
	return slices.Collect(maps.Keys(decoded(raw).(map[string]any)))
})

func putAt(in map[string]any, path []string, value any) {
	if len(path) == 1 {
		in[path[0]] = value
		return
	}
	inner, _ := in[path[0]].(map[string]any)
	if inner == nil {
		inner = map[string]any{}
		in[path[0]] = inner
	}
	putAt(inner, path[1:], value)
}

// inOrder makes a list of rows by their numbers.
func inOrder(rows map[string]any) []any {
	all := []any{}
	for i := range len(rows) {
		row, _ := rows[strconv.Itoa(i)].(map[string]any)
		if play, _ := row["play"].(map[string]any); play != nil {
			play["steps"] = stepsOf(play["steps"])
		}
		if row != nil {
			all = append(all, row)
		}
	}
	return all
}

// stepsOf reads the lines of a play, one step a line, each in one language or both.
func stepsOf(said any) (steps []map[string]string) {
	languages, _ := said.(map[string]any)
	for _, lang := range []string{"en", "de"} {
		text, _ := languages[lang].(string)
		for i, line := range strings.Split(text, "\n") {
			if i == len(steps) {
				steps = append(steps, map[string]string{})
			}
			steps[i][lang] = strings.TrimSpace(line)
		}
	}
	return slices.DeleteFunc(steps, func(step map[string]string) bool { return step["en"]+step["de"] == "" })
}
