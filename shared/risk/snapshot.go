package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Snapshot is everything judging needs about one account, folded as of one
// moment: nothing said later is in it. Its slices may come in any order, but for the days.
// Assess only reads it.
type Snapshot struct {
	// Account with its profile and the card of the last judgement, whose Band
	// and BelowSince the new band starts from.
	Account    heed.Account
	Contracts  []heed.Contract // all of them, ended ones too
	Contacts   []Person
	Tickets    []heed.Ticket
	Invoices   []heed.Invoice
	Milestones []heed.Milestone
	Objectives []heed.Objective
	Pulse      *heed.Pulse // the newest; nil when there is none
	// Answers are those that count: the winner of every replacing slot and all
	// members of evergreen ones, without retracted and excluded ones.
	Answers   []heed.Answer
	Days      []heed.Activity // oldest first
	Usage     []heed.UsageDay
	Reference Reference
	Previous  *Previous // the receipt before; nil at the first judgement
}

// Person is a contact under the keyed hash that answers name instead of the contact.
type Person struct {
	Hash string
	heed.Contact
}

// Reference is what the account is compared with.
type Reference struct {
	// MedianTenureDays is how long the median account has been a customer; 0 when unknown.
	MedianTenureDays int
	// Heard is the newest day on which any account said something of a family
	// ("usage", "engagement"). It proves that a source is alive while one account
	// is silent. Without it, only the account's own signals can prove that.
	Heard map[string]heed.Day
}

const (
	counterDays = 365 // silence and ticket trend look no further back
	recentDays  = 28
	beforeDays  = 84
)

// Since says how far back a snapshot must reach: the oldest day of counters and
// the oldest day of usage that a judgement at asOf reads.
func Since(asOf time.Time) (counters, usage heed.Day) {
	today := heed.DayOf(asOf)
	return today.Add(-counterDays), today.Add(-recentDays - beforeDays)
}
