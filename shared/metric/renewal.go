package metric

import "github.com/heed-cs/heed/shared/heed"

// RenewalDetail are the terms that ended in a period.
type RenewalDetail struct {
	Due      int64 `json:"due"` // decided ones
	Renewed  int64 `json:"renewed"`
	Replaced int64 `json:"replaced"` // by another contract
	Lost     int64 `json:"lost"`
	// Open terms are overdue, of Unknown ones nobody said in time what became of them:
	// neither is in the rates.
	Open    int64 `json:"open"`
	Unknown int64 `json:"unknown"`
	// DueRevenue is what the decided terms were worth, KeptRevenue what is left of it:
	// of each at most what was due.
	DueRevenue  heed.Money   `json:"due_revenue"`
	KeptRevenue heed.Money   `json:"kept_revenue"`
	RevenueRate *float64     `json:"revenue_rate"` // percent
	Unrated     []heed.Money `json:"unrated"`
}

// renewals are the terms that ended in a period, counted.
type renewals struct {
	due, renewed, replaced, lost, open, unknown int64
	terms                                       []move // of those decided with a known worth
	sum, kept                                   int64
	purse                                       purse
}

// renewals counts the terms whose last day lies in the period, once that is over:
// those decided early count when they are due.
func (p period) renewals() *renewals {
	r := &renewals{purse: purse{rates: p.Rates}}
	today := heed.DayOf(p.Now)
	for _, customer := range p.customers {
		for _, t := range customer.Terms {
			if t.End >= p.from && t.End < p.to && t.End < today {
				r.count(t)
			}
		}
	}
	return r
}

func (r *renewals) count(t heed.Term) {
	switch t.Result {
	case "renewed":
		r.renewed++
	case "replaced":
		r.replaced++
	case "ended":
		r.lost++
	case "unknown":
		r.unknown++
		return
	default:
		r.open++
		return
	}
	r.due++
	r.worth(t)
}

func (r *renewals) worth(t heed.Term) {
	if t.Due == nil {
		return
	}
	due, ok := r.purse.put(*t.Due)
	if !ok || due <= 0 {
		return
	}
	m := move{start: due}
	if t.Kept != nil {
		kept, _ := r.purse.rates.Convert(*t.Kept)
		m.end = kept.Amount
	}
	r.terms = append(r.terms, m)
	r.sum += due
	r.kept += m.kept()
}

func (r *renewals) detail(p period) RenewalDetail {
	return RenewalDetail{
		Due: r.due, Renewed: r.renewed, Replaced: r.replaced, Lost: r.lost, Open: r.open, Unknown: r.unknown,
		DueRevenue: p.money(r.sum), KeptRevenue: p.money(r.kept), RevenueRate: ratio(r.kept, r.sum), Unrated: r.purse.listed(),
	}
}

// scoreGrossRenewals is the revenue kept of what was due, no term above what it was
// worth before.
func scoreGrossRenewals(p period) Score {
	r := p.renewals()
	return counted(int64(len(r.terms)), 100*float64(r.kept)/float64(r.sum), r.detail(p))
}

// scoreRenewals is the share of terms due that were followed by another.
func scoreRenewals(p period) Score {
	r := p.renewals()
	return share(r.renewed+r.replaced, r.due, r.detail(p))
}

// RepurchaseDetail are the purchases of a period.
type RepurchaseDetail struct {
	Buyers    int64 `json:"buyers"`     // accounts that bought at least once
	Repeated  int64 `json:"repeated"`   // at least twice
	Purchases int64 `json:"purchases"`  // of all
	TakenBack int64 `json:"taken_back"` // contracts that ended within 30 days of their start: no purchases
}

// refundDays is how soon after its start a contract may end and count as never bought.
const refundDays = 30

// scoreRepurchases is the share of buyers who bought again within the period. A
// purchase is a contract that began and took the place of no other; renewals,
// changes and trials are none.
func scoreRepurchases(p period) Score {
	d := RepurchaseDetail{}
	for _, customer := range p.customers {
		bought := p.purchases(customer, &d)
		d.Purchases += bought
		if bought >= 1 {
			d.Buyers++
		}
		if bought >= 2 {
			d.Repeated++
		}
	}
	return share(d.Repeated, d.Buyers, d)
}

func (p period) purchases(c Customer, d *RepurchaseDetail) (n int64) {
	for _, paid := range c.Contracts {
		began := paid.Began()
		switch {
		case paid.Follows || began == "" || began < p.from || began >= p.to:
		case refunded(paid, began):
			d.TakenBack++
		default:
			n++
		}
	}
	return n
}

// refunded reports whether a contract ended for good soon after its start.
func refunded(p heed.Paid, began heed.Day) bool {
	last := p.Steps[len(p.Steps)-1]
	return !last.Runs && last.Day.Sub(began) <= refundDays
}
