package risk

import (
	"cmp"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Result is what became of a contract at the end of a term.
type Result string

// The results. Unknown is never read as renewed, and Open is censored: the term
// still runs.
const (
	Renewed  Result = "renewed"  // it goes on: renewed, or by itself without notice
	Replaced Result = "replaced" // it ended, and another contract took its place
	Ended    Result = "ended"    // it ended without a successor
	Open     Result = "open"
	Unknown  Result = "unknown" // nobody said what became of it
)

// Outcome is one term of a contract and what became of it: what a risk, judged
// before, can be held against.
type Outcome struct {
	Contract string
	Kind     string // heed.TargetRenewal, or heed.TargetWindow: 90 days of a monthly or evergreen contract
	// End is the last day of the term. Decision is the day by which it was
	// decided: the decision date, or earlier when notice was given, the renewal
	// signed or the contract ended before it.
	End, Decision heed.Day
	Result        Result
	// Known is the day on which the result could be known; empty while it is open.
	Known heed.Day
	ARR   *heed.Money // at the end of the term; nil when nobody said
}

// Decided reports whether the outcome can be learned from.
func (o Outcome) Decided() bool {
	return o.Result == Renewed || o.Result == Replaced || o.Result == Ended
}

// sameTerm reports whether both are about one term of a contract.
func (o Outcome) sameTerm(other Outcome) bool { return o.Kind == other.Kind && o.End == other.End }

// Lost reports whether the term ended without a successor.
func (o Outcome) Lost() bool { return o.Result == Ended }

// Outcomes reads from what was said of an account's contracts until a moment
// what became of each at the end of each of its terms, the earliest first. Facts
// are keyed by contract. Trials have no outcome, nor has a contract whose end
// nobody named.
func Outcomes(contracts map[string]heed.Facts, asOf time.Time) []Outcome {
	known := map[string]heed.Contract{}
	for id, facts := range contracts {
		if c, err := heed.ContractOf(facts, asOf); err == nil {
			known[id] = c
		}
	}
	var all []Outcome
	for id := range known {
		all = append(all, termsOf(id, contracts[id].Until(asOf), known, dayOf(asOf))...)
	}
	slices.SortFunc(all, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Contract, b.Contract))
	})
	return all
}
