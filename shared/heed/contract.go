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
	UpgradedAt   time.Time `json:"upgraded_at,omitzero"`   // the last rise of its ARR
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
	c.compareARR(facts)
	c.renewTerm(facts)
	return c, nil
}

func (c *Contract) happened(f Fact) {
	switch f.Type {
	case ContractSigned:
		c.SignedAt, c.EndedAt = f.Time, time.Time{}
	case ContractRenewed:
		c.NoticedAt, c.EndedAt = time.Time{}, time.Time{}
	case ContractCancelNoticed:
		c.NoticedAt = f.Time
	case ContractCancelWithdrawn:
		c.NoticedAt = time.Time{}
	case ContractEnded:
		c.EndedAt = f.Time
	}
}

// renewTerm counts renewals and moves the renewal date on when they named no new one.
func (c *Contract) renewTerm(facts Facts) {
	t := term{months: 12}
	if c.TermMonths != nil && *c.TermMonths > 0 {
		t.months = *c.TermMonths
	}
	for _, f := range facts {
		if day := f.renewalDate(); day != "" {
			t.name(day, f)
		} else if f.Type == ContractRenewed && !t.renew(DayOf(f.Time)) {
			continue
		}
		if f.Type == ContractRenewed {
			c.RenewedAt = f.Time
			c.Renewals++
		}
	}
	if c.RenewalDate != "" {
		c.RenewalDate = t.end()
	}
}

func (f Fact) renewalDate() Day {
	raw, _ := f.says("renewal_date")
	day, _ := plainString(raw)
	return Day(day)
}

// term is how far renewals have brought a contract. Its end counts from the day
// that was named, so that the 31st stays the last of the month.
type term struct {
	months   int
	named    Day
	renewals int // since then
	before   Day // the end before the last renewal
	last     Day // on which that was said
}

func (t *term) end() Day {
	if t.named == "" {
		return ""
	}
	return t.named.AddMonths(t.renewals * t.months)
}

// name takes a date that was said.
func (t *term) name(day Day, f Fact) {
	switch end := t.end(); {
	case f.Type == ContractSigned:
		t.before, t.last = "", ""
	case f.Type == ContractRenewed && day != end:
		t.before, t.last = end, DayOf(f.Time)
	}
	t.named, t.renewals = day, 0
}

// renew moves the end a term on, unless the renewal repeats one: a tool that says so
// at every edit says it of the same term.
func (t *term) renew(on Day) bool {
	end := t.end()
	if end != "" && t.repeats(on, end) {
		return false
	}
	t.before, t.last = end, on
	t.renewals++
	return true
}

// repeats reports whether a renewal can be no new one: the term that was renewed last
// still runs, or that was said less than half a term ago, or the end that stands lies
// more than a term ahead.
func (t *term) repeats(on, end Day) bool {
	soon := t.last != "" && on.Sub(t.last) < t.months*15
	return on <= t.before || soon || on.AddMonths(t.months) < end
}

// compareARR notes when the ARR last fell below, and rose above, what was said before it.
func (c *Contract) compareARR(facts Facts) {
	var before *Money
	for _, f := range facts {
		raw, said := f.says("arr")
		if !said {
			continue
		}
		var now *Money
		_ = json.Unmarshal(raw, &now) // signals are checked when they come in
		if before != nil && now != nil && now.Currency == before.Currency {
			c.moved(now.Amount-before.Amount, f.Time)
		}
		before = now
	}
}

func (c *Contract) moved(by int64, at time.Time) {
	switch {
	case by < 0:
		c.DowngradedAt = at
	case by > 0:
		c.UpgradedAt = at
	}
}

// Open reports whether the contract runs.
func (c Contract) Open() bool { return c.EndedAt.IsZero() }

// UnderNotice reports whether it runs and notice stands.
func (c Contract) UnderNotice() bool { return c.Open() && !c.NoticedAt.IsZero() }
