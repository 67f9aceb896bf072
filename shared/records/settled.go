package records

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/store"
)

// FactsUntil says until when a thing's facts are kept, zero for ever: what is
// settled is remembered for a while after it was last spoken of, and as long from
// now, because history is told late and in any order.
func FactsUntil(key store.Key, facts heed.Facts, now time.Time) time.Time {
	days := settledDays(key, facts)
	if days == 0 {
		return time.Time{}
	}
	return later(facts[len(facts)-1].Time, now).AddDate(0, 0, days)
}

// settledDays is how long a thing that is settled is remembered; 0 while it is not,
// or cannot be read.
func settledDays(key store.Key, facts heed.Facts) int {
	if len(facts) == 0 {
		return 0
	}
	asOf := facts[len(facts)-1].Time
	switch key.Sort[:min(len(key.Sort), len(ticketSort))] {
	case ticketSort:
		if t, err := heed.TicketOf(facts, asOf); err == nil && !t.ResolvedAt.IsZero() {
			return heed.TicketDays
		}
	case invoiceSort:
		if i, err := heed.InvoiceOf(facts, asOf); err == nil && i.UnpaidSince.IsZero() {
			return heed.InvoiceDays
		}
	case milestoneSort:
		if m, err := heed.MilestoneOf(facts, asOf); err == nil && !m.ReachedAt.IsZero() {
			return heed.MilestoneDays
		}
	case contactSort:
		if c, err := heed.ContactOf(facts, asOf); err == nil && !c.LeftAt.IsZero() {
			return heed.ContactDays
		}
	}
	return 0
}
