package demo

import (
	"fmt"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// tellTickets tells of support cases: the usual ones evenly over the year, more
// of them lately where there is trouble, and urgent ones still open.
func (s *story) tellTickets() {
	apart := max(int(91/s.nature.tickets), 1)
	for age := s.history() - s.between(1, apart); age > 0; age -= apart {
		s.tellTicket(max(age-s.IntN(apart/3+1), 1))
	}
	for range s.nature.surge {
		s.tellTicket(s.sign + s.between(2, 27))
	}
	for i := range s.nature.urgent {
		s.tellUrgent(s.sign+s.between(3, 12), i == 0)
	}
}

func (s *story) ticketID() string { return fmt.Sprintf("t-%s-%d", s.id, s.counts[heed.TicketOpened]+1) }

// tellTicket tells of a case that was solved, and what the customer thought of it.
func (s *story) tellTicket(age int) {
	ticket, opened := s.ticketID(), s.ago(age)
	solved := opened.Add(time.Duration(s.between(2, 60)) * time.Hour)
	d := data{
		"ticket": ticket, "priority": pick(s.Rand, []string{"low", "normal", "normal", "normal", "high"}),
		"kind": pick(s.Rand, []string{"question", "question", "bug", "request"}), "product": pick(s.Rand, products),
	}
	s.tell(opened, heed.TicketOpened, d)
	if !solved.Before(s.end) {
		return
	}
	s.tell(solved, heed.TicketResolved, data{"ticket": ticket, "sla_breached": s.nature.csat < 3 && s.chance(.3)})
	switch {
	case s.chance(.4):
		s.tellSatisfaction(solved)
	case s.chance(.2):
		s.tellEffort(solved)
	}
}

func (s *story) tellUrgent(age int, escalated bool) {
	ticket, opened := s.ticketID(), s.ago(age)
	s.tell(opened, heed.TicketOpened, data{"ticket": ticket, "priority": "urgent", "kind": "bug", "product": "exports"})
	if escalated {
		s.tell(opened.Add(26*time.Hour), heed.TicketEscalated, data{"ticket": ticket, "sla_breached": true})
	}
}
