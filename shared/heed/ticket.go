package heed

import "time"

// Ticket is the state of one support case.
type Ticket struct {
	ID          string    `json:"ticket"`
	Priority    string    `json:"priority,omitempty"`
	Kind        string    `json:"kind,omitempty"`
	Product     string    `json:"product,omitempty"`
	SLABreached bool      `json:"sla_breached,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	OpenedAt    time.Time `json:"opened_at,omitzero"` // of the present spell
	ResolvedAt  time.Time `json:"resolved_at,omitzero"`
	Escalated   bool      `json:"escalated,omitempty"`

	FirstAt  time.Time `json:"first_at,omitzero"`  // opened for the first time
	SolvedAt time.Time `json:"solved_at,omitzero"` // resolved for the first time since
	Reopened bool      `json:"reopened,omitempty"` // at least once
}

// TicketOf folds what was said of a ticket until a moment. A ticket of which
// only its resolution is known is resolved.
func TicketOf(facts Facts, asOf time.Time) (Ticket, error) {
	facts = facts.Until(asOf)
	var t Ticket
	if err := facts.Into(&t); err != nil {
		return t, err
	}
	for _, f := range facts {
		t.firsts(f)
		switch f.Type {
		case TicketOpened, TicketReopened:
			t.OpenedAt, t.ResolvedAt = f.Time, time.Time{}
		case TicketEscalated:
			t.Escalated = true
			if t.OpenedAt.IsZero() {
				t.OpenedAt = f.Time
			}
		case TicketResolved:
			t.ResolvedAt, t.Escalated = f.Time, false
		}
	}
	return t, nil
}

// firsts notes when the ticket was first opened and solved, and whether that lasted.
func (t *Ticket) firsts(f Fact) {
	switch {
	case f.Type == TicketOpened && t.FirstAt.IsZero():
		t.FirstAt = f.Time
	case f.Type == TicketResolved && t.SolvedAt.IsZero():
		t.SolvedAt = f.Time
	case f.Type == TicketReopened, f.Type == TicketOpened && !t.SolvedAt.IsZero():
		t.Reopened = true
	}
}

// Open reports whether the ticket waits for an answer.
func (t Ticket) Open() bool { return !t.OpenedAt.IsZero() && t.ResolvedAt.IsZero() }

// Urgent reports whether it is open and urgent or escalated.
func (t Ticket) Urgent() bool { return t.Open() && (t.Priority == "urgent" || t.Escalated) }
