package heed

import "time"

// Things are what was said of an account's contracts, people, tickets and the like,
// folded as of a moment.
type Things struct {
	Contracts  []Contract
	Contacts   map[string]Contact // by the names they were taken under
	Tickets    []Ticket
	Invoices   []Invoice
	Milestones []Milestone
	Objectives []Objective
	Pulse      *Pulse // nil when there is none
}

// Take folds what was said of one thing until a moment. What nothing was said of
// by then is left out, and so is what no noun is made of.
func (t *Things) Take(name string, facts Facts, asOf time.Time) (err error) {
	if facts = facts.Until(asOf); len(facts) == 0 {
		return nil
	}
	switch Family(facts[0].Type) {
	case "contract":
		t.Contracts, err = appended(t.Contracts, ContractOf, facts, asOf)
	case "contact":
		err = t.meet(name, facts, asOf)
	case "ticket":
		t.Tickets, err = appended(t.Tickets, TicketOf, facts, asOf)
	case "payment", "invoice":
		t.Invoices, err = appended(t.Invoices, InvoiceOf, facts, asOf)
	case "milestone":
		t.Milestones, err = appended(t.Milestones, MilestoneOf, facts, asOf)
	case "objective":
		t.Objectives, err = appended(t.Objectives, ObjectiveOf, facts, asOf)
	case "pulse":
		if p, ok := PulseOf(facts, asOf); ok {
			t.Pulse = &p
		}
	}
	return err
}

func (t *Things) meet(name string, facts Facts, asOf time.Time) error {
	person, err := ContactOf(facts, asOf)
	if t.Contacts == nil {
		t.Contacts = map[string]Contact{}
	}
	t.Contacts[name] = person
	return err
}

func appended[T any](all []T, fold func(Facts, time.Time) (T, error), facts Facts, asOf time.Time) ([]T, error) {
	v, err := fold(facts, asOf)
	return append(all, v), err
}
