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

// readCounters folds the counters from the newest day back. Trends and what
// happened last are in the days that the trends compare; the months before are
// read only where these are silent.
func (j *judgement) readCounters() {
	j.counters = counters{engaged: never, twoWay: never, review: never, firstEngagement: math.MaxInt}
	for i := len(j.Days) - 1; i >= 0; i-- {
		day, ok := number(j.Days[i].Day)
		age := j.today - day
		if age >= recentDays+beforeDays && j.counters.twoWay != never && j.ticketsKnown() {
			return
		}
		if ok && age >= 0 && age <= counterDays {
			j.counters.read(&j.Days[i], day, age)
		}
	}
}

// ticketsKnown reports whether the account's tickets are heard of at all: by the
// counters of a year, or by one that is open, for resolved ones are forgotten.
func (j *judgement) ticketsKnown() bool {
	if j.counters.tickets {
		return true
	}
	for i := range j.Tickets {
		if t := &j.Tickets[i]; t.ResolvedAt.IsZero() || j.within(t.ResolvedAt, heed.TicketDays-1) {
			return true
		}
	}
	return false
}

func (c *counters) read(a *heed.Activity, day, age int) {
	c.tickets = c.tickets || a.Tickets
	c.openedOn(a.Opened, age)
	if a.Engaged {
		c.engaged = max(c.engaged, day)
		c.firstEngagement = min(c.firstEngagement, day)
	}
	if a.TwoWay {
		c.twoWay = max(c.twoWay, day)
	}
	if a.Review {
		c.review = max(c.review, day)
	}
}

func (c *counters) openedOn(n int64, age int) {
	switch {
	case age < recentDays:
		c.opened += n
	case age < recentDays+beforeDays:
		c.before += n
	}
}
