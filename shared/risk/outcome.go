package risk

import (
	"cmp"
	"math"
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

// terms walks through what was said of one contract, term by term.
type terms struct {
	contract heed.Contract // as it stood
	others   map[string]heed.Contract
	end      int // the last day of the term; math.MinInt when nobody named one
	over     bool
	outcomes []Outcome
}

func termsOf(id string, facts heed.Facts, known map[string]heed.Contract, today int) []Outcome {
	t := terms{others: known, end: math.MinInt}
	for i := range facts {
		t.lapse(dayOf(facts[i].Time))
		before := t.contract
		now, err := heed.ContractOf(facts[:i+1], facts[i].Time)
		if err != nil {
			return nil // it was checked when it came in
		}
		now.ID = id
		t.contract = now
		t.hear(facts[i], before)
	}
	t.lapse(today)
	if t.runs() {
		t.close(Open, math.MinInt)
	}
	return t.outcomes
}

func (t *terms) runs() bool { return !t.over && t.end != math.MinInt && !t.contract.Trial }

// hear takes in what one fact made of the contract.
func (t *terms) hear(f heed.Fact, before heed.Contract) {
	day := dayOf(f.Time)
	switch {
	case f.Type == heed.ContractEnded:
		if t.runs() {
			t.close(t.ended(day), day)
		}
		t.over = true
		return
	case f.Type == heed.ContractSigned:
		t.over = false
	case t.runs() && t.extended(f, day):
		t.close(Renewed, day)
	}
	t.end = t.endAfter(before, day)
}

// extended reports whether a fact carries the contract into another term: a
// renewal, or a date moved on by half a year and more close to the end, which is
// a renewal by another name.
func (t *terms) extended(f heed.Fact, day int) bool {
	const near, far = 120, 180 // days
	next, ok := number(t.contract.RenewalDate)
	if !ok || short(&t.contract) || next <= t.end {
		return false
	}
	return f.Type == heed.ContractRenewed || next-t.end >= far && day >= t.end-near
}

// endAfter is the last day of the term that runs once a fact was heard. A short
// contract is followed by stretches of 90 days, from its start.
func (t *terms) endAfter(before heed.Contract, day int) int {
	c := &t.contract
	if short(c) {
		if t.end != math.MinInt && short(&before) {
			return t.end
		}
		start, ok := began(c)
		if !ok {
			start = day
		}
		return start + windowDays
	}
	next, ok := number(c.RenewalDate)
	if !ok {
		return math.MinInt
	}
	if before.RenewalDate == c.RenewalDate && t.end > next {
		return t.end // it has rolled on from there
	}
	return next
}

// lapse lets the days pass up to one: terms end that nobody spoke of.
func (t *terms) lapse(day int) {
	for t.runs() && day > t.end {
		c := &t.contract
		switch {
		case c.UnderNotice() && !short(c):
			t.close(t.ended(t.end), t.end)
			t.over = true
		case c.AutoRenew || short(c):
			t.close(Renewed, t.end)
			t.end = t.next()
		case day-t.end > overdueDays:
			t.close(Unknown, t.end+overdueDays)
			t.end = math.MinInt
		default:
			return // overdue: somebody may still say
		}
	}
}

func (t *terms) next() int {
	if short(&t.contract) {
		return t.end + windowDays
	}
	n, _ := roll(t.contract.RenewalDate, rollMonths(&t.contract), t.end+1)
	return n
}

// successionDays is how close to the end of one contract another must be signed
// to have taken its place without saying so.
const successionDays = 60

// ended tells an end without a successor from one with.
func (t *terms) ended(day int) Result {
	for _, next := range t.others {
		if takesPlace(&next, &t.contract, day) {
			return Replaced
		}
	}
	return Ended
}

// takesPlace reports whether a contract took the place of another that ended on a
// day: it says so, or it is of the same product and was signed close to that.
func takesPlace(next, c *heed.Contract, day int) bool {
	if next.ID == c.ID || next.Trial {
		return false
	}
	signed, ok := began(next)
	soon := ok && signed >= day-successionDays && signed <= day+successionDays
	return next.Renews == c.ID || soon && next.Product == c.Product
}

// close writes down what became of the term that runs.
func (t *terms) close(r Result, known int) {
	c := &t.contract
	o := Outcome{Contract: c.ID, Kind: heed.TargetRenewal, End: written(t.end), Result: r, ARR: c.ARR}
	decision := t.end
	switch {
	case short(c):
		o.Kind = heed.TargetWindow
	case c.AutoRenew:
		decision -= noticeDays(c)
	}
	if known != math.MinInt {
		o.Known = written(known)
	}
	if o.Kind == heed.TargetRenewal && o.Decided() {
		decision = min(decision, known)
		if noticed, ok := dayOr(c.NoticedAt); ok {
			decision = min(decision, noticed)
		}
	}
	o.Decision = written(decision)
	t.outcomes = append(t.outcomes, o)
}
