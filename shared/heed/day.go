package heed

import (
	"fmt"
	"time"
)

// Day is a UTC calendar day, written 2006-01-02. Days compare as strings.
type Day string

// DayOf is the UTC day of an instant.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay reads a day written 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 {
		return "", fmt.Errorf("%q is not a day written YYYY-MM-DD", s)
	}
	return Day(s), nil
}

// Time is the day's first instant; the zero time for an empty day.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add is the day n days later.
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// Sub is how many days lie from other to d.
func (d Day) Sub(other Day) int { return int(d.Time().Sub(other.Time()).Hours() / 24) }

// AddMonths is the day n months later, clamped to the end of a shorter month.
func (d Day) AddMonths(n int) Day {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DayOf(time.Date(first.Year(), first.Month(), min(t.Day(), last), 0, 0, 0, 0, time.UTC))
}
