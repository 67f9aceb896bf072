package heed

import (
	"encoding/json"
	"time"
)

// Contract is the state of one agreement, folded from its facts.
type Contract struct {
	ID          string `json:"contract"`
	Product     string `json:"product,omitempty"`
	ARR         *Money `json:"arr,omitempty"`
	StartDate   Day    `json:"start_date,omitempty"`
	RenewalDate Day    `json:"renewal_date,omitempty"` // the last day of the term
	TermMonths  *int   `json:"term_months,omitempty"`  // 0 is evergreen
	Billing     string `json:"billing,omitempty"`
	AutoRenew   bool   `json:"auto_renew,omitempty"`
	NoticeDays  int    `json:"notice_days,omitempty"`
	Seats       int    `json:"seats,omitempty"`
	Trial       bool   `json:"trial,omitempty"`
	Renews      string `json:"renews,omitempty"` // the contract this one succeeds
	Reason      string `json:"reason,omitempty"`
	Outcome     string `json:"outcome,omitempty"`

	SignedAt     time.Time `json:"signed_at,omitzero"`
	RenewedAt    time.Time `json:"renewed_at,omitzero"`
	NoticedAt    time.Time `json:"noticed_at,omitzero"` // notice stands: given and not withdrawn
	EndedAt      time.Time `json:"ended_at,omitzero"`
	DowngradedAt time.Time `json:"downgraded_at,omitzero"` // the last fall of its ARR
	Renewals     int       `json:"renewals,omitempty"`
}

// ContractOf folds what was said of a contract until a moment.
func ContractOf(facts Facts, asOf time.Time) (Contract, error) {
	facts = facts.Until(asOf)
	var c Contract
	if err := facts.Into(&c); err != nil {
		return c, err
	}
	for _, f := range facts {
		c.happened(f)
	}
	c.downgrade(facts)
	c.renewTerm(facts)
	return c, nil
}

func (c *Contract) happened(f Fact) {
	switch f.Type {
	case ContractSigned:
		c.SignedAt, c.EndedAt = f.Time, time.Time{}
	case ContractRenewed:
		c.RenewedAt, c.NoticedAt, c.EndedAt = f.Time, time.Time{}, time.Time{}
		c.Renewals++
	case ContractCancelNoticed:
		c.NoticedAt = f.Time
	case ContractCancelWithdrawn:
		c.NoticedAt = time.Time{}
	case ContractEnded:
		c.EndedAt = f.Time
	}
}

// renewTerm moves the renewal date on when renewals named no new one. It counts
// from the day that was named, so that the 31st stays the last of the month.
func (c *Contract) renewTerm(facts Facts) {
	named, renewals, term := Day(""), 0, 12
	if c.TermMonths != nil && *c.TermMonths > 0 {
		term = *c.TermMonths
	}
	for _, f := range facts {
		raw, _ := f.says("renewal_date")
		if day, ok := plainString(raw); ok && day != "" {
			named, renewals = Day(day), 0
		} else if f.Type == ContractRenewed {
			renewals++
		}
	}
	if c.RenewalDate != "" {
		c.RenewalDate = named.AddMonths(renewals * term)
	}
}

// downgrade notes when the ARR last fell below what was said before it.
func (c *Contract) downgrade(facts Facts) {
	var before *Money
	for _, f := range facts {
		raw, said := f.says("arr")
		if !said {
			continue
		}
		var now *Money
		_ = json.Unmarshal(raw, &now) // signals are checked when they come in
		if before != nil && now != nil && now.Currency == before.Currency && now.Amount < before.Amount {
			c.DowngradedAt = f.Time
		}
		before = now
	}
}

// Open reports whether the contract runs.
func (c Contract) Open() bool { return c.EndedAt.IsZero() }

// UnderNotice reports whether it runs and notice stands.
func (c Contract) UnderNotice() bool { return c.Open() && !c.NoticedAt.IsZero() }
