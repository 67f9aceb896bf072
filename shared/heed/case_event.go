package heed

import "time"

// CaseChanged is the data of case.opened and case.closed.
type CaseChanged struct {
	Account  AccountRef  `json:"account"`
	Sequence int64       `json:"sequence"`
	Case     CaseInEvent `json:"case"`
	Reason   string      `json:"reason"`
}

// CaseInEvent is a case as an event names it: never its note, which may be about people.
type CaseInEvent struct {
	ID       string       `json:"id"`
	Kind     CaseKind     `json:"kind"`
	Reason   string       `json:"reason"`
	Owner    *string      `json:"owner"` // null when nobody looks after it
	Due      Day          `json:"due"`
	Outcome  *CaseOutcome `json:"outcome"` // null while it is open, as ClosedAt is
	OpenedAt time.Time    `json:"opened_at"`
	ClosedAt *time.Time   `json:"closed_at"`
}

// Told makes the event of a case that was opened, or closed, at a moment. n is its
// sequence among its account's events, so opening it again is another event.
func (c Case) Told(a Account, n int64, at time.Time, set Settings, publicURL string) (Event, error) {
	kind := CaseOpened
	if !c.Open() {
		kind = CaseClosed
	}
	reason := c.sentence()
	data := CaseChanged{
		Account: a.Ref(publicURL), Sequence: n, Case: c.inEvent(set.Language), Reason: reason.In(set.Language),
	}
	ev, err := NewEvent(kind, a, n, at, a.EventFacts(set.Rates(), at), data)
	ev.Reason = reason
	return ev, err
}

func (c Case) inEvent(lang Language) CaseInEvent {
	in := CaseInEvent{ID: c.ID, Kind: c.Kind, Reason: c.Reason.In(lang), Due: c.Due, OpenedAt: c.OpenedAt}
	if c.Owner != "" {
		in.Owner = &c.Owner
	}
	if !c.Open() {
		in.Outcome, in.ClosedAt = &c.Outcome, &c.ClosedAt
	}
	return in
}

// sentence is what is to be seen to, or what came of it.
func (c Case) sentence() Text {
	if c.Open() {
		return c.Reason
	}
	came := map[CaseOutcome]Text{
		CaseResolved:   {EN: "Resolved", DE: "Gelöst"},
		CaseNoChange:   {EN: "Nothing changed", DE: "Nichts hat sich geändert"},
		CaseLost:       {EN: "The customer is lost", DE: "Der Kunde ist verloren"},
		CaseFalseAlarm: {EN: "A false alarm", DE: "Ein Fehlalarm"},
	}[c.Outcome]
	return Text{EN: came.EN + ": " + c.Reason.EN, DE: came.DE + ": " + c.Reason.DE}
}
