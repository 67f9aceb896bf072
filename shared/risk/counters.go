package risk

import (
	"math"

	"github.com/heed-cs/heed/shared/heed"
)

// counters are what the account's day counters say of tickets and engagement.
type counters struct {
	opened, before  int64 // tickets opened in the last 28 days and the 84 before
	tickets         int   // the last day anything happened to a ticket
	engaged         int   // the last day any touch was logged
	twoWay, review  int   // the last day the customer took part; had a business review
	firstEngagement int
}

// readCounters folds the counters. A count below zero is as none.
func (j *judgement) readCounters() {
	never := math.MinInt
	c := counters{tickets: never, engaged: never, twoWay: never, review: never, firstEngagement: math.MaxInt}
	for d, counts := range j.Days {
		day, ok := number(d)
		if !ok || day > j.today || day < j.today-counterDays {
			continue
		}
		for cell, n := range counts {
			if n > 0 {
				c.read(&cell, n, day, j.today)
			}
		}
	}
	j.counters = c
}

func (c *counters) read(cell *heed.Cell, n int64, day, today int) {
	switch cell.Metric {
	case "ticket":
		c.tickets = max(c.tickets, day)
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
