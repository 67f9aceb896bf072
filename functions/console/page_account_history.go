package console

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/judgement"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

const (
	pastShown = 60 // receipts
	// weeksBefore is how far back an account is judged by what was known then, to
	// show how it came to where it stood when Heed first judged it.
	weeksBefore = 26
	// setUp is for how long after the first judgement a customer's history may still come in.
	setUp = 24 * time.Hour
)

// historyView is how an account's risk moved, oldest first.
type historyView struct {
	Rows  []pastRow
	Zones []zoneLine
}

// pastRow is one judgement before.
type pastRow struct {
	AsOf        time.Time
	Probability float64
	Band        heed.Band
	Reason      string
	Model       string
	Settings    int64    // their version; 0 are the defaults
	Changed     []string // what it was judged with that the row before was not: words
	Afterwards  bool     // nobody said it then: it is judged now, from what was known then
}

// zoneLine is where a band is entered.
type zoneLine struct {
	Band heed.Band
	At   float64
}

func (p *pages) historyOf(v *visit, a heed.Account, set heed.Settings) (historyView, error) {
	receipts, err := p.rec.Receipts(v.Context(), a.ID, 0, pastShown)
	if err != nil || len(receipts) == 0 {
		return historyView{}, err
	}
	lang := heed.Language(v.locale)
	first := receipts[len(receipts)-1]
	view := historyView{Zones: zonesOf(set.Bands[receipts[0].Risk.Target.Kind])}
	if first.N == 1 {
		if view.Rows, err = p.before(v, a, set, first.Risk.AsOf); err != nil {
			return view, err
		}
	}
	before := records.Receipt{}
	for _, rc := range slices.Backward(receipts) {
		row := pastRowOf(rc, lang)
		row.Changed = markers(rc, before)
		view.Rows, before = append(view.Rows, row), rc
	}
	return view, nil
}

func pastRowOf(rc records.Receipt, lang heed.Language) pastRow {
	r := rc.Risk
	return pastRow{AsOf: r.AsOf, Probability: r.Probability, Band: r.Band, Reason: r.Reason.In(lang), Model: r.Model, Settings: r.Settings}
}

func zonesOf(lines heed.BandLines) []zoneLine {
	zones := []zoneLine{{heed.Low, 0}}
	for _, band := range heed.Bands[1:] {
		if t, ok := lines.Of(band); ok {
			zones = append(zones, zoneLine{band, t.Enter})
		}
	}
	return zones
}

// before judges the account on every seventh day before Heed first did, by the
// model in use and what was known on that day.
func (p *pages) before(v *visit, a heed.Account, set heed.Settings, first time.Time) ([]pastRow, error) {
	m, ref, err := p.modelFor(&v.request, set, "")
	if err != nil {
		return nil, err
	}
	past, err := judgement.Recall(v.Context(), p.rec, a.ID)
	if err != nil || past.Begins().IsZero() {
		return nil, err
	}
	past = past.HeardInTime(first.Add(setUp))
	var rows []pastRow
	for week := weeksBefore; week > 0; week-- {
		at := first.AddDate(0, 0, -7*week)
		if at.Before(past.Begins()) {
			continue
		}
		row, err := afterwards(past, ref, m, set, at, heed.Language(v.locale))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func afterwards(past judgement.Past, ref risk.Reference, m risk.Model, set heed.Settings, at time.Time, lang heed.Language) (pastRow, error) {
	s, err := past.Snapshot(ref, at)
	if err != nil {
		return pastRow{}, errors.Join(errors.New("judging the past"), err)
	}
	row := pastRowOf(records.Receipt{Risk: risk.Assess(s, m, set, at)}, lang)
	row.Afterwards = true
	return row, nil
}

// Mark says what the row was judged with for the first time; empty for nothing new.
func (r pastRow) Mark(l locale) string {
	said := make([]string, len(r.Changed))
	for i, what := range r.Changed {
		said[i] = l.T("changed:" + what)
	}
	return strings.Join(said, ", ")
}
