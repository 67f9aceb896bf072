package aggregate

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// waits reports whether judging can wait for the daily sweep, because no risk of
// today would differ: the signal says who was asked, is a newer state of a usage
// that was reported today already, or settles what was no trouble. Whatever is
// judged of the account meanwhile sees it.
func (l *ledger) waits(s heed.Stored) bool {
	if s.Type == heed.UsageReported {
		return l.usageWaits(s)
	}
	if l.head.Value.Card.JudgedAt.IsZero() {
		return false
	}
	return heed.Family(s.Type) == "survey" || l.settles(s)
}

// atOnce are the usage metrics of which today's value is judged. Of all others
// the model looks at full days only.
var atOnce = map[string]bool{heed.SeatsUsed: true, heed.SeatsTotal: true, heed.DecisionMakerLogins: true}

// usageWaits: a state that is not newer does not wait, for it may be a repeat
// whose touch was lost.
func (l *ledger) usageWaits(s heed.Stored) bool {
	if s.Day() != heed.DayOf(l.now) {
		return false
	}
	u, err := heed.UsageOf(s.Signal)
	if err != nil || u.Mode != heed.UsageSet || atOnce[u.Metric] {
		return false
	}
	row, err := l.usageRow(records.UsageKey(l.account, s.Day(), u.Metric, u.Product))
	return err == nil && !row.Value.Stamp.Time.IsZero() && s.Stamp().Compare(row.Value.Stamp) > 0
}

// settles reports whether the signal settles a thing that was no trouble before:
// a ticket that was neither urgent nor escalated, an invoice that was not
// overdue, a milestone that was not missed. The judgement's coverage may grow by
// the first of its kind; that waits too.
func (l *ledger) settles(s heed.Stored) bool {
	switch s.Type {
	case heed.TicketResolved, heed.PaymentPaid, heed.MilestoneReached:
	default:
		return false
	}
	key, _ := l.rec.FactsKey(l.account, s.Signal)
	row, err := l.factsRow(key)
	if err != nil {
		return false
	}
	after := row.Value.With(heed.FactOf(s.Signal))
	return !troubles(s.Type, row.Value) && !troubles(s.Type, after)
}

// troubles reports whether a thing about which such signals speak raises a risk.
func troubles(kind string, facts heed.Facts) bool {
	asOf := time.Time{}
	for _, f := range facts {
		asOf = f.Time // the last is the newest
	}
	switch kind {
	case heed.TicketResolved:
		t, err := heed.TicketOf(facts, asOf)
		return err != nil || t.Urgent()
	case heed.PaymentPaid:
		i, err := heed.InvoiceOf(facts, asOf)
		return err != nil || !i.UnpaidSince.IsZero()
	}
	m, err := heed.MilestoneOf(facts, asOf)
	return err != nil || !m.MissedAt.IsZero()
}
