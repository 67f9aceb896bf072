package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// watchView is how the judgements in use were doing when they were last looked at.
type watchView struct {
	At    *time.Time               `json:"at"`    // null before the first look
	Model *string                  `json:"model"` // null while the opinion stands
	Parts map[string]watchPartView `json:"parts"`
}

type watchPartView struct {
	Drift *factorsDriftView `json:"drift"`
	Told  toldView          `json:"told"`
}

// factorsDriftView is heed.Drift in one language.
type factorsDriftView struct {
	Learned  int                `json:"learned"`
	Now      int                `json:"now"`
	Factors  []heed.FactorDrift `json:"factors"`
	Found    bool               `json:"found"`
	Sentence string             `json:"sentence"`
}

// toldView is heed.Told in one language.
type toldView struct {
	Months   []heed.Month `json:"months"`
	Total    heed.Month   `json:"total"`
	Moved    bool         `json:"moved"`
	Sentence string       `json:"sentence"`
}

// leakView is heed.Leak in one language.
type leakView struct {
	Factor    string  `json:"factor"`
	AUC       float64 `json:"auc"`
	Decisions int     `json:"decisions"`
	Checked   bool    `json:"checked"`
	Sentence  string  `json:"sentence"`
}

// getWatch answers how the judgements in use are doing: whether accounts have
// drifted from what was learned, and losses from what was told.
func (c *Console) getWatch(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.rec.Watch(r.Context())
	if err != nil {
		return reply{}, err
	}
	view, lang := watchView{Model: orNull(row.Value.Model), Parts: map[string]watchPartView{}}, r.language()
	if row.Found() {
		view.At = &row.Value.At
	}
	for kind, p := range row.Value.Parts {
		view.Parts[kind] = watchPartView{Drift: factorsDriftIn(p.Drift, lang), Told: toldView{
			Months: p.Told.Months, Total: p.Told.Total, Moved: p.Told.Moved, Sentence: p.Told.Sentence.In(lang),
		}}
	}
	return r.spoken(view), nil
}

func factorsDriftIn(d *heed.Drift, lang heed.Language) *factorsDriftView {
	if d == nil {
		return nil
	}
	return &factorsDriftView{Learned: d.Learned, Now: d.Now, Factors: d.Factors, Found: d.Found, Sentence: d.Sentence.In(lang)}
}

func leaksIn(leaks []heed.Leak, lang heed.Language) []leakView {
	views := make([]leakView, len(leaks))
	for i, l := range leaks {
		views[i] = leakView{Factor: l.Factor, AUC: l.AUC, Decisions: l.Decisions, Checked: l.Checked, Sentence: l.Sentence.In(lang)}
	}
	return views
}
