package risk

import "github.com/heed-cs/heed/shared/heed"

// supportWords ask about tickets and milestones.
func supportWords() []answerable {
	return []answerable{
		plainWord("open_tickets", KindNumber, "tickets that are open", func(j *judgement) operand { return j.sayTickets(anyTicket) }),
		plainWord("oldest_ticket", KindNumber, "days since the oldest open ticket was opened; 0 when none is open", (*judgement).sayOldest),
		plainWord("breached_tickets", KindNumber, "open tickets whose deadline (SLA) was missed", func(j *judgement) operand {
			return j.sayTickets(func(t *heed.Ticket) bool { return t.SLABreached })
		}),
		askWord(Word{Name: "tickets_of", Takes: []Taken{{Name: "what", Kind: KindText}}, Gives: KindNumber, Means: "open tickets of a priority, kind or product"}, (*judgement).sayTicketsOf),
		askWord(Word{Name: "tickets_opened", Takes: daysBack(counterDays), Optional: 1, Gives: KindNumber, Means: "tickets opened in so many days, that ended so many days ago"}, (*judgement).sayOpened),
		plainWord("milestones_missed", KindNumber, "milestones missed and not reached since", (*judgement).sayMissed),
	}
}

func anyTicket(*heed.Ticket) bool { return true }

// sayTickets counts the open tickets that are meant.
func (j *judgement) sayTickets(meant func(*heed.Ticket) bool) operand {
	if !j.ticketsKnown() {
		return unknown(noSource)
	}
	n := 0
	for i := range j.Tickets {
		if t := &j.Tickets[i]; t.Open() && !t.OpenedAt.After(j.asOf) && meant(t) {
			n++
		}
	}
	return whole(n)
}

func (j *judgement) sayOldest() operand {
	oldest := 0
	said := j.sayTickets(func(t *heed.Ticket) bool {
		oldest = max(oldest, j.ago(t.OpenedAt))
		return true
	})
	if said.why != "" {
		return said
	}
	return whole(oldest)
}

func (j *judgement) sayTicketsOf(taken *[maxTaken]operand) operand {
	what := taken[0].text
	return j.sayTickets(func(t *heed.Ticket) bool { return t.Priority == what || t.Kind == what || t.Product == what })
}

func (j *judgement) sayOpened(taken *[maxTaken]operand) operand {
	if !j.ticketsKnown() {
		return unknown(noSource)
	}
	opened := int64(0)
	j.eachDay(stretchOf(taken[0], taken[1]), func(a *heed.Activity) { opened += a.Opened })
	return quantity(float64(opened))
}

// eachDay shows the days of a stretch on which something happened.
func (j *judgement) eachDay(within stretch, show func(*heed.Activity)) {
	for i := range j.Days {
		if day, ok := number(j.Days[i].Day); ok && within.has(j.today-day) {
			show(&j.Days[i])
		}
	}
}

func (j *judgement) sayMissed() operand {
	if !j.milestonesKnown() {
		return unknown(noSource)
	}
	n := 0
	for i := range j.Milestones {
		if m := &j.Milestones[i]; !m.MissedAt.IsZero() && m.ReachedAt.IsZero() && !m.MissedAt.After(j.asOf) {
			n++
		}
	}
	return whole(n)
}
