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

// number reads a day written 2006-01-02; false for anything else.
func number(d heed.Day) (int, bool) {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return 0, false
	}
	y, m, day := pair(d[0], d[1])*100+pair(d[2], d[3]), pair(d[5], d[6]), pair(d[8], d[9])
	if y < 1 || m < 1 || m > 12 || day < 1 || day > 31 {
		return 0, false
	}
	return civil(y, m, day), true
}

// civil is the number of a day of the calendar, from the year 1 on. The year
// begins in March, so that the leap day is its last (Howard Hinnant's
// days_from_civil).
func civil(year, month, day int) int {
	if month <= 2 {
		year--
		month += 12
	}
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	return 365*year + year/4 - year/100 + year/400 + dayOfYear - 719468
}

// pair reads two digits; far below zero for anything else.
func pair(tens, ones byte) int {
	if tens -= '0'; tens > 9 {
		return -1 << 20
	}
	if ones -= '0'; ones > 9 {
		return -1 << 20
	}
	return 10*int(tens) + int(ones)
}

// timeOf is the first instant of a day.
func timeOf(day int) time.Time { return time.Unix(int64(day)*secondsPerDay, 0).UTC() }

// written is the day as heed.Day.
func written(day int) heed.Day {
	year, month, d := timeOf(day).Date()
	if year < 0 || year > 9999 {
		return heed.DayOf(timeOf(day))
	}
	return heed.Day([]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(int(month) / 10), digit(int(month)), '-', digit(d / 10), digit(d),
	})
}

func digit(n int) byte { return '0' + byte(n%10) }

// addMonths is the day some months later, or earlier, clamped to the end of a
// shorter month.
func addMonths(n, months int) int {
	year, month, day := timeOf(n).Date()
	months += 12*year + int(month) - 1
	first := civil(months/12, months%12+1, 1)
	next := civil((months+1)/12, (months+1)%12+1, 1)
	return first + min(day, next-first) - 1
}

// roll moves a day on by whole terms of months until it is at least earliest.
// Terms are counted from the first day, so the 31st stays the last of a month.
// It gives false for a day it cannot read or move.
func roll(d heed.Day, months, earliest int) (int, bool) {
	first, ok := number(d)
	if !ok || first >= earliest || months < 1 {
		return first, ok && first >= earliest
	}
	for k := (earliest - first) / (31 * months); ; k++ {
		if n := addMonths(first, k*months); n >= earliest {
			return n, true
		}
	}
}
