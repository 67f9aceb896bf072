package demo

import (
	"fmt"

	"github.com/heed-cs/heed/shared/heed"
)

// dunning is after how many days an unpaid invoice is said to be overdue.
const dunning = 7

var invoicesAYear = map[string]int{"yearly": 1, "quarterly": 4, "monthly": 12}

// tellPayments tells of a year of invoices: most are paid, some at the second
// try, and a troubled account's last one is overdue.
func (s *story) tellPayments() {
	if s.nature.fate == trial {
		return
	}
	year := invoicesAYear[s.contract.billing]
	amount := s.money(s.contract.arr / int64(year))
	for i := range year {
		age := s.history() - 3 - i*historyDays/year
		if age > s.nature.unpaid+10 {
			s.tellPayment(fmt.Sprintf("inv-%s-%d", s.id, i+1), age, amount)
		}
	}
	if s.nature.unpaid > 0 {
		s.tell(s.ago(s.nature.unpaid-dunning), heed.InvoiceOverdue, data{"invoice": "inv-" + s.id + "-open", "amount": amount, "days": dunning})
	}
}

func (s *story) tellPayment(invoice string, age int, amount heed.Money) {
	paid := heed.PaymentPaid
	if s.chance(.03) {
		s.tell(s.ago(age), heed.PaymentFailed, data{"invoice": invoice, "amount": amount})
		paid, age = heed.PaymentRecovered, age-s.between(2, 5)
	}
	s.tell(s.ago(age), paid, data{"invoice": invoice, "amount": amount})
}
