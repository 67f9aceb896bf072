package risk

import "github.com/heed-cs/heed/shared/heed"

var urgentTicketsFactor = factor{
	Description: Description{
		Factor: "urgent_tickets", Group: groupSupport, Unit: "tickets",
		Title: heed.Text{EN: "Urgent tickets", DE: "Dringende Tickets"}, Worst: .90,
	},
	judge: urgentTickets, say: sayUrgentTickets,
	play: play("escalate_tickets", "urgent_tickets", 1,
		heed.Text{EN: "Escalate with one owner", DE: "Mit einem Verantwortlichen eskalieren"},
		heed.Text{EN: "Escalate with one owner; send a written plan within 24 hours.", DE: "Mit einem Verantwortlichen eskalieren, in 24 Stunden einen schriftlichen Plan senden."},
		heed.Text{EN: "Report progress every working day until all are closed.", DE: "Bis alle geschlossen sind an jedem Werktag den Stand melden."}),
}

var urgentLine = line{{0, 0}, {3, .90}}

// urgentTickets counts what is open and urgent or escalated.
func urgentTickets(j *judgement) verdict {
	if !j.ticketsKnown() {
		return missing(noSource)
	}
	v := verdict{day: j.today, at: j.asOf}
	for i := range j.Tickets {
		if t := &j.Tickets[i]; t.Urgent() && !t.OpenedAt.After(j.asOf) {
			v.n++
			v.day = min(v.day, dayOf(t.OpenedAt))
		}
	}
	v.value = float64(v.n)
	v.effect = urgentLine.at(v.value)
	return v
}

func sayUrgentTickets(j *judgement, v *verdict) heed.Text {
	switch age := span(j.today - v.day); {
	case v.n == 0:
		return j.prose.text("No urgent ticket is open.", "Kein dringendes Ticket ist offen.")
	case v.n == 1:
		return j.prose.text("One urgent ticket has been open for {1}.", "Ein dringendes Ticket ist seit {1} offen.", age)
	default:
		return j.prose.text("{2} urgent tickets are open, the oldest for {1}.",
			"{2} dringende Tickets sind offen, das älteste seit {1}.", age, count(v.n))
	}
}

var ticketTrendFactor = factor{
	Description: Description{
		Factor: "ticket_trend", Group: groupSupport, Unit: "ratio",
		Title: heed.Text{EN: "Ticket trend", DE: "Tickettrend"}, Worst: .40,
	},
	judge: ticketTrend, say: sayTicketTrend,
	play: play("find_ticket_cause", "ticket_trend", 3,
		heed.Text{EN: "Find the common cause", DE: "Die gemeinsame Ursache finden"},
		heed.Text{EN: "Read the last tickets together with support and name the common cause.", DE: "Die letzten Tickets mit dem Support durchgehen und die gemeinsame Ursache benennen."},
		heed.Text{EN: "Tell the customer what will change and when.", DE: "Dem Kunden sagen, was sich wann ändert."}),
}

var ticketLine = line{{1, 0}, {2, .40}}

// leastTickets are as many as make a rise more than chance.
const leastTickets = 3

// ticketTrend compares the tickets opened in the last 28 days with the 84 days
// before. Fewer tickets are never good news: silence is not health.
func ticketTrend(j *judgement) verdict {
	c := &j.counters
	v := verdict{from: float64(c.before) * recentDays / beforeDays, to: float64(c.opened), at: j.asOf}
	switch {
	case !j.ticketsKnown():
		return missing(noSource)
	case c.before == 0 && c.opened > 0:
		return missing(tooFew)
	case c.before == 0 || c.opened < leastTickets:
		v.value = 1
		return v
	}
	v.value = v.to / v.from
	v.effect = ticketLine.at(v.value)
	return v
}

func sayTicketTrend(j *judgement, v *verdict) heed.Text {
	if v.effect > 0 {
		return j.prose.text("{1} tickets were opened in four weeks, against {2} in the average four weeks before.",
			"In vier Wochen wurden {1} Tickets eröffnet, zuvor im Mittel {2}.", num(v.to), num(v.from))
	}
	return j.prose.text("Tickets come in no faster than before.", "Tickets kommen nicht schneller herein als zuvor.")
}
