package heed

import "slices"

// Example is what was known of an account some time before a decision, and what
// came of it: what a model is learned from and held against.
type Example struct {
	Account  string `json:"account"`
	Contract string `json:"contract"`
	Kind     string `json:"kind"` // TargetRenewal, or TargetWindow
	AsOf     Day    `json:"as_of"`
	End      Day    `json:"end"` // the last day of the term: what is tested lies behind what is trained on
	LeadDays int    `json:"lead_days"`
	Lost     bool   `json:"lost"`
	// Told is the probability that was told by then, of the term; nil where nobody
	// judged it, as with imported history.
	Told *float64 `json:"told,omitempty"`
	// Touched says that the customer took part in a meeting, a call or the like
	// between the look before this one, or else this one, and the decision: somebody
	// may have changed what came of it.
	Touched bool `json:"touched,omitempty"`
	// Factors are those that could be judged. Decisive facts are none of them: an
	// account whose matter is settled teaches nothing.
	Factors []Measured `json:"factors"`
}

// SameLook reports whether both look at the same term of one account, as long
// before its decision.
func (e Example) SameLook(other Example) bool {
	return e.Contract == other.Contract && e.End == other.End && e.LeadDays == other.LeadDays
}

// Measured is what a factor found: its value in the factor's unit, and what the
// opinion makes of it in log-odds, before weights and caps.
type Measured struct {
	Factor string  `json:"factor"`
	Value  float64 `json:"value"`
	Effect float64 `json:"effect"`
}

// Lessons are all examples of one account.
type Lessons struct {
	Account string `json:"account"`
	// Of names the outcomes the examples were made of, to see when there are others.
	Of       string    `json:"of"`
	Examples []Example `json:"examples"`
}

// Join adds the examples of an account that became part of this one, but for looks
// that both have.
func (l Lessons) Join(other Lessons) Lessons {
	all := slices.Clone(l.Examples)
	for _, e := range other.Examples {
		if !slices.ContainsFunc(l.Examples, e.SameLook) {
			e.Account = l.Account
			all = append(all, e)
		}
	}
	l.Examples = all
	return l
}
