package heed

import (
	"testing"
	"time"
)

func TestTicketsOfAMonth(t *testing.T) {
	opened := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ticket := func(happened ...any) Ticket {
		var facts Facts
		for i := 0; i < len(happened); i += 2 {
			at := opened.Add(time.Duration(happened[i+1].(int)) * time.Hour)
			facts = facts.With(Fact{Stamp: Stamp{Time: at, ID: at.String()}, Type: happened[i].(string), Data: []byte(`{}`)})
		}
		state, err := TicketOf(facts, opened.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	m := Monthly{Month: "2026-03"}
	for _, state := range []Ticket{
		ticket(TicketOpened, 0, TicketResolved, 1),
		ticket(TicketOpened, 0, TicketResolved, 20),
		ticket(TicketOpened, 0, TicketResolved, 2, TicketReopened, 50, TicketResolved, 51),
		ticket(TicketOpened, 0, TicketEscalated, 3),
		ticket(TicketOpened, 0, TicketResolved, 2, TicketOpened, 9), // a tool's word for reopening
	} {
		m.Meet(state, opened.Add(24*time.Hour))
	}
	if old := (Monthly{Opened: 2, Ripe: []int64{2, 2}}).Settled(); old.Ripe != nil || old.OldEnough(1) != 2 || m.Settled().OldEnough(7) != 0 {
		t.Errorf("settled it is %+v", old)
	}
	if m.Opened != 5 || m.Reopened != 2 {
		t.Errorf("opened %d, reopened %d", m.Opened, m.Reopened)
	}
	for i, want := range []int64{1, 1, 1, 2, 0, 0, 0, 0} {
		if m.Solved[i] != want || (m.Ripe[i] == 5) != (ResolutionHours[i] <= 24) {
			t.Errorf("within %d hours %d of %d", ResolutionHours[i], m.Solved[i], m.Ripe[i])
		}
	}
}

func TestStretchOfATarget(t *testing.T) {
	for _, c := range []struct {
		target         MetricTarget
		today          Day
		wantFrom, want Day
	}{
		{MetricTarget{Window: WindowMonth}, "2026-03-01", "2026-02-01", "2026-03-01"},
		{MetricTarget{Window: WindowMonth}, "2026-01-31", "2025-12-01", "2026-01-01"},
		{MetricTarget{Window: WindowQuarter}, "2026-03-31", "2025-10-01", "2026-01-01"},
		{MetricTarget{Window: WindowQuarter}, "2026-04-01", "2026-01-01", "2026-04-01"},
		{MetricTarget{Window: WindowDays, Days: 7}, "2026-03-03", "2026-02-24", "2026-03-03"},
	} {
		if from, to := c.target.Stretch(c.today); from != c.wantFrom || to != c.want {
			t.Errorf("on %s the %s is %s to %s", c.today, c.target.Window, from, to)
		}
	}
}
