package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// CLVDetail is what a customer lifetime value is made of.
type CLVDetail struct {
	Customers int64      `json:"customers"` // with known revenue, on the first day
	ARPA      heed.Money `json:"arpa"`      // revenue per customer and month
	Margin    float64    `json:"margin"`
	// Churn is the share of the first day's customers lost over the period, in percent.
	Churn *float64 `json:"churn"`
	// Retention is the share taken to stay from month to month. Basis says where it is
	// from: "observed", or "upper_bound" when nobody was lost and churn is taken to be
	// as high as Wilson's interval allows, for nobody stays for ever.
	Retention    *float64 `json:"monthly_retention"`
	Basis        string   `json:"basis"`
	Horizon      int      `json:"horizon_months"`
	DiscountRate float64  `json:"discount_rate"` // a year
	// Simple is ARPA · margin / monthly churn: without end and undiscounted; null
	// where no churn was observed.
	Simple *heed.Money `json:"simple"`
}

// The bases of a retention.
const (
	observed   = "observed"
	upperBound = "upper_bound"
)

// scoreCLV is what a customer is worth over the horizon: ARPA · margin · (1 − q^T)/(1 − q)
// with q = r/(1 + δ). Its interval is that of the churn, so it is wide while few are lost.
func scoreCLV(p period) Score {
	c := cohortOf(p)
	n := int64(len(c.moves))
	d := CLVDetail{Customers: n, ARPA: p.money(0), Margin: p.Margin, Basis: observed, Horizon: p.horizon(), DiscountRate: p.Discount}
	if n == 0 {
		return counted(0, 0, d)
	}
	arpa := float64(c.start) / 12 / float64(n)
	d.ARPA = p.money(int64(math.Round(arpa)))
	low, high := Wilson(c.lost, c.customers)
	churn := float64(c.lost) / float64(c.customers)
	d.Churn = new(100 * churn)
	if d.Simple = p.simple(arpa, churn); c.lost == 0 {
		churn, d.Basis = high, upperBound
	}
	d.Retention = new(p.monthly(churn))
	worth := func(lost float64) float64 {
		return arpa * p.Margin * lifetime(p.monthly(lost), p.discount(), p.horizon())
	}
	return Score{estimate(n, worth(churn), worth(high), worth(low)), stateOf(n), WilsonScore, d}
}

// simple is nil when nobody, or everybody within less than a month, was lost.
func (p period) simple(arpa, churn float64) *heed.Money {
	lost := 1 - p.monthly(churn)
	if lost <= 0 {
		return nil
	}
	return new(p.money(int64(math.Round(arpa * p.Margin / lost))))
}

func (p period) horizon() int {
	if p.Horizon == 0 {
		return DefaultHorizon
	}
	return p.Horizon
}

// discount is the rate of a month.
func (p period) discount() float64 { return math.Pow(1+p.Discount, 1./12) - 1 }

// lifetime is the sum of what is left of one unit a period, over some periods from
// now on, when a share stays from each to the next and later ones are discounted.
func lifetime(stays, discount float64, periods int) float64 {
	q := stays / (1 + discount)
	if math.Abs(1-q) < 1e-12 {
		return float64(periods)
	}
	return (1 - math.Pow(q, float64(periods))) / (1 - q)
}
