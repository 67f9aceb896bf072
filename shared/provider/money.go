package provider

import (
	"fmt"
	"math"
	"strings"
)

// decimals are the digits after the point of currencies that do not have two (ISO 4217).
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0,
	"XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// major makes money of an amount as people write it: 480.50 EUR is 48050 cents.
func major(amount, currency any) any {
	code := strings.ToUpper(textOf(currency))
	n, ok := floatOf(amount)
	if !ok {
		return nil
	}
	digits, odd := decimals[code]
	if !odd {
		digits = 2
	}
	return minor(n*math.Pow10(digits), code)
}

// minor makes money of an amount in the currency's smallest unit, rounded.
func minor(amount, currency any) any {
	code := strings.ToUpper(textOf(currency))
	n, ok := floatOf(amount)
	if !ok || code == "" || math.Abs(n) > 1<<53 {
		return nil
	}
	return map[string]any{"amount": int(math.Round(n)), "currency": code}
}

// Major writes an amount in a currency's smallest unit as people write it: 48050
// cents are 480.50.
func Major(amount int64, currency string) string {
	digits, odd := decimals[strings.ToUpper(currency)]
	if !odd {
		digits = 2
	}
	text := fmt.Sprintf("%0*d", digits+1, amount)
	if digits == 0 {
		return text
	}
	return text[:len(text)-digits] + "." + text[len(text)-digits:]
}
