package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// The attributes of a profile that hold the customer's own numbers. Amounts are
// those of a year in whole minor units, in the settings' currency unless the
// attribute of the same name with "_currency" says otherwise; "_source" and
// "_date" say who said so and when. Objectives that were measured say better what the
// product brought than MeasuredBenefit does.
const (
	CategorySpend   = "category_spend"   // what the customer spends on such products at all suppliers
	MeasuredBenefit = "measured_benefit" // what the product brought, as the customer measured it
)

// WalletDetail is what a share of wallet is made of.
type WalletDetail struct {
	Own      heed.Money   `json:"own"`
	Spend    heed.Money   `json:"spend"`
	Unknown  int64        `json:"unknown"`  // accounts of which one of both is not known
	Undated  int64        `json:"undated"`  // numbers without a date
	Unsigned int64        `json:"unsigned"` // numbers without a source
	Oldest   *heed.Day    `json:"oldest"`   // date of a number
	Unrated  []heed.Money `json:"unrated"`
}

// scoreWallet is what customers pay of all they spend in the category.
func scoreWallet(p period) Score {
	w := p.stated(func(c Customer) []heed.Benefit { return attributed(c, CategorySpend, p.Rates.Currency) })
	d := WalletDetail{
		Own: p.money(w.own), Spend: p.money(w.purse.sum), Unknown: w.unknown, Undated: w.undated, Unsigned: w.unsigned,
		Oldest: w.oldest, Unrated: w.purse.listed(),
	}
	return counted(w.known, 100*float64(w.own)/float64(w.purse.sum), d)
}

// ROIDetail is what a return on investment is made of.
type ROIDetail struct {
	Benefit    heed.Money   `json:"benefit"`
	Cost       heed.Money   `json:"cost"`       // what the customer pays in a year
	Objectives int64        `json:"objectives"` // accounts of which it is known from objectives
	Unknown    int64        `json:"unknown"`
	Undated    int64        `json:"undated"`
	Unsigned   int64        `json:"unsigned"`
	Oldest     *heed.Day    `json:"oldest"`
	Unrated    []heed.Money `json:"unrated"`
}

// scoreROI is what customers gained above what they paid, in percent of that.
func scoreROI(p period) Score {
	w := p.stated(func(c Customer) []heed.Benefit {
		if len(c.Benefits) > 0 {
			return c.Benefits
		}
		return attributed(c, MeasuredBenefit, p.Rates.Currency)
	})
	d := ROIDetail{
		Benefit: p.money(w.purse.sum), Cost: p.money(w.own), Objectives: w.pursued, Unknown: w.unknown, Undated: w.undated, Unsigned: w.unsigned,
		Oldest: w.oldest, Unrated: w.purse.listed(),
	}
	return counted(w.known, 100*float64(w.purse.sum-w.own)/float64(w.own), d)
}

// stated adds up what customers say of themselves, beside what they pay.
type stated struct {
	purse                             purse
	own                               int64
	known, unknown, undated, unsigned int64
	pursued                           int64 // of those known, the ones that objectives tell of
	oldest                            *heed.Day
}

func (p period) stated(says func(Customer) []heed.Benefit) *stated {
	s := &stated{purse: purse{rates: p.Rates}}
	for _, c := range p.customers {
		if len(c.At(p.to)) > 0 || c.ARR != nil && c.ARR.Amount > 0 {
			s.enter(c, says(c))
		}
	}
	return s
}

func (s *stated) enter(c Customer, said []heed.Benefit) {
	own, ok := heed.Money{}, len(said) > 0 && c.ARR != nil && c.ARR.Amount > 0
	if ok {
		own, ok = s.purse.rates.Convert(*c.ARR)
	}
	if !ok || !s.put(said) {
		s.unknown++
		return
	}
	s.known++
	s.own += own.Amount
	if said[0].Objective != "" {
		s.pursued++
	}
}

// put adds up what was said; false when nothing of it has a rate.
func (s *stated) put(said []heed.Benefit) (any bool) {
	for _, b := range said {
		if _, ok := s.purse.put(b.Amount); ok {
			any = true
			s.vouch(b)
		}
	}
	return any
}

// vouch notes whether somebody said so, and when.
func (s *stated) vouch(b heed.Benefit) {
	if !b.Signed {
		s.unsigned++
	}
	switch {
	case b.On == "":
		s.undated++
	case s.oldest == nil || b.On < *s.oldest:
		s.oldest = &b.On
	}
}

// attributed reads an amount from the attributes of a profile; none when there is
// none above zero.
func attributed(c Customer, name, currency string) []heed.Benefit {
	amount, ok := c.Profile.Attributes[name].(float64)
	if !ok || !(amount > 0) || amount > heed.MaxAmount {
		return nil
	}
	text := func(of string) string { said, _ := c.Profile.Attributes[name+of].(string); return said }
	if other := text("_currency"); other != "" {
		currency = other
	}
	day, _ := heed.ParseDay(text("_date"))
	return []heed.Benefit{{Amount: heed.Money{Amount: int64(math.Round(amount)), Currency: currency}, On: day, Signed: text("_source") != ""}}
}
