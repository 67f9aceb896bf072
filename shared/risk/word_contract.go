package risk

import "github.com/heed-cs/heed/shared/heed"

// contractWords ask about contracts and money.
func contractWords() []answerable {
	return []answerable{
		plainWord("arr", KindNumber, "what the account pays a year, in whole units of the settings' currency", (*judgement).sayARR),
		plainWord("contracts", KindNumber, "contracts that run, trials left out", func(j *judgement) operand { return whole(j.book.running) }),
		plainWord("seats", KindNumber, "seats of the contracts that run", (*judgement).saySeats),
		plainWord("days_to_decision", KindNumber, "days until the decision; below 0 when it is overdue", (*judgement).sayDecision),
		plainWord("days_to_end", KindNumber, "days until the term ends", (*judgement).sayEnd),
		plainWord("term_months", KindNumber, "months of a term; 0 is evergreen", ofContract((*judgement).sayTerm)),
		plainWord("notice_days", KindNumber, "days of notice", ofContract(func(_ *judgement, c *heed.Contract) operand { return whole(noticeDays(c)) })),
		plainWord("renewals", KindNumber, "how often the contract was renewed", ofContract(func(_ *judgement, c *heed.Contract) operand { return whole(c.Renewals) })),
		plainWord("auto_renew", KindTruth, "the contract renews by itself", ofContract(func(_ *judgement, c *heed.Contract) operand { return truth(c.AutoRenew) })),
		plainWord("overdue_invoices", KindNumber, "invoices that are overdue", (*judgement).sayOverdue),
		plainWord("overdue_days", KindNumber, "days the oldest of them is overdue; 0 when none is", (*judgement).sayOverdueDays),
	}
}

// ofContract asks the contract that the risk is about.
func ofContract(say func(*judgement, *heed.Contract) operand) func(*judgement) operand {
	return func(j *judgement) operand {
		if j.target.contract == nil {
			return unknown(noSource)
		}
		return say(j, j.target.contract)
	}
}

func (j *judgement) sayARR() operand {
	arr, _, _ := j.arr()
	if arr == nil {
		return unknown(noSource)
	}
	return quantity(major(*arr))
}

func (j *judgement) saySeats() operand {
	if seats := j.contractSeats(); seats > 0 {
		return quantity(seats)
	}
	return unknown(noSource)
}

func (j *judgement) sayDecision() operand {
	if j.target.why != "" {
		return unknown(j.target.why)
	}
	return whole(j.target.decision - j.today)
}

func (j *judgement) sayEnd() operand {
	if j.target.why != "" {
		return unknown(j.target.why)
	}
	return whole(j.target.end - j.today)
}

func (j *judgement) sayTerm(c *heed.Contract) operand {
	if c.TermMonths == nil {
		return unknown(noSource)
	}
	return whole(*c.TermMonths)
}

func (j *judgement) sayOverdue() operand {
	if v := payment(j); v.why != "" {
		return unknown(v.why)
	} else {
		return whole(v.n)
	}
}

func (j *judgement) sayOverdueDays() operand {
	if v := payment(j); v.why != "" {
		return unknown(v.why)
	} else {
		return whole(v.day)
	}
}
