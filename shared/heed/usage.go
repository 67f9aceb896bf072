package heed

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// The usage metrics that risk understands; any other name is kept and shown.
const (
	ActiveUsers         = "active_users"
	Sessions            = "sessions"
	DecisionMakerLogins = "decision_maker_logins"
	SeatsUsed           = "seats_used"
	SeatsTotal          = "seats_total"
	FeaturesUsed        = "features_used"
)

// Modes of a usage report: the state of the day, or something to add to it.
const (
	UsageSet = "set"
	UsageAdd = "add"
)

// Usage is the data of one usage report.
type Usage struct {
	Metric  string  `json:"metric"`
	Value   float64 `json:"value"`
	Product string  `json:"product,omitempty"`
	Mode    string  `json:"mode,omitempty"`
}

// UsageOf reads a valid usage signal.
func UsageOf(s Signal) (Usage, error) {
	u := Usage{Mode: UsageSet}
	if err := json.Unmarshal(s.Data, &u); err != nil {
		return u, fmt.Errorf("reading the usage of signal %s: %w", s.SID(), err)
	}
	u.Mode = or(u.Mode, UsageSet)
	return u, nil
}

// Reported is the state of a day that the usage signal sets.
func (u Usage) Reported(by Signal) UsageDay {
	return UsageDay{Day: by.Day(), Metric: u.Metric, Product: u.Product, Set: u.Value, Stamp: by.Stamp(), Late: by.late()}
}

// UsageDay is one metric of one product on one day of an account. What was set
// is the newest report's; what was added stands beside it in thousandths, so
// that it stays an integer and exact.
type UsageDay struct {
	Day     Day     `json:"day"`
	Metric  string  `json:"metric"`
	Product string  `json:"product,omitempty"`
	Set     float64 `json:"set"`
	Stamp   Stamp   `json:"stamp,omitzero"` // of the report that was set; zero when none was
	// Late is when that report came in, if on a later day than it happened; zero else,
	// and for history that was imported.
	Late  time.Time `json:"late,omitzero"`
	Added int64     `json:"-"` // thousandths; a counter of the item
}

// Value is the day's value.
func (u UsageDay) Value() float64 { return u.Set + float64(u.Added)/1000 }

// Empty reports whether the day says nothing: what was added was taken back, and
// no state was set.
func (u UsageDay) Empty() bool { return u.Value() == 0 && u.Stamp.Time.IsZero() }

// Thousandths is a value as an integer counter.
func Thousandths(v float64) int64 { return int64(math.Round(v * 1000)) }

// WithSet takes a newer report's state; an older one changes nothing.
func (u UsageDay) WithSet(report UsageDay) UsageDay {
	if report.Stamp.Compare(u.Stamp) > 0 {
		u.Set, u.Stamp, u.Late = report.Set, report.Stamp, report.Late
	}
	return u
}

// KnownAt reports whether what was set had happened at a moment and was heard of.
func (u UsageDay) KnownAt(at time.Time) bool {
	return !u.Stamp.Time.IsZero() && !u.Stamp.Time.After(at) && !u.Late.After(at)
}

// Join is the day with what was reported of it elsewhere.
func (u UsageDay) Join(other UsageDay) UsageDay {
	u = u.WithSet(other)
	u.Added += other.Added
	return u
}
