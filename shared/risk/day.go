package risk

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// Days are counted as integers here: comparing and subtracting them costs
// nothing, and thousands are compared in one judgement.

const secondsPerDay = 24 * 60 * 60

// dayOf is the number of the UTC day of an instant; 0 is 1 January 1970.
func dayOf(t time.Time) int {
	s := t.Unix()
	n := s / secondsPerDay
	if s%secondsPerDay < 0 {
		n--
	}
	return int(n)
}

// number reads a day written 2006-01-02; false for anything else. The formula
// is Howard Hinnant's days_from_civil.
func number(d heed.Day) (int, bool) {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return 0, false
	}
	y, okY := digits(d[:4])
	m, okM := digits(d[5:7])
	day, okD := digits(d[8:])
	if !okY || !okM || !okD || y < 1 || m < 1 || m > 12 || day < 1 || day > 31 {
		return 0, false
	}
	if m <= 2 {
		y--
		m += 12
	}
	era, yearOfEra := y/400, y%400
	dayOfYear := (153*(m-3)+2)/5 + day - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468, true
}

func digits(d heed.Day) (n int, ok bool) {
	for i := range len(d) {
		if d[i] < '0' || d[i] > '9' {
			return 0, false
		}
		n = n*10 + int(d[i]-'0')
	}
	return n, true
}

// timeOf is the first instant of a day.
func timeOf(day int) time.Time { return time.Unix(int64(day)*secondsPerDay, 0).UTC() }

// written is the day as heed.Day.
func written(day int) heed.Day {
	year, month, d := timeOf(day).Date()
	if year < 0 || year > 9999 {
		return heed.DayOf(timeOf(day))
	}
	return heed.Day([]byte{digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-', digit(d / 10), digit(d)})
}

func digit(n int) byte { return '0' + byte(n%10) }

// roll moves a day on by whole terms of months until it is at least earliest.
// Terms are counted from the first day, so the 31st stays the last of a month.
// It gives false for a day it cannot read or move.
func roll(d heed.Day, months, earliest int) (int, bool) {
	n, ok := number(d)
	if !ok || n >= earliest || months < 1 {
		return n, ok && n >= earliest
	}
	k := (earliest - n) / (31 * months)
	for range 1000 {
		if n, ok = number(d.AddMonths(k * months)); ok && n >= earliest {
			return n, true
		}
		k++
	}
	return 0, false
}
