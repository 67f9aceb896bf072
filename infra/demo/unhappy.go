package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// BadAnswer is the n-th bad answer somebody of the account gives at now, n from
// 1: the decision maker first, then the champion and a user in turn. The same
// account and n make the same id, so sending it twice counts once.
func BadAnswer(account string, n int, now time.Time) Signal {
	i := max(n-1, 0)
	who, worst := i%3, comments[heed.English][unhappy]
	return signal(fmt.Sprintf("bad-answer-%s-%d", account, n), account, heed.FeedbackNPS, now, data{
		"score": []int{1, 2, 0}[who], "comment": worst[i%len(worst)], "language": heed.English, "contact": contactID(account, who),
		"role": roles[who], "touchpoint": "support", "channel": "email", "kind": "relationship",
	})
}

// MakeUnhappy is the fortnight that turns Northwind from a good customer into a
// critical one: use collapses day by day, the champion leaves, urgent tickets
// stay open, and in the end the decision maker says what they think. Oldest
// first, all before or at now; a later call tells it again under other ids.
func MakeUnhappy(now time.Time) []Signal {
	t := tale{now: now, prefix: "unhappy-" + now.UTC().Format("20060102150405")}
	for days := 13; days >= 0; days-- {
		t.tell(days*24, heed.UsageReported, data{"metric": heed.ActiveUsers, "value": 12 + days/2})
	}
	t.tell(30, heed.UsageReported, data{"metric": heed.SeatsUsed, "value": 14})
	t.tell(72, heed.ContactLeft, data{"contact": contactID(Northwind, 1)})
	for i, hours := range []int{50, 27} {
		ticket := fmt.Sprintf("t-%s-%d", t.prefix, i+1)
		t.tell(hours, heed.TicketOpened, data{"ticket": ticket, "priority": "urgent", "kind": "bug", "product": "exports"})
		t.tell(hours-24, heed.TicketEscalated, data{"ticket": ticket, "sla_breached": true})
	}
	t.tell(2, heed.FeedbackCSAT, data{
		"score": 1, "scale": "1-5", "touchpoint": "support", "channel": "email",
		"contact": contactID(Northwind, 2), "role": "user",
	})
	t.tell(0, heed.FeedbackNPS, data{
		"score": 1, "comment": "The exports keep failing and nobody tells us when they will work.",
		"language": heed.English, "touchpoint": "support", "channel": "email", "contact": contactID(Northwind, 0), "role": "decision_maker",
	})
	slices.SortStableFunc(t.signals, func(a, b Signal) int { return a.Time.Compare(b.Time) })
	return t.signals
}

// tale is a short run of signals about Northwind, told in hours before now.
type tale struct {
	now     time.Time
	prefix  string
	signals []Signal
}

func (t *tale) tell(hoursAgo int, kind string, d data) {
	id := fmt.Sprintf("%s-%d", t.prefix, len(t.signals)+1)
	t.signals = append(t.signals, signal(id, Northwind, kind, t.now.Add(-time.Duration(hoursAgo)*time.Hour), d))
}
