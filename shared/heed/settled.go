package heed

// Days that what is settled is remembered after it was last spoken of: a ticket
// resolved, an invoice paid, a milestone reached, a contact who left. Judging looks
// no further back, so what it reads does not grow with the years. What is said of
// it later begins it anew.
const (
	TicketDays    = 90  // for a year, the counters know that there are tickets at all
	InvoiceDays   = 400 // those who pay by the year are known to pay
	MilestoneDays = 400
	ContactDays   = 800 // longer than any window on champions who left
)
