package heed

import "math"

// Money is an amount in minor units (cents) of an ISO 4217 currency.
type Money struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// Rates turn other currencies into one: FX["USD"] is what one US dollar is worth in Currency.
type Rates struct {
	Currency string
	FX       map[string]float64
}

// Convert gives the money in the rates' currency; false when there is no rate.
func (r Rates) Convert(m Money) (Money, bool) {
	if m.Currency == r.Currency {
		return m, true
	}
	rate, ok := r.FX[m.Currency]
	if !ok {
		return Money{}, false
	}
	return Money{Amount: int64(math.Round(float64(m.Amount) * rate)), Currency: r.Currency}, true
}
