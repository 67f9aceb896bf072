package heed

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// ObjectiveStatus is how somebody sees an objective stand.
type ObjectiveStatus string

// The states of objectives. A dropped one counts no longer.
const (
	ObjectiveOpen    ObjectiveStatus = "open"
	ObjectiveMet     ObjectiveStatus = "met"
	ObjectiveMissed  ObjectiveStatus = "missed"
	ObjectiveDropped ObjectiveStatus = "dropped"
)

// ObjectiveStatuses lists them all.
var ObjectiveStatuses = []ObjectiveStatus{ObjectiveOpen, ObjectiveMet, ObjectiveMissed, ObjectiveDropped}

// ObjectiveStated is the type of the facts that objectives are folded from. It is
// no signal: people say it through the API.
const ObjectiveStated = "objective.stated"

// MaxObjectives is how many an account has: what is to be reached can be kept in mind.
const MaxObjectives = 20

// Objective is what success means for a customer, in the customer's own numbers:
// from where to where, until when, how far it has come, and what that is worth. It
// is a fold of facts, so that a judgement of the past knows what was known then.
type Objective struct {
	ID       string  `json:"objective"`
	Title    string  `json:"title"`
	Unit     string  `json:"unit,omitempty"` // of the three numbers, in words
	Baseline float64 `json:"baseline,omitempty"`
	// Target may lie below the baseline: then less is better.
	Target     float64  `json:"target"`
	Current    *float64 `json:"current,omitempty"` // nil until it was measured
	MeasuredOn Day      `json:"measured_on,omitempty"`
	Start      Day      `json:"start"`
	Due        Day      `json:"due"`
	// Value is what reaching the target is worth to the customer in a year, and
	// Source who says so.
	Value  *Money          `json:"value,omitempty"`
	Source string          `json:"source,omitempty"`
	Status ObjectiveStatus `json:"status"`
	Note   string          `json:"note,omitempty"` // may be about people

	Measurements []Measurement `json:"-"` // the oldest day first
	ChangedAt    time.Time     `json:"-"`
	DecidedAt    time.Time     `json:"-"` // when it was said to be no longer open; zero while it is
}

// Measurement is how far an objective had come on a day.
type Measurement struct {
	Day   Day     `json:"measured_on"`
	Value float64 `json:"value"`
}

// ObjectiveOf folds what was said of an objective until a moment.
func ObjectiveOf(facts Facts, asOf time.Time) (Objective, error) {
	facts = facts.Until(asOf)
	o := Objective{Status: ObjectiveOpen}
	if err := facts.Into(&o); err != nil {
		return o, err
	}
	var last Measurement
	for _, f := range facts {
		o.measured(f, &last)
		o.decided(f)
		o.ChangedAt = f.Time
	}
	return o, nil
}

// measured notes a measurement; another of the same day corrects it.
func (o *Objective) measured(f Fact, last *Measurement) {
	var said struct {
		Day   *Day     `json:"measured_on"`
		Value *float64 `json:"current"`
	}
	_ = json.Unmarshal(f.Data, &said) // checked when it came in
	if said.Day == nil && said.Value == nil {
		return
	}
	if said.Day != nil {
		last.Day = *said.Day
	}
	if said.Value != nil {
		last.Value = *said.Value
	}
	i, found := slices.BinarySearchFunc(o.Measurements, last.Day, func(m Measurement, d Day) int { return strings.Compare(string(m.Day), string(d)) })
	if found {
		o.Measurements[i] = *last
	} else {
		o.Measurements = slices.Insert(o.Measurements, i, *last)
	}
}

// decided notes when the objective was closed, or opened again.
func (o *Objective) decided(f Fact) {
	raw, said := f.says("status")
	if !said {
		return
	}
	status, _ := plainString(raw)
	switch {
	case status == "" || status == string(ObjectiveOpen):
		o.DecidedAt = time.Time{}
	case o.DecidedAt.IsZero():
		o.DecidedAt = f.Time
	}
}

// Progress is how much of the way from the baseline to the target is behind: 0 is
// none, 1 all; below 0 it went the wrong way. False until it was measured.
func (o Objective) Progress() (float64, bool) {
	if o.Current == nil || o.Target == o.Baseline {
		return 0, false
	}
	return (*o.Current - o.Baseline) / (o.Target - o.Baseline), true
}

// Expected is how much of the time from the start to the due day had gone by, 0 to 1,
// when it was last measured: what progress can be compared with. Of one that is
// overdue, or was never measured, it is what has gone by today.
func (o Objective) Expected(today Day) float64 {
	day, whole := today, o.Due.Sub(o.Start)
	if o.MeasuredOn != "" && today <= o.Due {
		day = min(today, o.MeasuredOn)
	}
	if whole <= 0 {
		return 1
	}
	return min(max(float64(day.Sub(o.Start))/float64(whole), 0), 1)
}

// ObjectiveSlack is how far, as a share of the way, an objective may lag before it
// is called behind.
const ObjectiveSlack = .1

// Behind is how much of the way is missing of what should lie behind by a day: the
// share of the time that has gone by less the share that is reached, −1 (reached
// before its time) to 1 (missed). False where there is nothing to compare.
func (o Objective) Behind(today Day) (float64, bool) {
	reached, known := o.Progress()
	switch {
	case o.Status == ObjectiveDropped:
		return 0, false
	case o.Status == ObjectiveMet, o.Status == ObjectiveOpen && known && reached >= 1:
		return -1, true
	case o.Status == ObjectiveMissed:
		return 1, true
	}
	return o.Expected(today) - min(max(reached, 0), 1), known
}

// Benefit is what an objective is worth to the customer in a year as far as it was
// reached.
type Benefit struct {
	Objective string `json:"objective"`
	Amount    Money  `json:"amount"`
	On        Day    `json:"on,omitempty"`     // when it was measured
	Signed    bool   `json:"signed,omitempty"` // somebody stands for the number
}

// Benefit is the part of its value that matches the part of the way that is reached,
// and the whole once it is met; false where either is not known, or it was dropped.
func (o Objective) Benefit() (Benefit, bool) {
	reached, known := o.Progress()
	if o.Status == ObjectiveMet {
		reached, known = 1, true
	}
	if o.Value == nil || !known || o.Status == ObjectiveDropped {
		return Benefit{}, false
	}
	amount := Money{Amount: int64(math.Round(min(max(reached, 0), 1) * float64(o.Value.Amount))), Currency: o.Value.Currency}
	return Benefit{Objective: o.ID, Amount: amount, On: o.measuredOn(), Signed: o.Source != ""}, true
}

// measuredOn is the day that the benefit is known of.
func (o Objective) measuredOn() Day {
	if o.MeasuredOn == "" && !o.DecidedAt.IsZero() {
		return DayOf(o.DecidedAt)
	}
	return o.MeasuredOn
}
