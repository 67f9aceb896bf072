package heed

import "time"

// DefaultPulseDays is how long a pulse counts when it does not say.
const DefaultPulseDays = 90

// Pulse is the customer success manager's own view, which ages.
type Pulse struct {
	Score     int       `json:"score"` // 1 worst to 5 best
	By        string    `json:"by,omitempty"`
	Note      string    `json:"note,omitempty"`
	ValidDays int       `json:"valid_days,omitempty"`
	At        time.Time `json:"at"`
}

// PulseOf gives the newest pulse of a moment; false when there is none.
func PulseOf(facts Facts, asOf time.Time) (Pulse, bool) {
	facts = facts.Until(asOf)
	if len(facts) == 0 {
		return Pulse{}, false
	}
	newest := facts[len(facts)-1]
	p := Pulse{ValidDays: DefaultPulseDays, At: newest.Time}
	if (Facts{newest}).Into(&p) != nil {
		return Pulse{}, false
	}
	return p, true
}
