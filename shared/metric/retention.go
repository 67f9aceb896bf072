package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// RevenueDetail is what became of the recurring revenue of a period's first day.
// start − churn − contraction + expansion = end, all of the same customers; new and
// reactivated customers are beside it.
type RevenueDetail struct {
	Start       heed.Money `json:"start"`
	Churn       heed.Money `json:"churn"`       // of customers who left
	Contraction heed.Money `json:"contraction"` // of those who pay less
	Expansion   heed.Money `json:"expansion"`   // of those who pay more
	End         heed.Money `json:"end"`
	// Upsell is growth of products that customers had, CrossSell that of others. Where
	// one customer also gave products up, both together exceed the expansion.
	Upsell      heed.Money    `json:"upsell"`
	CrossSell   heed.Money    `json:"cross_sell"`
	New         heed.Money    `json:"new"`
	Reactivated heed.Money    `json:"reactivated"` // of customers of an earlier time
	DueRenewal  RenewalDetail `json:"up_for_renewal"`
	// Unpriced counts customers of whom nobody said what they pay, Unrated sums what
	// the settings have no rate for: neither is in any other number.
	Unpriced int64        `json:"unpriced"`
	Unrated  []heed.Money `json:"unrated"`
}

func (p period) revenueDetail(c *cohort) RevenueDetail {
	return RevenueDetail{
		Start: p.money(c.start), Churn: p.money(c.churn), Contraction: p.money(c.contraction), Expansion: p.money(c.expansion), End: p.money(c.end),
		Upsell: p.money(c.upsell), CrossSell: p.money(c.crossSell), New: p.money(c.new), Reactivated: p.money(c.reactivated),
		DueRenewal: p.renewals().detail(p), Unpriced: c.unpriced, Unrated: c.unrated,
	}
}

// scoreGRR is what is left of the revenue at the start, each customer counted up
// to what it paid then: growth of one cannot hide the loss of another.
func scoreGRR(p period) Score { return p.retained(cohortOf(p), move.kept) }

// scoreNRR is the revenue at the end of those who paid at the start.
func scoreNRR(p period) Score {
	return p.retained(cohortOf(p), func(m move) int64 { return m.end })
}

func (m move) kept() int64 { return min(m.start, m.end) }

func (p period) retained(c *cohort, left func(move) int64) Score {
	var sum int64
	for _, m := range c.moves {
		sum += left(m)
	}
	return counted(int64(len(c.moves)), 100*float64(sum)/float64(c.start), p.revenueDetail(c))
}

func scoreGrowth(p period, of func(*cohort) int64) Score {
	c := cohortOf(p)
	return counted(int64(len(c.moves)), float64(of(c)), p.revenueDetail(c))
}

// ChurnDetail are the customers behind a churn.
type ChurnDetail struct {
	Customers   int64    `json:"customers"` // on the first day
	Lost        int64    `json:"lost"`      // of them, by the end of the last contract
	Retention   *float64 `json:"retention"` // percent of the same customers
	Annualised  *float64 `json:"annualised"`
	New         int64    `json:"new"`
	Reactivated int64    `json:"reactivated"`
	// WonAndLost came and went within the period: they are in no other number.
	WonAndLost int64 `json:"won_and_lost"`
}

// scoreLogoChurn is the share of the first day's customers who were none any more
// at the end. Trials are no customers, and notice is no end.
func scoreLogoChurn(p period) Score {
	c := cohortOf(p)
	d := ChurnDetail{
		Customers: c.customers, Lost: c.lost, Retention: ratio(c.customers-c.lost, c.customers),
		New: c.came, Reactivated: c.cameBack, WonAndLost: c.passed,
	}
	if c.customers > 0 {
		d.Annualised = new(100 * (1 - annual(p.monthly(float64(c.lost)/float64(c.customers)))))
	}
	return share(c.lost, c.customers, d)
}

const daysPerMonth = 365.25 / 12

// monthly is the share that stays for a month, when a share was lost over the period.
func (p period) monthly(lost float64) float64 {
	return math.Pow(1-lost, daysPerMonth/float64(max(p.to.Sub(p.from), 1)))
}

// annual is the share that stays for a year.
func annual(monthly float64) float64 { return math.Pow(monthly, 12) }
