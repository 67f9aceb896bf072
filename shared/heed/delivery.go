package heed

import (
	"fmt"
	"strings"
	"time"
)

// Delivery is one event for one endpoint: the truth about it, which messages only point at.
type Delivery struct {
	Endpoint string         `json:"endpoint"`
	Event    string         `json:"event"` // the webhook-id of every attempt
	Type     string         `json:"type"`
	Account  string         `json:"account,omitempty"`
	At       time.Time      `json:"at"` // of the event
	Status   DeliveryStatus `json:"status"`
	// Attempt is the number of the next attempt, from 1; of the last one when done.
	Attempt int `json:"attempt"`
	// NextAt is when the next attempt is due; zero when done.
	NextAt   time.Time `json:"next_at,omitzero"`
	Attempts []Attempt `json:"attempts,omitempty"`
	// Hurried says that the one quick second try was used.
	Hurried bool `json:"hurried,omitempty"`
	// Postponed is how often an attempt was put off because the endpoint's breaker was open.
	Postponed int `json:"postponed,omitempty"`
	// Test marks an invented event, sent to try the endpoint.
	Test bool `json:"test,omitempty"`
	// Turn is the attempt that has a turn of its own at an endpoint that bounds its requests.
	Turn int `json:"turn,omitempty"`
	// ReopenedAt is when a person last set it going again.
	ReopenedAt time.Time `json:"reopened_at,omitzero"`
	// Trace is the traceparent of what caused the event: every attempt goes on with it.
	Trace string `json:"trace,omitempty"`
}

// MaxDeliveryLife bounds how long a delivery may wait for its attempts: longer than
// the schedule takes with all its jitter.
const MaxDeliveryLife = 96 * time.Hour

// Began is when the delivery was born, or set going again.
func (d Delivery) Began() time.Time {
	if d.ReopenedAt.After(d.At) {
		return d.ReopenedAt
	}
	return d.At
}

// Held reports whether the delivery waits because its attempt was put off, and not
// for the time that its last attempt set.
func (d Delivery) Held() bool {
	if d.Status != Pending || d.Postponed == 0 {
		return false
	}
	n := len(d.Attempts)
	return n == 0 || !d.Attempts[n-1].NextAt.Equal(d.NextAt)
}

// DeliveryStatus says how a delivery stands.
type DeliveryStatus string

// The states of a delivery.
const (
	Pending   DeliveryStatus = "pending"
	Delivered DeliveryStatus = "delivered"
	Exhausted DeliveryStatus = "exhausted"
	Cancelled DeliveryStatus = "cancelled"
)

// Attempt is one try, as it went.
type Attempt struct {
	N        int       `json:"n"`
	At       time.Time `json:"at"`
	Millis   int64     `json:"duration_ms"`
	Status   int       `json:"status,omitempty"` // HTTP status; 0 when there was no answer
	Error    string    `json:"error,omitempty"`  // a class: "timeout", "refused", "tls", "dns", "blocked_address" …
	Response string    `json:"response,omitempty"`
	Trigger  string    `json:"trigger"` // "auto" or "manual"
	// NextAt is when the following attempt was set to be due.
	NextAt time.Time `json:"next_at,omitzero"`
}

// DeliveryID names a delivery of an endpoint: the event's instant and id, in one word.
func DeliveryID(at time.Time, event string) string {
	return Instant(at) + "." + event
}

// ParseDeliveryID reads a name made by DeliveryID.
func ParseDeliveryID(s string) (instant, event string, err error) {
	instant, event, ok := strings.Cut(s, ".")
	if !ok || instant == "" || event == "" {
		return "", "", fmt.Errorf("%q is not the id of a delivery", s)
	}
	return instant, event, nil
}

// Instant writes a time so that it sorts as text, to the millisecond, without a full stop.
func Instant(t time.Time) string {
	t = t.UTC()
	return t.Format("20060102T150405") + fmt.Sprintf("%03dZ", t.Nanosecond()/1e6)
}
