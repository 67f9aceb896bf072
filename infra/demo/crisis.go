package demo

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// illness is how many days a crisis takes to come, and to go.
const illness = 75

// ill is how bad things were so many days before the end: 1 at the crisis, 0 when
// there was none or it is long over.
func (s *story) ill(age int) float64 {
	if s.crisis == 0 {
		return 0
	}
	return min(max(1.6*(1-math.Abs(float64(age-s.crisis))/illness), 0), 1)
}

// tellCrisis tells of the urgent tickets of a crisis, which were solved when it was over.
func (s *story) tellCrisis() {
	if s.crisis == 0 || s.crisis+illness > s.history() {
		return
	}
	for i := range 3 {
		ticket := s.ticketID()
		s.tell(s.ago(s.crisis+s.between(25, 40)), heed.TicketOpened, data{"ticket": ticket, "priority": "urgent", "kind": "bug", "product": "exports"})
		s.tell(s.ago(s.crisis-25-4*i), heed.TicketResolved, data{"ticket": ticket, "sla_breached": true})
	}
}
