package console

import (
	"encoding/json"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

// changeView is one member of the settings before and after, in words.
type changeView struct{ What, From, To string }

// settingsProse says in words what changed in settings. Factors of the operator's own
// are called as in the first of those known that has them.
type settingsProse struct {
	locale
	known []heed.Settings
}

func (p settingsProse) changes(all []heed.SettingsChange) (views []changeView) {
	for _, c := range all {
		path := strings.Split(strings.TrimPrefix(c.Path, "/"), "/")
		views = append(views, changeView{p.name(path), p.value(path, c.From), p.value(path, c.To)})
	}
	return views
}

// name is what the members on a path are called.
func (p settingsProse) name(path []string) string {
	names := make([]string, len(path))
	for i, word := range path {
		switch {
		case i == 1 && (path[0] == "weights" || path[0] == "factors"):
			names[i] = p.factor(word)
		case i == 1 && path[0] == "bands":
			names[i] = p.T("kind:" + word)
		case i == 2 && path[0] == "bands":
			names[i] = p.T("band:" + word)
		default:
			names[i] = p.T("set:" + word)
		}
	}
	return strings.Join(names, " · ")
}

func (p settingsProse) factor(name string) string {
	for _, set := range p.known {
		if contains(factorNames(set), name) {
			return factorTitle(name, p.Language(), set)
		}
	}
	return name
}

// value is a value of the settings in words.
func (p settingsProse) value(path []string, raw json.RawMessage) string {
	switch value := decoded(raw).(type) {
	case nil:
		if path[0] == "weights" {
			return p.number("", 1)
		}
	case json.Number:
		x, _ := value.Float64()
		return p.number(strings.Join(path, "/"), x)
	case bool:
		return p.T(map[bool]string{true: "yes", false: "no"}[value])
	case string:
		return value
	case []any:
		return p.list(path[0], raw, value)
	case map[string]any:
		return p.T("set_object")
	}
	return "–"
}

// number writes shares in percent.
func (p settingsProse) number(name string, x float64) string {
	text := writtenIn(name, x)
	if p.german() {
		text = strings.Replace(text, ".", ",", 1)
	}
	switch {
	case isShare(name) && p.german():
		return text + hardSpace + "%"
	case isShare(name):
		return text + "%"
	}
	return text
}

func (p settingsProse) list(member string, raw json.RawMessage, all []any) string {
	said := make([]string, len(all))
	for i, one := range all {
		part, _ := json.Marshal(one) // was JSON
		said[i] = p.value([]string{member}, part)
	}
	var targets []heed.MetricTarget
	if member == "metric_targets" && json.Unmarshal(raw, &targets) == nil {
		for i, t := range targets {
			said[i] = p.target(t)
		}
	}
	if len(said) == 0 {
		return "–"
	}
	return strings.Join(said, ", ")
}

// target says in short what a metric should reach: "Net promoter score ≥ 30".
func (p settingsProse) target(t heed.MetricTarget) string {
	d, err := metric.Describe(metric.Name(t.Metric))
	if err != nil {
		return t.Metric
	}
	said := d.Title.In(p.Language())
	if t.By != "" {
		said += " (" + strings.TrimSpace(p.T("by:"+t.By)+" "+t.Group) + ")"
	}
	if t.AtLeast != nil {
		return said + " ≥ " + p.Value(d.Unit, t.AtLeast, p.known[0].Currency)
	}
	return said + " ≤ " + p.Value(d.Unit, t.AtMost, p.known[0].Currency)
}
