package metric

import (
	"cmp"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Customer is one account as metrics of revenue, months and profiles see it.
type Customer struct {
	heed.Revenue
	Months  []heed.Monthly // oldest first
	Profile heed.Profile
	ARR     *heed.Money // now; nil while nobody said
}

// Basis is what such metrics are reckoned with. The zero value of a number takes
// its default.
type Basis struct {
	Rates   heed.Rates
	Margin  float64 // share of revenue, 0 to 1, for CLV
	Horizon int     // months that CLV looks ahead; 60 by default
	// Discount is a year's discount rate for CLV, such as 0.1; 0 by default.
	Discount float64
	Within   int // hours within which a ticket counts as solved, of [heed.ResolutionHours]; 72 by default
	Now      time.Time
}

// The defaults of a Basis.
const (
	DefaultHorizon = 60
	DefaultWithin  = 72
)

// Measure computes a metric of customers for the days in [from, to). What lies in
// the future is not known: a stretch that begins there has no data, one that ends
// there ends today. An unknown name has no data.
func Measure(n Name, customers []Customer, from, to heed.Day, b Basis) Score {
	to = min(to, heed.DayOf(b.Now).Add(1))
	if measure, ok := measures[n]; ok {
		if from >= to {
			customers = nil
		}
		return measure(period{customers, from, to, b})
	}
	return Score{State: NoData}
}

var measures = map[Name]func(period) Score{
	GrossRevenueRetention: scoreGRR,
	NetRevenueRetention:   scoreNRR,
	UpsellRevenue:         func(p period) Score { return scoreGrowth(p, func(c *cohort) int64 { return c.upsell }) },
	CrossSellRevenue:      func(p period) Score { return scoreGrowth(p, func(c *cohort) int64 { return c.crossSell }) },
	LogoChurn:             scoreLogoChurn,
	CLV:                   scoreCLV,
	GrossRenewalRate:      scoreGrossRenewals,
	RenewalRate:           scoreRenewals,
	RepurchaseRate:        scoreRepurchases,
	ProblemResolutionRate: scoreResolution,
	Adoption:              scoreAdoption,
	ShareOfWallet:         scoreWallet,
	ROI:                   scoreROI,
}

// period is what one value is measured of.
type period struct {
	customers []Customer
	from, to  heed.Day
	Basis
}

func (p period) money(amount int64) heed.Money {
	return heed.Money{Amount: amount, Currency: p.Rates.Currency}
}

// purse adds money up in one currency, and keeps apart what has no rate.
type purse struct {
	rates   heed.Rates
	sum     int64
	unrated []heed.Money // per currency
}

// put gives the money in the purse's currency; false when it has no rate.
func (p *purse) put(m heed.Money) (int64, bool) {
	if rated, ok := p.rates.Convert(m); ok {
		p.sum += rated.Amount
		return rated.Amount, true
	}
	i, found := slices.BinarySearchFunc(p.unrated, m, func(x, y heed.Money) int { return cmp.Compare(x.Currency, y.Currency) })
	if !found {
		p.unrated = slices.Insert(p.unrated, i, heed.Money{Currency: m.Currency})
	}
	p.unrated[i].Amount += m.Amount
	return 0, false
}

// listed is never nil, so that an empty list shows as one.
func (p *purse) listed() []heed.Money { return append([]heed.Money{}, p.unrated...) }

// counted is a value of a census: all there is was counted, so it has no interval.
func counted(n int64, value float64, detail any) Score {
	s := Score{State: stateOf(n), Method: Census, Detail: detail}
	if s.N = n; n > 0 {
		s.Value = &value
	}
	return s
}

// share is 100·x/n of n drawn from those to come, with Wilson's interval.
func share(x, n int64, detail any) Score {
	return Score{percent(x, n), stateOf(n), WilsonScore, detail}
}

// ratio is 100·part/whole; nil when there is no whole.
func ratio(part, whole int64) *float64 {
	if whole <= 0 {
		return nil
	}
	return new(100 * float64(part) / float64(whole))
}
