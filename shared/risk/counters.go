package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// counters are what the account's day counters say of tickets and engagement.
type counters struct {
	opened, before  int64 // tickets opened in the last 28 days and the 84 before
	tickets         bool  // whether anything ever happened to a ticket
	engaged         int   // the last day any touch was logged
	twoWay, review  int   // the last day the customer took part; had a business review
	firstEngagement int   // to be trusted while twoWay is never
}

// never is the last day of what did not happen.
const never = math.MinInt

// readCounters folds the counters. Trends and what happened last are in the days
// that the trends compare; the months before are read only where these are silent.
func (j *judgement) readCounters() {
	j.counters = counters{engaged: never, twoWay: never, review: never, firstEngagement: math.MaxInt}
	j.readDays(0, recentDays+beforeDays)
	if j.counters.twoWay == never || !j.ticketsKnown() {
		j.readDays(recentDays+beforeDays, counterDays+1)
	}
}

// readDays folds the days of an age from one to below another. A count below
// zero is as none.
func (j *judgement) readDays(from, to int) {
	for d, counts := range j.Days {
		day, ok := number(d)
		if age := j.today - day; !ok || age < from || age >= to {
			continue
		}
		for cell, n := range counts {
			if n > 0 {
				j.counters.read(&cell, n, day, j.today)
			}
		}
	}
}

// ticketsKnown reports whether the account's tickets are heard of at all.
func (j *judgement) ticketsKnown() bool { return len(j.Tickets) > 0 || j.counters.tickets }

func (c *counters) read(cell *heed.Cell, n int64, day, today int) {
	switch cell.Metric {
	case "ticket":
		c.tickets = true
		if cell.Bucket == "opened" {
			c.openedOn(n, today-day)
		}
	case "engagement":
		c.engaged = max(c.engaged, day)
		c.firstEngagement = min(c.firstEngagement, day)
		if cell.Bucket == heed.BucketQBR {
			c.review = max(c.review, day)
		}
		if cell.Bucket == heed.BucketQBR || cell.Bucket == heed.BucketTwoWay {
			c.twoWay = max(c.twoWay, day)
		}
	}
}

func (c *counters) openedOn(n int64, age int) {
	n = min(n, 1<<32) // sums stay sums
	switch {
	case age < recentDays:
		c.opened += n
	case age < recentDays+beforeDays:
		c.before += n
	}
}
