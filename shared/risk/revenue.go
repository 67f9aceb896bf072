package risk

import (
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Revenue folds what was said of an account's contracts until a moment into what
// each was worth from which day on, and how its terms ended. Facts are keyed by
// contract. The order in which they came does not matter.
func Revenue(account string, contracts map[string]heed.Facts, asOf time.Time) (heed.Revenue, error) {
	l := revenueLedger{revenue: heed.Revenue{Account: account}, known: map[string]heed.Contract{}}
	for _, id := range slices.Sorted(maps.Keys(contracts)) {
		if err := l.enter(id, contracts[id].Until(asOf), asOf); err != nil {
			return l.revenue, err
		}
	}
	outcomes := Outcomes(contracts, asOf)
	for _, o := range outcomes {
		l.lapse(o)
	}
	for _, o := range outcomes {
		l.term(o)
	}
	return l.revenue, nil
}

// revenueLedger collects an account's revenue, contract by contract.
type revenueLedger struct {
	revenue heed.Revenue
	known   map[string]heed.Contract
}

func (l *revenueLedger) enter(id string, facts heed.Facts, asOf time.Time) error {
	if len(facts) == 0 {
		return nil
	}
	c, err := heed.ContractOf(facts, asOf)
	if err != nil {
		return err
	}
	p, err := heed.PaidOf(id, facts)
	if err != nil {
		return err
	}
	c.ID, p.Follows = id, c.Renews != ""
	l.known[id] = c
	l.revenue.Contracts = append(l.revenue.Contracts, p)
	return nil
}

// lapse ends a contract under notice on whose last day nobody said a word.
func (l *revenueLedger) lapse(o Outcome) {
	if p := l.paid(o.Contract); p != nil && (o.Result == Ended || o.Result == Replaced) {
		p.Lapse(min(o.End, o.Known))
	}
}

// term writes down what became of a term. Short ones are no renewals.
func (l *revenueLedger) term(o Outcome) {
	if o.Kind != heed.TargetRenewal {
		return
	}
	t := heed.Term{Contract: o.Contract, End: o.End, Result: string(o.Result), Due: l.due(o)}
	over := max(o.End, o.Known).Add(1)
	switch o.Result {
	case Renewed:
		t.Kept = l.paid(o.Contract).At(over).ARR
	case Replaced:
		t.Kept = l.successor(o, over)
	}
	l.revenue.Terms = append(l.revenue.Terms, t)
}

// due is what the contract was worth before what decided the term was said: a
// renewal brings a worth of its own.
func (l *revenueLedger) due(o Outcome) *heed.Money {
	before := o.End
	if o.Known != "" {
		before = min(before, o.Known)
	}
	if worth := l.paid(o.Contract).At(before).ARR; worth != nil {
		return worth
	}
	return o.ARR
}

// successor gives what the contract that took the place of another was worth, and
// notes that it was no purchase.
func (l *revenueLedger) successor(o Outcome, over heed.Day) (kept *heed.Money) {
	old := l.known[o.Contract]
	day, _ := number(o.Known)
	for i := range l.revenue.Contracts {
		p := &l.revenue.Contracts[i]
		next := l.known[p.Contract]
		if !takesPlace(&next, &old, day) {
			continue
		}
		p.Follows = true
		if worth := p.At(max(over, p.Began().Add(1))).ARR; kept == nil {
			kept = worth
		}
	}
	return kept
}

func (l *revenueLedger) paid(id string) *heed.Paid {
	i := slices.IndexFunc(l.revenue.Contracts, func(p heed.Paid) bool { return p.Contract == id })
	if i < 0 {
		return nil
	}
	return &l.revenue.Contracts[i]
}
