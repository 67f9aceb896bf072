package heed

import (
	"encoding/json"
	"fmt"
	"math"
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

// UsageDay is one metric of one product on one day of an account. What was set
// is the newest report's; what was added stands beside it in thousandths, so
// that it stays an integer and exact.
type UsageDay struct {
	Day     Day     `json:"day"`
	Metric  string  `json:"metric"`
	Product string  `json:"product,omitempty"`
	Set     float64 `json:"set"`
	Stamp   Stamp   `json:"stamp,omitzero"` // of the report that was set; zero when none was
	Added   int64   `json:"-"`              // thousandths; a counter of the item
}

// Value is the day's value.
func (u UsageDay) Value() float64 { return u.Set + float64(u.Added)/1000 }

// Empty reports whether the day says nothing: what was added was taken back, and
// no state was set.
func (u UsageDay) Empty() bool { return u.Value() == 0 && u.Stamp.Time.IsZero() }

// Thousandths is a value as an integer counter.
func Thousandths(v float64) int64 { return int64(math.Round(v * 1000)) }

// WithSet takes a newer report's value; an older one changes nothing.
func (u UsageDay) WithSet(stamp Stamp, value float64) UsageDay {
	if stamp.Compare(u.Stamp) > 0 {
		u.Set, u.Stamp = value, stamp
	}
	return u
}

// Join is the day with what was reported of it elsewhere.
func (u UsageDay) Join(other UsageDay) UsageDay {
	u = u.WithSet(other.Stamp, other.Set)
	u.Added += other.Added
	return u
}
