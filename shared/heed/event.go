package heed

import (
	"encoding/json"
	"fmt"
	"time"
)

// The event types Heed says.
const (
	RiskRaised        = "risk.raised"
	RiskLowered       = "risk.lowered"
	RenewalDue        = "renewal.due"
	RenewalOverdue    = "renewal.overdue"
	FeedbackDetractor = "feedback.detractor"
	ExpansionSpotted  = "expansion.spotted"
	AdvocateSpotted   = "advocate.spotted"
	CaseOpened        = "case.opened"
	CaseClosed        = "case.closed"
	PortfolioAssessed = "portfolio.assessed" // once a day, about all accounts

	EndpointFailing   = "endpoint.failing"
	EndpointDisabled  = "endpoint.disabled"
	EndpointRecovered = "endpoint.recovered"
	ConnectionSilent  = "connection.silent"
	Ping              = "ping"
)

// BusinessEvents are those a "*" subscription names; OperationalEvents go only
// to endpoints that name them.
var (
	BusinessEvents    = []string{RiskRaised, RiskLowered, RenewalDue, RenewalOverdue, FeedbackDetractor, ExpansionSpotted, AdvocateSpotted, CaseOpened, CaseClosed, PortfolioAssessed, MetricTargetMissed}
	OperationalEvents = []string{EndpointFailing, EndpointDisabled, EndpointRecovered, ConnectionSilent, Ping}
)

// Event is one thing Heed says, as receivers get it: Body is the exact bytes
// that are signed, the same for every endpoint, attempt and the feed.
type Event struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Account string          `json:"account,omitempty"`
	At      time.Time       `json:"at"`
	Body    json.RawMessage `json:"body"`
	// Facts are what endpoint filters look at.
	Facts EventFacts `json:"facts"`
	// Reason is the body's sentence in every language: the body is said in one, that of
	// the settings, and people read in their own.
	Reason Text `json:"reason,omitzero"`
	// Trace is the traceparent of what caused it, where that is known.
	Trace string `json:"-"`
}

// EventFacts are what endpoint filters look at.
type EventFacts struct {
	Band    Band   `json:"band,omitempty"`
	Segment string `json:"segment,omitempty"`
	Owner   string `json:"owner,omitempty"`
	ARR     *Money `json:"arr,omitempty"` // in the settings' currency; nil when unknown or without rate
	Days    *int   `json:"days,omitempty"`
}

// EventFacts are what filters look at of an account as it stands.
func (a Account) EventFacts(rates Rates, now time.Time) EventFacts {
	facts := EventFacts{Band: a.Card.Band, Segment: a.Profile.Segment, Owner: a.Profile.Owner}
	arr := a.Card.ARR
	if arr == nil {
		arr = a.Profile.ARR
	}
	if arr != nil {
		if m, ok := rates.Convert(*arr); ok {
			facts.ARR = &m
		}
	}
	if a.Card.DecisionDate != "" {
		days := a.Card.DecisionDate.Sub(DayOf(now))
		facts.Days = &days
	}
	return facts
}

// envelope of the body: Standard Webhooks' recommended shape with the id inside.
type eventBody struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
	Test      bool      `json:"test,omitempty"`
}

// NewEvent makes an event about an account; n is its sequence among the account's events.
func NewEvent(kind string, a Account, n int64, at time.Time, facts EventFacts, data any) (Event, error) {
	return newEvent(EventID(kind, a.ID, a.Incarnation, n), kind, a.ID, at, facts, data, false)
}

// NewPortfolioEvent makes the event of a day about all accounts. Two installations that
// tell one receiver of the same day do so under two ids.
func NewPortfolioEvent(day Day, at time.Time, data any) (Event, error) {
	return newEvent(EventID(PortfolioAssessed, string(day), "", at.UnixNano()), PortfolioAssessed, "", at, EventFacts{}, data, false)
}

// NewOperationalEvent makes an event about the deployment itself, identified by its topic and instant.
func NewOperationalEvent(kind, topic string, at time.Time, data any, test bool) (Event, error) {
	return newEvent(EventID(kind, topic, "", at.UnixNano()), kind, "", at, EventFacts{}, data, test)
}

func newEvent(id, kind, account string, at time.Time, facts EventFacts, data any, test bool) (Event, error) {
	body, err := json.Marshal(eventBody{ID: id, Type: kind, Timestamp: at.UTC(), Data: data, Test: test})
	if err != nil {
		return Event{}, fmt.Errorf("writing the body of %s: %w", kind, err)
	}
	return Event{ID: id, Type: kind, Account: account, At: at.UTC(), Body: body, Facts: facts}, nil
}

// RiskChanged is the data of risk.raised and risk.lowered.
type RiskChanged struct {
	Account  AccountRef `json:"account"`
	Sequence int64      `json:"sequence"`
	Risk     RiskView   `json:"risk"`
	Reason   string     `json:"reason"`
	Plays    []PlayView `json:"plays"`
}

// RenewalAhead is the data of renewal.due and renewal.overdue.
type RenewalAhead struct {
	Account  AccountRef `json:"account"`
	Sequence int64      `json:"sequence"`
	Contract string     `json:"contract"`
	LeadDays int        `json:"lead_days"`
	Days     int        `json:"days"`
	Risk     RiskView   `json:"risk"`
	Reason   string     `json:"reason"`
	Plays    []PlayView `json:"plays"`
}

// DetractorHeard is the data of feedback.detractor. Comment is null unless the settings allow it.
type DetractorHeard struct {
	Account  AccountRef      `json:"account"`
	Sequence int64           `json:"sequence"`
	Feedback FeedbackInEvent `json:"feedback"`
	Reason   string          `json:"reason"`
	Plays    []PlayView      `json:"plays"`
}

// FeedbackInEvent is an answer as an event names it: never the person.
type FeedbackInEvent struct {
	Signal     string    `json:"signal"`
	Source     string    `json:"source"`
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Time       time.Time `json:"time"`
	Score      int       `json:"score"`
	Scale      string    `json:"scale,omitempty"`
	Touchpoint string    `json:"touchpoint,omitempty"`
	Channel    string    `json:"channel,omitempty"`
	Role       string    `json:"role,omitempty"`
	Comment    *string   `json:"comment"`
}
