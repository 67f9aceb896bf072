package metric

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// The attributes of a profile that hold the customer's own numbers. Amounts are
// those of a year in whole minor units, in the settings' currency unless the
// attribute of the same name with "_currency" says otherwise; "_source" and
// "_date" say who said so and when.
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
	w := p.stated(CategorySpend)
	d := WalletDetail{
		Own: p.money(w.own), Spend: p.money(w.purse.sum), Unknown: w.unknown, Undated: w.undated, Unsigned: w.unsigned,
		Oldest: w.oldest, Unrated: w.purse.listed(),
	}
	return counted(w.known, 100*float64(w.own)/float64(w.purse.sum), d)
}

// ROIDetail is what a return on investment is made of.
type ROIDetail struct {
	Benefit  heed.Money   `json:"benefit"`
	Cost     heed.Money   `json:"cost"` // what the customer pays in a year
	Unknown  int64        `json:"unknown"`
	Undated  int64        `json:"undated"`
	Unsigned int64        `json:"unsigned"`
	Oldest   *heed.Day    `json:"oldest"`
	Unrated  []heed.Money `json:"unrated"`
}

// scoreROI is what customers gained above what they paid, in percent of that.
func scoreROI(p period) Score {
	w := p.stated(MeasuredBenefit)
	d := ROIDetail{
		Benefit: p.money(w.purse.sum), Cost: p.money(w.own), Unknown: w.unknown, Undated: w.undated, Unsigned: w.unsigned,
		Oldest: w.oldest, Unrated: w.purse.listed(),
	}
	return counted(w.known, 100*float64(w.purse.sum-w.own)/float64(w.own), d)
}

// stated adds up what customers say of themselves, beside what they pay.
type stated struct {
	purse                             purse
	own                               int64
	known, unknown, undated, unsigned int64
	oldest                            *heed.Day
}

func (p period) stated(attribute string) *stated {
	s := &stated{purse: purse{rates: p.Rates}}
	for _, c := range p.customers {
		if len(c.At(p.to)) > 0 || c.ARR != nil && c.ARR.Amount > 0 {
			s.enter(c, attribute)
		}
	}
	return s
}

func (s *stated) enter(c Customer, attribute string) {
	said, ok := amountOf(c.Profile.Attributes, attribute, s.purse.rates.Currency)
	if !ok || c.ARR == nil || c.ARR.Amount <= 0 {
		s.unknown++
		return
	}
	own, ok := s.purse.rates.Convert(*c.ARR)
	if ok {
		_, ok = s.purse.put(said)
	}
	if !ok {
		s.unknown++
		return
	}
	s.known++
	s.own += own.Amount
	s.vouch(c.Profile.Attributes, attribute)
}

// vouch notes who said so, and when.
func (s *stated) vouch(attributes map[string]any, attribute string) {
	if text, _ := attributes[attribute+"_source"].(string); text == "" {
		s.unsigned++
	}
	text, _ := attributes[attribute+"_date"].(string)
	day, err := heed.ParseDay(text)
	if err != nil {
		s.undated++
		return
	}
	if s.oldest == nil || day < *s.oldest {
		s.oldest = &day
	}
}

// amountOf reads an amount; false when there is none above zero.
func amountOf(attributes map[string]any, name, currency string) (heed.Money, bool) {
	amount, ok := attributes[name].(float64)
	if !ok || !(amount > 0) || amount > heed.MaxAmount {
		return heed.Money{}, false
	}
	if other, ok := attributes[name+"_currency"].(string); ok && other != "" {
		currency = other
	}
	return heed.Money{Amount: int64(math.Round(amount)), Currency: currency}, true
}
