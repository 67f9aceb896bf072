package console

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// movesShown is how many accounts a preview names on the page.
const movesShown = 50

// settingsDraft is what a form of settings would change, shown before it is kept.
type settingsDraft struct {
	Changes       []changeView
	Moves         []moveView // those that would rise first, the largest first
	Left          int        // moves that are not shown
	Judged        int
	Worse, Better int
	ARR           heed.Money // of all that would move
	Unrated       []heed.Money
	// Stale says that somebody else changed the settings since the form was loaded.
	Stale bool
}

// draftSettings shows what a form would change, or taking a version again.
func (p *pages) draftSettings(v *visit) (string, error) {
	if n := v.typed.Get("take"); n != "" {
		if err := p.take(v, n); err != nil {
			return "", err
		}
	}
	draft, err := p.draft(v)
	v.typed.Done = draft
	return "", err
}

// take fills the form with a version.
func (p *pages) take(v *visit, n string) error {
	row, err := p.rec.Settings(v.Context())
	if err != nil {
		return err
	}
	var set heed.Settings
	if err := p.fetch(v, apiCall{Route: "GET /v1/settings/versions/{version}", At: []string{n}}, &set); err != nil {
		return err
	}
	v.typed.Values = settingsForm(set)
	v.typed.Set("base", strconv.FormatInt(row.Version, 10))
	return nil
}

// draft lays what was typed over the settings as they are now, and asks the API
// what that would do.
func (p *pages) draft(v *visit) (*settingsDraft, error) {
	row, err := p.rec.Settings(v.Context())
	if err != nil {
		return nil, err
	}
	tidy(v.typed.Values)
	if err := p.rebase(v, v.typed.Values, row.Value); err != nil {
		return nil, err
	}
	v.typed.Set("base", strconv.FormatInt(row.Version, 10))
	document := settingsDocument(v.typed.Values)
	proposed, err := settingsIn(document)
	if err != nil {
		return nil, err
	}
	prose := settingsProse{v.locale, []heed.Settings{proposed, row.Value}}
	d := &settingsDraft{Changes: prose.changes(row.Value.ChangesTo(proposed))}
	return d, p.foresee(v, d, document)
}

// foresee fills in whose band a document of settings would change.
func (p *pages) foresee(v *visit, d *settingsDraft, document any) error {
	var seen previewView
	err := p.fetch(v, apiCall{Route: "POST /v1/settings/preview", Body: document}, &seen)
	d.Judged, d.ARR, d.Unrated = seen.Judged, seen.ARR, seen.Unrated
	d.order(seen.Items)
	return err
}

// Moved is how many accounts would change band.
func (d *settingsDraft) Moved() int { return d.Worse + d.Better }

// order names the moves that matter most first.
func (d *settingsDraft) order(moves []moveView) {
	for _, m := range moves {
		if m.To.Worse(m.From) {
			d.Worse++
		}
	}
	d.Better = len(moves) - d.Worse
	slices.SortStableFunc(moves, func(a, b moveView) int {
		if worse := a.To.Worse(a.From); worse != b.To.Worse(b.From) {
			return map[bool]int{true: -1, false: 1}[worse]
		}
		return cmp.Compare(paid(b), paid(a))
	})
	d.Left = max(0, len(moves)-movesShown)
	d.Moves = moves[:len(moves)-d.Left]
}

func paid(m moveView) int64 {
	if m.ARR == nil {
		return 0
	}
	return m.ARR.Amount
}

// rebase takes from the settings as they are what the reader left as it was shown,
// so that what somebody else changed meanwhile stays changed.
func (p *pages) rebase(v *visit, f url.Values, now heed.Settings) error {
	base, err := strconv.ParseInt(f.Get("base"), 10, 64)
	if err != nil {
		return heed.RefuseField("base", "format", "the form lacks the version it was made for: load the page again")
	}
	if base == now.Version {
		return nil
	}
	was, err := p.settingsAt(v.Context(), base)
	if heed.ProblemOf(err) != nil {
		return nil // too long ago: all that stands in the form counts as typed
	}
	if err == nil {
		mergeForm(f, settingsForm(was), settingsForm(now))
	}
	return err
}

// mergeForm puts what is now where what was typed is still as it was shown. The rows
// of a list are compared together: their numbers mean nothing.
func mergeForm(typed, shown, now url.Values) {
	mine, was, theirs := unitsIn(typed), unitsIn(shown), unitsIn(now)
	for _, form := range []map[string]map[string]string{mine, was, theirs} {
		for unit := range form {
			if !maps.Equal(mine[unit], was[unit]) {
				continue
			}
			for name := range mine[unit] {
				typed.Del(name)
			}
			for name, text := range theirs[unit] {
				typed.Set(name, text)
			}
		}
	}
}

// unitsIn are the fields in which something stands by what they are compared in: a
// list with all its rows, or one field.
func unitsIn(f url.Values) map[string]map[string]string {
	units := map[string]map[string]string{}
	for name := range f {
		unit := name
		if top, _, _ := strings.Cut(name, "/"); top == "factors" || top == "metric_targets" {
			unit = top
		}
		if units[unit] == nil {
			units[unit] = map[string]string{}
		}
		if text := f.Get(name); text != "" {
			units[unit][name] = text
		}
	}
	return units
}
