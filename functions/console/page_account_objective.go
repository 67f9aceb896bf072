package console

import (
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// objectivesPage lists what success means for an account, and lets a person say more of it.
type objectivesPage struct {
	accountFrame
	Objectives []objectiveRow
	Draft      objectiveDraft // of a new one
}

// objectiveDraft is what the fields of an objective's form begin with.
type objectiveDraft struct {
	Title, Unit, Baseline, Target, Worth, Currency, Source string
	Start, Due                                             heed.Day
}

// newObjectiveDays is how long a new objective is pursued, unless a person says otherwise.
const newObjectiveDays = 180

// objectiveRow is an objective, drawn: how much of the way is done, beside how much
// of the time has gone by.
type objectiveRow struct {
	objectiveView
	Done, Time string
}

func (p *pages) objectivesPage(v *visit) (string, any, error) {
	f, err := p.accountFrame(v, "objectives")
	if err != nil {
		return "", nil, err
	}
	today := heed.DayOf(v.now)
	page := &objectivesPage{accountFrame: f, Draft: objectiveDraft{Start: today, Due: today.Add(newObjectiveDays), Currency: f.set.Currency}}
	page.Objectives, err = p.objectivesOf(v, f.Account.ID)
	return "objectives", page, err
}

// objectivesOf are an account's objectives, those still pursued first.
func (p *pages) objectivesOf(v *visit, account string) ([]objectiveRow, error) {
	all, err := p.rec.Objectives(v.Context(), account)
	if err != nil {
		return nil, err
	}
	var open, decided []objectiveRow
	for _, facts := range all {
		o, err := newest(facts)
		if err != nil {
			return nil, err
		}
		if row := objectiveRowOf(v.objectiveIn(account, o)); o.Status == heed.ObjectiveOpen {
			open = append(open, row)
		} else {
			decided = append(decided, row)
		}
	}
	return append(open, decided...), nil
}

func objectiveRowOf(view objectiveView) objectiveRow {
	row := objectiveRow{objectiveView: view, Time: percentage(100 * view.Expected)}
	if view.Progress != nil {
		row.Done = percentage(100 * min(max(*view.Progress, 0), 1))
	}
	return row
}

// At is the page of the objective.
func (o objectiveRow) At() string { return accountAt(o.Account) + "/objectives/" + o.ID }

// Stands is the word for how it stands.
func (o objectiveRow) Stands() string {
	switch {
	case o.Status != heed.ObjectiveOpen:
		return "objective:" + string(o.Status)
	case o.Progress == nil:
		return "objective:unmeasured"
	case *o.OnTrack:
		return "objective:on_track"
	}
	return "objective:behind"
}

// Late reports whether somebody should worry about it.
func (o objectiveRow) Late() bool {
	return o.Status == heed.ObjectiveMissed || o.Status == heed.ObjectiveOpen && o.OnTrack != nil && !*o.OnTrack
}

// addObjective says a new one. Its id is made of the title and of what makes the
// form one order, so that sending it twice says one.
func (p *pages) addObjective(v *visit) (string, error) {
	account, id := v.PathValue("id"), objectiveID(v.typed.Get("title"), v.PostFormValue("once"))
	_, err := p.call(v, apiCall{Route: "PUT /v1/accounts/{id}/objectives/{objective}", At: []string{account, id}, Body: objectiveTyped(v.typed)})
	return accountAt(account) + "/objectives?notice=objective_added", err
}

// objectiveID is a name that addresses can hold: the title's letters and digits.
func objectiveID(title, once string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(append(words, "objective")[:max(1, len(words))], "-")
	return name[:min(len(name), 40)] + "-" + digest(once)[:6]
}
