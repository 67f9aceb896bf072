package console

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// maxChoices is how many values of a filter are offered; more are named in the address.
const maxChoices = 200

// listFilter is the filter of the page, which leaves lost customers out: nothing of
// theirs is at risk any more. Who asks for a status or for a name gets them.
func listFilter(asked url.Values) (filter, error) {
	passes, err := filterOf(asked)
	if err != nil || lostAskedFor(asked) {
		return passes, err
	}
	return func(a *heed.Account) bool { return !lost(a) && passes(a) }, nil
}

func lostAskedFor(asked url.Values) bool { return asked.Has("status") || asked.Has("q") }

func lost(a *heed.Account) bool { return a.Status() == heed.Churned }

// lostIn counts the lost customers that pass the filters and are left out.
func lostIn(asked url.Values, all []heed.Account) (n int) {
	passes, err := filterOf(asked)
	if err != nil || lostAskedFor(asked) {
		return 0
	}
	for i := range all {
		if lost(&all[i]) && passes(&all[i]) {
			n++
		}
	}
	return n
}

// bandChoice is a band as a filter that is switched on or off.
type bandChoice struct {
	Band     heed.Band
	Accounts int
	On       bool
	To       string
}

// bandChoices counts, for every band from bad to good, the accounts that pass the
// other filters.
func bandChoices(asked url.Values, all []heed.Account) []bandChoice {
	others := maps.Clone(asked)
	others.Del("band")
	passes, err := listFilter(others)
	if err != nil {
		return nil // the list has refused it
	}
	counts := map[heed.Band]int{}
	for i := range all {
		if passes(&all[i]) {
			counts[all[i].Card.Band]++
		}
	}
	var choices []bandChoice
	for _, band := range slices.Backward(heed.Bands) {
		on := slices.Contains(asked["band"], string(band))
		choices = append(choices, bandChoice{band, counts[band], on, accountsAt(toggled(asked, "band", string(band)))})
	}
	return choices
}

// toggled is the same question with one value of a filter put in or taken out.
func toggled(asked url.Values, name, value string) url.Values {
	other := maps.Clone(asked)
	kept := slices.DeleteFunc(slices.Clone(asked[name]), func(v string) bool { return v == value })
	if len(kept) == len(asked[name]) {
		kept = append(kept, value)
	}
	other[name] = kept
	return other
}

func accountsAt(asked url.Values) string { return "/ui/accounts?" + asked.Encode() }

// choice is a filter with the values to choose from.
type choice struct {
	Name   string
	Chosen string
	Open   string // a word for none of the values
	Values []string
}

// choicesOf offers the values that accounts have.
func choicesOf(asked url.Values, all []heed.Account) []choice {
	seen := map[string]map[string]bool{"owner": {}, "segment": {}}
	for i := range all {
		for name, values := range seen {
			for _, v := range filterMembers[name](&all[i]) {
				values[v] = true
			}
		}
	}
	choices := []choice{}
	for _, name := range []string{"owner", "segment"} {
		delete(seen[name], "")
		values := slices.Sorted(maps.Keys(seen[name]))
		choices = append(choices, choice{name, asked.Get(name), "any", values[:min(len(values), maxChoices)]})
	}
	statuses := []string{string(heed.Trial), string(heed.Active), string(heed.Notice), string(heed.Churned)}
	return append(choices, choice{"phase", asked.Get("phase"), "any", heed.Phases}, choice{"status", asked.Get("status"), "any_but_lost", statuses})
}

// Say is what a filter's value is called; names that customers gave are as they are.
func (c choice) Say(l locale, value string) string {
	if c.Name == "phase" || c.Name == "status" {
		return l.T(c.Name + ":" + value)
	}
	return value
}

// column is a heading that sorts the list.
type column struct {
	Name    string // a word
	To      string // the list in its order; empty when it cannot be sorted by
	Sorted  string // as aria-sort says it; empty when it is not
	Numbers bool
}

// sortableColumns are the headings with what they sort by, the way people first want it.
var sortableColumns = []struct{ name, sort string }{
	{"account", "name"}, {"risk", "-risk"}, {"loss", "-expected_loss"}, {"arr", "-arr"}, {"decision", "decision_date"}, {"reason", ""}, {"owner", ""},
}

func columnsOf(asked url.Values) []column {
	current := asked.Get("sort")
	if current == "" {
		current = "-expected_loss"
	}
	var columns []column
	for _, c := range sortableColumns {
		col := column{Name: c.name, Numbers: c.name == "loss" || c.name == "arr"}
		if c.sort != "" {
			other := maps.Clone(asked)
			other.Set("sort", c.sort)
			if strings.TrimPrefix(c.sort, "-") == strings.TrimPrefix(current, "-") {
				col.Sorted = map[bool]string{true: "descending", false: "ascending"}[current[0] == '-']
				other.Set("sort", opposite(current))
			}
			col.To = accountsAt(other)
		}
		columns = append(columns, col)
	}
	return columns
}

func opposite(sort string) string {
	if member, falling := strings.CutPrefix(sort, "-"); falling {
		return member
	}
	return "-" + sort
}
