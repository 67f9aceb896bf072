package console

import (
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// health is how an endpoint stands, in a word.
type health struct {
	Word string
	// State is the delivery's state that it looks like: delivered is well, pending is
	// waiting, exhausted is ill.
	State heed.DeliveryStatus
	// Since is when it began, Until when it is tried again; nil where there is no such time.
	Since, Until *time.Time
	// Why is what turned it off; empty while it is on.
	Why string
}

func healthOf(e endpointView, late lately, now time.Time) health {
	switch {
	case e.Status != heed.EndpointEnabled && e.DisabledReason != nil && *e.DisabledReason != reasonManual:
		return health{Word: "health:given_up", State: heed.Exhausted, Since: e.DisabledAt, Why: *e.DisabledReason}
	case e.Status != heed.EndpointEnabled:
		return health{Word: "health:off", State: heed.Cancelled, Since: e.DisabledAt}
	case e.PausedUntil != nil && e.PausedUntil.After(now):
		return health{Word: "health:paused", State: heed.Exhausted, Since: e.FailingSince, Until: e.PausedUntil}
	case e.FailingSince != nil:
		return health{Word: "health:failing", State: heed.Exhausted, Since: e.FailingSince}
	case e.Challenge && e.ProvenAt == nil:
		return health{Word: "health:unproven", State: heed.Pending}
	case late.Last == nil:
		return health{Word: "health:new", State: heed.Cancelled}
	}
	return health{Word: "health:ok", State: heed.Delivered}
}

// lately is what became of an endpoint's newest deliveries.
type lately struct {
	Delivered, Pending, GivenUp, Cancelled int
	// Last is the newest of them; nil when there is none.
	Last *heed.Delivery
}

func latelyOf(newest []heed.Delivery) (late lately) {
	counts := map[heed.DeliveryStatus]*int{
		heed.Delivered: &late.Delivered, heed.Pending: &late.Pending, heed.Exhausted: &late.GivenUp, heed.Cancelled: &late.Cancelled,
	}
	for i, d := range newest {
		if n := counts[d.Status]; n != nil {
			*n++
		}
		if i == 0 {
			late.Last = &newest[i]
		}
	}
	return late
}

// Ended is how many of them are decided: they arrived, or were given up.
func (late lately) Ended() int { return late.Delivered + late.GivenUp }
