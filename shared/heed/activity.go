package heed

import "strings"

// Activity is what judging reads of an account's counters of one day: tickets
// and touches. What customers answered is judged by their answers.
type Activity struct {
	Day     Day
	Tickets bool  // something happened to a ticket
	Opened  int64 // tickets opened
	Engaged bool  // a touch was logged
	TwoWay  bool  // the customer took part in one
	Review  bool  // in a business review
}

// ActivityOf reads the counters of a day, which stand under the names of their
// cells; false when they tell of no activity. A count below zero is as none.
func ActivityOf(day Day, counters map[string]int64) (Activity, bool) {
	a := Activity{Day: day}
	for name, n := range counters {
		if n > 0 {
			a.count(name, n)
		}
	}
	return a, a.Tickets || a.Engaged
}

func (a *Activity) count(name string, n int64) {
	metric, _, _ := strings.Cut(name, cellSeparator)
	bucket := name[strings.LastIndex(name, cellSeparator)+1:]
	switch metric {
	case "ticket":
		a.Tickets = true
		if bucket == "opened" {
			a.Opened += min(n, 1<<32) // sums stay sums
		}
	case "engagement":
		a.Engaged = true
		a.Review = a.Review || bucket == BucketQBR
		a.TwoWay = a.TwoWay || bucket == BucketQBR || bucket == BucketTwoWay
	}
}
