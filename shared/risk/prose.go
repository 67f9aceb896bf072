package risk

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// prose writes the sentences of one judgement, in both languages, into one
// buffer: a string cut from a strings.Builder never changes, so a judgement with
// twenty sentences allocates once.
type prose struct {
	strings.Builder
	year int // the year of dates that need not name theirs
}

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

// text writes a sentence in both languages; {1} stands for the first argument.
func (p *prose) text(en, de string, args ...arg) heed.Text {
	return p.extended(heed.Text{}, en, de, args...)
}

// extended lets a sentence go on where its full stop was.
func (p *prose) extended(text heed.Text, en, de string, args ...arg) heed.Text {
	return heed.Text{EN: p.sentence(heed.English, text.EN, en, args), DE: p.sentence(heed.German, text.DE, de, args)}
}

func (p *prose) sentence(lang heed.Language, begun, pattern string, args []arg) string {
	start := p.Len()
	p.WriteString(strings.TrimSuffix(begun, "."))
	for {
		i := strings.IndexByte(pattern, '{')
		if i < 0 {
			p.WriteString(pattern)
			return p.String()[start:]
		}
		p.WriteString(pattern[:i])
		p.arg(lang, args[pattern[i+1]-'1'])
		pattern = pattern[i+3:]
	}
}

// signal is the id of an answer.
func (p *prose) signal(a *heed.Answer) string {
	var id [32]byte
	start := p.Len()
	p.Write(heed.AppendSignalID(id[:0], a.Source, a.ID))
	return p.String()[start:]
}

func (p *prose) arg(lang heed.Language, a arg) {
	switch a.as {
	case plain:
		p.number(lang, a.n)
	case word:
		p.word(lang, a.n, 0)
	case inner:
		p.word(lang, a.n, 'a'-'A')
	case period:
		p.period(lang, a.n)
	case date:
		p.date(lang, timeOf(int(a.n)))
	case amount:
		p.amount(lang, a)
	case phrase:
		p.WriteString(a.said.In(lang))
	}
}

// number writes whole numbers, and one decimal where it matters: below ten.
func (p *prose) number(lang heed.Language, n float64) {
	tenths := int(math.Round(min(max(n, -10), 10) * 10))
	if math.Abs(n) >= 10 || tenths%10 == 0 {
		p.grouped(lang, n)
		return
	}
	if tenths < 0 {
		p.WriteByte('-')
		tenths = -tenths
	}
	p.WriteByte(digit(tenths / 10))
	p.WriteByte(pick[byte](lang, '.', ','))
	p.WriteByte(digit(tenths))
}

// grouped writes a whole number with its thousands apart.
func (p *prose) grouped(lang heed.Language, n float64) {
	var digits [32]byte
	limit := float64(1 << 62)
	all := strconv.AppendInt(digits[:0], int64(math.Round(min(max(n, -limit), limit))), 10)
	if all[0] == '-' {
		p.WriteByte('-')
		all = all[1:]
	}
	for i, c := range all {
		if i > 0 && (len(all)-i)%3 == 0 {
			p.WriteByte(pick[byte](lang, ',', '.'))
		}
		p.WriteByte(c)
	}
}

var (
	englishWords = [...]string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}
	germanWords  = [...]string{"Kein", "Ein", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"}
)

// word spells numbers up to twelve; shift turns the first letter into a small one.
func (p *prose) word(lang heed.Language, n float64, shift byte) {
	if n < 0 || int(n) >= len(englishWords) {
		p.grouped(lang, n)
		return
	}
	spelled := pick(lang, englishWords[int(n)], germanWords[int(n)])
	p.WriteByte(spelled[0] + shift)
	p.WriteString(spelled[1:])
}

// period writes days; the German is the dative that "seit", "vor" and "in" ask for.
func (p *prose) period(lang heed.Language, days float64) {
	if days <= 0 {
		p.WriteString(pick(lang, "less than a day", "weniger als einem Tag"))
		return
	}
	p.grouped(lang, days)
	if days == 1 {
		p.WriteString(pick(lang, " day", " Tag"))
		return
	}
	p.WriteString(pick(lang, " days", " Tagen"))
}

var germanMonths = [...]string{
	"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
	"August", "September", "Oktober", "November", "Dezember",
}

// date writes the day and month, and the year when it is not the judgement's.
func (p *prose) date(lang heed.Language, t time.Time) {
	year, month, day := t.Date()
	p.small(day)
	p.WriteString(pick(lang, " ", ". "))
	p.WriteString(pick(lang, month.String(), germanMonths[month-1]))
	if year != p.year {
		p.WriteByte(' ')
		p.small(year)
	}
}

func (p *prose) small(n int) {
	var digits [20]byte
	p.Write(strconv.AppendInt(digits[:0], int64(n), 10))
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

// amount writes whole units beside their sign.
func (p *prose) amount(lang heed.Language, a arg) {
	if lang == heed.German {
		p.grouped(lang, a.n)
		p.WriteString(a.said.DE)
		return
	}
	p.WriteString(a.said.EN)
	p.grouped(lang, a.n)
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
