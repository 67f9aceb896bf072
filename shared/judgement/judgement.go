// Package judgement hands what the table holds of an account to the model that
// judges it. Scoring and the preview of settings both go through it, so that a
// preview says what scoring will do.
//
// It wakes for nobody and writes nothing; but for the model in use and what was in use
// before, which Models reads and remembers, it is pure.
package judgement

import (
	"maps"
	"slices"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/risk"
)

// Snapshot is a dossier as the model reads it, beside what the last sweep
// learned of the whole portfolio.
func Snapshot(d records.Dossier, book records.Book) risk.Snapshot {
	s := risk.Snapshot{
		Account:   d.Account.Value,
		Answers:   d.Answers,
		Days:      d.Days,
		Usage:     d.Usage,
		Reference: Reference(book),
		Previous:  risk.NewPrevious(previous(d.Told)),
	}
	lay(d.Things, &s)
	return s
}

// Reference is what an account is compared with: the portfolio as the last sweep saw it.
// The past is judged beside the same, so what speaks today is taken to have spoken then:
// an account that fell silent before its decision is told from a source that did.
func Reference(book records.Book) risk.Reference {
	return risk.Reference{MedianTenureDays: book.MedianTenureDays, Heard: book.Heard}
}

// lay puts what things came to into a snapshot.
func lay(t heed.Things, s *risk.Snapshot) {
	s.Contracts, s.Contacts = t.Contracts, inOrderOfHash(t.Contacts)
	s.Tickets, s.Invoices, s.Milestones = t.Tickets, t.Invoices, t.Milestones
	s.Objectives, s.Pulse = t.Objectives, t.Pulse
}

// inOrderOfHash lists contacts in the order of their hashes, so that equal
// dossiers make equal receipts.
func inOrderOfHash(contacts map[string]heed.Contact) []risk.Person {
	all := make([]risk.Person, 0, len(contacts))
	for _, hash := range slices.Sorted(maps.Keys(contacts)) {
		all = append(all, risk.Person{Hash: hash, Contact: contacts[hash]})
	}
	return all
}

// previous is the receipt last told in brief; nil before the first.
func previous(told *records.Receipt) *heed.Previous {
	if told == nil {
		return nil
	}
	r := told.Risk
	p := &heed.Previous{
		Probability: r.Probability, Band: r.Band, AsOf: r.AsOf,
		Factors: make(map[string]float64, len(r.Factors)), Values: make(map[string]float64, len(r.Factors)),
	}
	for _, f := range r.Factors {
		p.Factors[f.Factor] = f.Contribution
		if f.Value != nil {
			p.Values[f.Factor] = *f.Value
		}
	}
	return p
}
