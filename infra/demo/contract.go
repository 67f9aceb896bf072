package demo

import "github.com/heed-cs/heed/shared/heed"

// contract is what an account and its supplier agreed on.
type contract struct {
	id      string
	since   heed.Day // the first day of the first term
	months  int      // a term; 1 is monthly, 0 evergreen
	terms   int      // agreed until the end of the story
	auto    bool
	notice  int // days
	seats   int
	arr     int64 // minor units, in the first term
	billing string
}

// agree draws the contract. Its present term ends ahead days after the story does.
func (s *story) agree() contract {
	c := contract{
		id: "c-" + s.id, months: s.term(), notice: pick(s.Rand, []int{30, 60, 90}), seats: s.between(s.size.seats[0], s.size.seats[1]),
		billing: pick(s.Rand, []string{"yearly", "yearly", "quarterly", "monthly"}),
	}
	c.auto = c.months <= 1 || s.nature.fate != overdue && s.chance(.7)
	listed := float64(c.seats * s.size.pricePerMonth * 12)
	c.arr = int64(listed*(.8+.3*s.Float64())/100) * 100_00 // negotiated, in whole hundreds
	if s.id == Northwind {
		c.months, c.auto, c.notice, c.seats, c.arr, c.billing = 12, false, 60, 70, 48_000_00, "yearly"
	}
	return s.dated(c)
}

// dated counts back from the end of the present term to the first day, so many
// whole terms that the tenure comes near the archetype's.
func (s *story) dated(c contract) contract {
	tenure, term := s.between(s.nature.tenure[0], s.nature.tenure[1]), max(c.months, 12)
	c.terms = max(1, (tenure*12/365+term-1)/term)
	c.since = s.day(s.ahead(tenure, term)).Add(1).AddMonths(-term * c.terms)
	return c
}

// term draws how long one lasts, in months. Of today's customers, only those nothing
// happens to run by the month.
func (s *story) term() int {
	if s.nature.fate == gone {
		return 1
	}
	if s.nature.name == "thriving" || s.nature.name == "steady" {
		return []int{12, 12, 12, 12, 12, 12, 24, 24, 36, 36, 1, 0}[s.IntN(12)]
	}
	return []int{12, 12, 12, 24, 36}[s.IntN(5)]
}

// ahead is how many days after the end of the story the present term is over.
func (s *story) ahead(tenure, term int) int {
	switch {
	case s.id == Northwind:
		return 45
	case s.nature.fate == ended:
		return -1
	case s.nature.fate == overdue:
		return -12
	case s.nature.fate == gone:
		return byTheMonth
	case s.nature.fate == noticed, s.nature.fate == early:
		return s.between(30, 100)
	case s.nature.tenure[1] < historyDays:
		return term*365/12 - tenure
	}
	return s.between(10, term*365/12-10)
}

// lastDay is the last day of a term, counted from 0.
func (c contract) lastDay(term int) heed.Day {
	return c.since.AddMonths(max(c.months, 12) * (term + 1)).Add(-1)
}

// tellContract tells of signing, renewals, and what the archetype brings.
func (s *story) tellContract() {
	c := s.contract
	if s.nature.fate == trial {
		s.tell(s.known(c.since, 1), heed.ContractSigned, data{
			"contract": c.id, "start_date": c.since, "renewal_date": c.since.Add(30),
			"term_months": 1, "trial": true, "seats": c.seats,
		})
		return
	}
	s.tell(s.known(c.since, 1), heed.ContractSigned, c.signed(s.money(c.arr)))
	for term := 1; term < c.terms && c.months >= 12; term++ {
		at := s.known(c.lastDay(term-1).Add(-s.between(15, 40)), term+1) // some weeks before the term begins
		s.tell(at, heed.ContractRenewed, data{"contract": c.id, "arr": s.money(s.price(term)), "renewal_date": c.lastDay(term)})
	}
	s.tellAddOn()
	s.tellFate()
}

func (c contract) signed(arr heed.Money) data {
	d := data{
		"contract": c.id, "arr": arr, "start_date": c.since, "term_months": c.months, "billing": c.billing,
		"auto_renew": c.auto, "notice_days": c.notice, "seats": c.seats,
	}
	switch c.months {
	case 0:
	case 1:
		d["renewal_date"] = c.since.AddMonths(1).Add(-1)
	default:
		d["renewal_date"] = c.lastDay(0)
	}
	return d
}

// price is the yearly price in a term: who grows pays more.
func (s *story) price(term int) int64 {
	if s.id == Northwind || s.nature.slope <= 0 {
		return s.contract.arr
	}
	return s.contract.arr * int64(100+5*term) / 100
}

func (s *story) tellFate() {
	c, last := s.contract, s.contract.terms-1
	switch s.nature.fate {
	case noticed:
		s.tell(s.ago(s.between(5, 40)), heed.ContractCancelNoticed, data{"contract": c.id, "reason": pick(s.Rand, reasons)})
	case ended:
		s.tell(s.ago(c.notice+10), heed.ContractCancelNoticed, data{"contract": c.id, "reason": pick(s.Rand, reasons)})
		s.tell(s.ago(1), heed.ContractEnded, data{"contract": c.id, "outcome": "churned"})
	case gone:
		s.tellLeaving()
	case early:
		s.tell(s.ago(s.between(4, 25)), heed.ContractRenewed, data{"contract": c.id, "arr": s.money(s.price(last + 1)), "renewal_date": c.lastDay(last + 1)})
	}
	if s.nature.downgraded {
		s.tell(s.ago(s.between(60, 160)), heed.ContractChanged, data{"contract": c.id, "arr": s.money(c.arr * 7 / 10), "seats": c.seats * 7 / 10})
	}
}

// tellAddOn gives some large accounts a second, smaller contract.
func (s *story) tellAddOn() {
	if s.size.segment != "enterprise" || s.nature.fate != runs || !s.chance(.25) {
		return
	}
	add := s.contract
	add.id, add.since, add.months, add.terms, add.arr = "c-"+s.id+"-automations", s.day(-s.between(40, 300)), 12, 1, add.arr/5/10000*10000
	d := add.signed(s.money(add.arr))
	d["product"] = "automations"
	s.tell(later(s.during(add.since), s.known(s.contract.since, 1)), heed.ContractSigned, d)
}

func (s *story) money(amount int64) heed.Money {
	return heed.Money{Amount: amount, Currency: s.place.currency}
}
