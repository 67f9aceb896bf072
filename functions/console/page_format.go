package console

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/metric"
)

const (
	hardSpace = "\u00a0"
	minus     = "\u2212"
)

// Number writes a whole number with its thousands apart: 1,234 or 1.234.
func (l locale) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = minus, digits[1:]
	}
	separator := ","
	if l.german() {
		separator = "."
	}
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// minorDigits are the currencies whose minor unit is not a hundredth (ISO 4217).
var minorDigits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// whole is an amount in whole units.
func whole(m heed.Money) float64 { return float64(m.Amount) / math.Pow10(minorDigitsOf(m.Currency)) }

// moneyOf is so many whole units.
func moneyOf(units float64, currency string) *heed.Money {
	return &heed.Money{Amount: int64(math.Round(units * math.Pow10(minorDigitsOf(currency)))), Currency: currency}
}

func minorDigitsOf(currency string) int {
	if digits, odd := minorDigits[currency]; odd {
		return digits
	}
	return 2
}

var currencySigns = map[string]string{"EUR": "€", "USD": "$", "GBP": "£"}

// Money writes an amount in whole units: €48,000 or 48.000 €; a dash for none.
func (l locale) Money(m *heed.Money) string {
	if m == nil {
		return "–"
	}
	units := int64(math.Round(whole(*m)))
	sign, known := currencySigns[m.Currency]
	switch {
	case l.german() && known:
		return l.Number(units) + hardSpace + sign
	case l.german():
		return l.Number(units) + hardSpace + m.Currency
	case !known:
		return m.Currency + hardSpace + l.Number(units)
	case units < 0:
		return minus + sign + l.Number(-units)
	}
	return sign + l.Number(units)
}

// decimal writes a number with so many decimals.
func (l locale) decimal(x float64, places int) string {
	text := strconv.FormatFloat(math.Abs(x), 'f', places, 64)
	if l.german() {
		text = strings.Replace(text, ".", ",", 1)
	}
	if x < 0 && strings.Trim(text, "0.,") != "" {
		return minus + text
	}
	return text
}

// Quantity writes a number in units of the customer's own: 1,234.5 or 1.234,5; with
// two decimals at most.
func (l locale) Quantity(x float64) string {
	whole, part := math.Modf(math.Round(math.Abs(x)*100) / 100)
	text := l.Number(int64(whole))
	if part > 0 {
		text += strings.TrimPrefix(strings.TrimRight(l.decimal(part, 2), "0"), "0")
	}
	if x < 0 && text != "0" {
		return minus + text
	}
	return text
}

// Share writes a share of one that may lie beyond all or none: 120% or 120 %.
func (l locale) Share(x float64) string {
	percent := 100 * x
	return l.Value(metric.Percent, &percent, "")
}

// Input writes a number as the fields of forms have it.
func (l locale) Input(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// LogOdds writes log-odds with two decimals: 0.49 or −2,62.
func (l locale) LogOdds(x float64) string { return l.decimal(x, 2) }

// Signed writes log-odds with their sign: +0.81 or −0,45.
func (l locale) Signed(x float64) string {
	if text := l.decimal(x, 2); x <= 0 || strings.Trim(text, "0.,") == "" {
		return text
	} else {
		return "+" + text
	}
}

// Percent writes a share of one: 45% or 45 %. Below ten it has one decimal, and
// it never rounds to certainty.
func (l locale) Percent(p float64) string {
	places := 0
	if p < .0995 || p > .9905 {
		places = 1
	}
	text := l.decimal(100*min(max(p, .001), .999), places)
	if p == 0 || p == 1 {
		text = l.decimal(100*p, 0)
	}
	if l.german() {
		return text + hardSpace + "%"
	}
	return text + "%"
}

var (
	englishMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
	germanMonths  = [...]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."}
)

// Day writes a day with its year; a dash for none.
func (l locale) Day(d heed.Day) string {
	if d == "" {
		return "–"
	}
	return l.date(d.Time()) + hardSpace + strconv.Itoa(d.Time().Year())
}

func (l locale) date(t time.Time) string {
	if l.german() {
		return strconv.Itoa(t.Day()) + "." + hardSpace + germanMonths[t.Month()-1]
	}
	return strconv.Itoa(t.Day()) + hardSpace + englishMonths[t.Month()-1]
}

// DayMonth writes a day without its year.
func (l locale) DayMonth(d heed.Day) string { return l.date(d.Time()) }

// Moment writes a day and the time on it, in UTC.
func (l locale) Moment(t time.Time) string {
	t = t.UTC()
	return l.date(t) + ", " + t.Format("15:04")
}

// Clock writes a moment to the second.
func (l locale) Clock(t time.Time) string { return l.date(t.UTC()) + ", " + t.UTC().Format("15:04:05") }

// Machine writes a moment for programs that read the page.
func (l locale) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Days writes how far away a decision is; a dash when no day is known.
func (l locale) Days(n *int) string {
	switch {
	case n == nil:
		return "–"
	case *n == 0:
		return l.T("today")
	case *n == 1:
		return l.T("day_one")
	case *n == -1:
		return l.T("day_late_one")
	case *n < 0:
		return l.fill("days_late", l.Number(int64(-*n)))
	}
	return l.fill("days", l.Number(int64(*n)))
}

// Within writes how long a play may take.
func (l locale) Within(days int) string {
	switch {
	case days < 1:
		return l.T("today")
	case days == 1:
		return l.T("due_day")
	}
	return l.fill("due_days", l.Number(int64(days)))
}
