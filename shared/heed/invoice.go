package heed

import (
	"encoding/json"
	"time"
)

// Invoice is the state of one payment due.
type Invoice struct {
	ID     string `json:"invoice,omitempty"`
	Amount *Money `json:"amount,omitempty"`
	// UnpaidSince is when it fell due or its payment failed; zero when settled.
	UnpaidSince time.Time `json:"unpaid_since,omitzero"`
	SettledAt   time.Time `json:"settled_at,omitzero"`
}

// InvoiceOf folds what was said of an invoice until a moment.
func InvoiceOf(facts Facts, asOf time.Time) (Invoice, error) {
	facts = facts.Until(asOf)
	var i Invoice
	if err := facts.Into(&i); err != nil {
		return i, err
	}
	for _, f := range facts {
		switch f.Type {
		case PaymentFailed, InvoiceOverdue:
			i.unpaid(f)
		case PaymentPaid, PaymentRecovered:
			i.UnpaidSince, i.SettledAt = time.Time{}, f.Time
		}
	}
	return i, nil
}

func (i *Invoice) unpaid(f Fact) {
	var said struct {
		Days int `json:"days"`
	}
	_ = json.Unmarshal(f.Data, &said)
	since := f.Time.AddDate(0, 0, -said.Days)
	if i.UnpaidSince.IsZero() || since.Before(i.UnpaidSince) {
		i.UnpaidSince = since
	}
}
