package risk

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// arg is a value in a sentence. How it is written depends on the language.
type arg struct {
	as   form
	n    float64
	said heed.Text // words; with an amount the sign of its currency
}

type form uint8

const (
	plain  form = iota // 1,234 · 1.234; one decimal below ten
	word               // Four · Vier, for the start of a sentence; digits above twelve
	inner              // four · vier, inside one
	period             // 9 days · 9 Tagen
	date               // 3 November · 3. November
	amount             // €48,000 · 48.000 €
	phrase             // words as they are
)

func num(n float64) arg { return arg{as: plain, n: n} }
func count(n int) arg   { return arg{as: word, n: float64(n)} }
func lower(n int) arg   { return arg{as: inner, n: float64(n)} }
func span(days int) arg { return arg{as: period, n: float64(days)} }
func on(day int) arg    { return arg{as: date, n: float64(day)} }
func sum(m heed.Money) arg {
	return arg{as: amount, n: float64(m.Amount) / unitOf(m.Currency), said: currencySign(m.Currency)}
}
func both(words heed.Text) arg { return arg{as: phrase, said: words} }
func same(word string) arg     { return both(heed.Text{EN: word, DE: word}) }

// append writes the value. A date names its year when it is another one.
func (a *arg) append(to []byte, lang heed.Language, year int) []byte {
	switch a.as {
	case plain:
		return appendNumber(to, lang, a.n)
	case word:
		return appendWord(to, lang, a.n, 0)
	case inner:
		return appendWord(to, lang, a.n, 'a'-'A')
	case period:
		return appendPeriod(to, lang, a.n)
	case date:
		return appendDate(to, lang, timeOf(int(a.n)), year)
	case amount:
		return a.appendAmount(to, lang)
	}
	return append(to, a.said.In(lang)...)
}

// appendNumber writes whole numbers, and one decimal where it matters: below ten.
func appendNumber(to []byte, lang heed.Language, n float64) []byte {
	tenths := int(math.Round(min(max(n, -10), 10) * 10))
	if math.Abs(n) >= 10 || tenths%10 == 0 {
		return appendWhole(to, lang, n)
	}
	if tenths < 0 {
		to = append(to, '-')
		tenths = -tenths
	}
	return append(to, digit(tenths/10), pick[byte](lang, '.', ','), digit(tenths))
}

// appendWhole writes a whole number with its thousands apart.
func appendWhole(to []byte, lang heed.Language, n float64) []byte {
	limit := float64(1 << 62)
	whole := int64(math.Round(min(max(n, -limit), limit)))
	start := len(to)
	to = strconv.AppendInt(to, whole, 10)
	if whole < 0 {
		start++
	}
	for at := len(to) - 3; at > start; at -= 3 {
		to = slices.Insert(to, at, pick[byte](lang, ',', '.'))
	}
	return to
}

var (
	englishWords = [...]string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}
	germanWords  = [...]string{"Kein", "Ein", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"}
)

// appendWord spells numbers up to twelve; shift turns the first letter into a small one.
func appendWord(to []byte, lang heed.Language, n float64, shift byte) []byte {
	if n < 0 || int(n) >= len(englishWords) {
		return appendWhole(to, lang, n)
	}
	spelled := pick(lang, englishWords[int(n)], germanWords[int(n)])
	return append(append(to, spelled[0]+shift), spelled[1:]...)
}

// appendPeriod writes days; the German is the dative that "seit", "vor" and "in" ask for.
func appendPeriod(to []byte, lang heed.Language, days float64) []byte {
	if days <= 0 {
		return append(to, pick(lang, "less than a day", "weniger als einem Tag")...)
	}
	to = appendWhole(to, lang, days)
	if days == 1 {
		return append(to, pick(lang, " day", " Tag")...)
	}
	return append(to, pick(lang, " days", " Tagen")...)
}

var germanMonths = [...]string{
	"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
	"August", "September", "Oktober", "November", "Dezember",
}

// appendDate writes the day and month, and the year when it is not the one given.
func appendDate(to []byte, lang heed.Language, t time.Time, given int) []byte {
	year, month, day := t.Date()
	to = strconv.AppendInt(to, int64(day), 10)
	to = append(to, pick(lang, " ", ". ")...)
	to = append(to, pick(lang, month.String(), germanMonths[month-1])...)
	if year == given {
		return to
	}
	return strconv.AppendInt(append(to, ' '), int64(year), 10)
}

// appendAmount writes whole units beside their sign.
func (a *arg) appendAmount(to []byte, lang heed.Language) []byte {
	if lang == heed.German {
		return append(appendWhole(to, lang, a.n), a.said.DE...)
	}
	return appendWhole(append(to, a.said.EN...), lang, a.n)
}

// minorUnits are the currencies whose minor unit is not a hundredth (ISO 4217).
var minorUnits = map[string]float64{
	"JPY": 1, "KRW": 1, "CLP": 1, "ISK": 1, "VND": 1,
	"BHD": 1000, "JOD": 1000, "KWD": 1000, "OMR": 1000, "TND": 1000,
}

// unitOf is how many minor units a whole unit of a currency has.
func unitOf(currency string) float64 {
	if unit, ok := minorUnits[currency]; ok {
		return unit
	}
	return 100
}

// currencySign is what stands before an amount of a currency, and behind it in German.
func currencySign(currency string) heed.Text {
	switch currency {
	case "EUR":
		return heed.Text{EN: "€", DE: " €"}
	case "USD":
		return heed.Text{EN: "$", DE: " $"}
	case "GBP":
		return heed.Text{EN: "£", DE: " £"}
	}
	return heed.Text{EN: currency + " ", DE: " " + currency}
}

func pick[T any](lang heed.Language, english, german T) T {
	if lang == heed.German {
		return german
	}
	return english
}
