package risk

import (
	"math"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
)

// terms walks through what was said of one contract, term by term.
type terms struct {
	contract heed.Contract // as it stood
	others   map[string]heed.Contract
	end      int // the last day of the term; math.MinInt when nobody named one
	over     bool
	overOn   int // the last day of a contract that is over
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
		t.finish(day)
	case t.over:
		t.revive(f, day)
	default:
		if t.runs() && !before.Trial && !short(&before) && t.extended(f, day) {
			t.close(Renewed, day)
		}
		t.end = t.endAfter(before, day)
	}
}

// finish takes in that the contract ended. One that ended before it began never ran.
func (t *terms) finish(day int) {
	if t.over {
		if o := t.latest(day); o != nil && o.Result == Unknown {
			o.Result, o.Known = t.ended(day), written(day)
		}
		return
	}
	start, dated := number(t.contract.StartDate)
	if t.runs() && (!dated || day >= start || t.contract.Renewals > 0) {
		t.close(t.ended(day), day)
	}
	t.over, t.overOn = true, day
}

// revive lets a contract that was over go on: it is signed again or renewed, or its
// notice is taken back. Soon after its end, the term was not lost after all.
func (t *terms) revive(f heed.Fact, day int) {
	if !t.revives(f) {
		return
	}
	t.over = false
	switch o := t.latest(day); {
	case o != nil && f.Type == heed.ContractCancelWithdrawn:
		t.outcomes = t.outcomes[:len(t.outcomes)-1] // the term ends as if there had been no notice
		return
	case o != nil:
		o.Result, o.Known = Renewed, written(day)
	}
	t.end = t.endAnew(day)
}

// revives reports whether a fact lets a contract go on that was over. One of which
// nothing was known goes on with any later date.
func (t *terms) revives(f heed.Fact) bool {
	switch {
	case !t.contract.Open():
		return false
	case f.Type == heed.ContractSigned, f.Type == heed.ContractRenewed:
		return true
	case f.Type == heed.ContractCancelWithdrawn && !t.unknown():
		return true
	}
	next, ok := number(t.contract.RenewalDate)
	return ok && next > t.end && t.unknown()
}

// unknown reports whether nobody has said what became of the latest term.
func (t *terms) unknown() bool {
	n := len(t.outcomes)
	return n > 0 && t.outcomes[n-1].Result == Unknown
}

// latest is the outcome of the latest term while a day is close enough to its end to
// change it; nil when there is none, and when the contract goes on anyway.
func (t *terms) latest(day int) *Outcome {
	n := len(t.outcomes)
	if n == 0 || day-t.overOn > successionDays {
		return nil
	}
	if o := &t.outcomes[n-1]; o.Result == Ended || o.Result == Unknown {
		return o
	}
	return nil
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
// contract is followed by stretches of 90 days, from its start, or from when it
// became one.
func (t *terms) endAfter(before heed.Contract, day int) int {
	c := &t.contract
	if short(c) {
		switch start, ok := began(c); {
		case t.end != math.MinInt && short(&before) && !before.Trial:
			return t.end
		case ok && t.end == math.MinInt:
			return start + windowDays
		default:
			return max(start, day) + windowDays
		}
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

// endAnew is the last day of the first term of a contract that was over.
func (t *terms) endAnew(day int) int {
	c := &t.contract
	if short(c) {
		return day + windowDays
	}
	if next, ok := number(c.RenewalDate); ok && next > t.end {
		return next
	}
	if n, ok := roll(c.RenewalDate, rollMonths(c), max(t.end, day)+1); ok && c.AutoRenew {
		return n
	}
	return math.MinInt
}

// lapse lets the days pass up to one: terms end that nobody spoke of.
func (t *terms) lapse(day int) {
	for t.runs() && day > t.last() {
		c, last := &t.contract, t.last()
		switch {
		case c.UnderNotice() && (!short(c) || noticeEnd(c) == last):
			t.close(t.ended(last), max(last, dayOf(c.NoticedAt)))
			t.over, t.overOn = true, last
		case c.AutoRenew || short(c):
			t.close(Renewed, t.end)
			t.end = t.next()
		case day-t.end > overdueDays:
			t.close(Unknown, t.end+overdueDays)
			t.over, t.overOn = true, t.end
		default:
			return // overdue: somebody may still say
		}
	}
}

// last is the last day of the term, or the one on which notice ends a short contract
// before.
func (t *terms) last() int {
	if c := &t.contract; short(c) && c.UnderNotice() {
		return min(t.end, noticeEnd(c))
	}
	return t.end
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
// day: it says so, or it is of the same product, was signed close to that and went on
// longer. One that ended before it began took nobody's.
func takesPlace(next, c *heed.Contract, day int) bool {
	if next.ID == c.ID || next.Trial {
		return false
	}
	start, ok := began(next)
	over, ended := dayOr(next.EndedAt)
	if ended && ok && over < start {
		return false
	}
	soon := ok && start >= day-successionDays && start <= day+successionDays
	return next.Renews == c.ID || soon && next.Product == c.Product && (!ended || over > day)
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
	if !slices.ContainsFunc(t.outcomes, o.sameTerm) { // a date was set back
		t.outcomes = append(t.outcomes, o)
	}
}
