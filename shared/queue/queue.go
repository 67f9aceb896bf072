// Package queue defines Heed's queues: at-least-once messages with delay,
// fairness groups and a dead-letter end.
//
// It is the essence of an SQS standard queue. Adapters live beside it (bolt,
// sqs) and pass the contract in queuetest. Messages are hints; the table is the
// truth: a handler must bear seeing a message twice, late or out of order.
package queue

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The bounds every queue keeps.
const (
	MaxDelay = 900 * time.Second
	MaxBytes = 256 << 10
)

// Message is one entry of a queue.
type Message struct {
	// ID names the message within its batch; the queue sets it on receipt.
	ID   string
	Body []byte
	// Group shares the queue fairly: a group with much in flight waits behind quiet ones. Optional.
	Group string
	// Delay is how long the message stays hidden after sending, 0 to MaxDelay. Only read on sending.
	Delay time.Duration
	// Attributes are small strings that travel with the message, such as why it was parked.
	Attributes map[string]string
	// Received counts how often the message was handed out, this time included. Set on receipt.
	Received int
	// SentAt is when the queue took the message. Set on receipt.
	SentAt time.Time
}

// Sender puts messages into one queue.
type Sender interface {
	// Send returns nil once every message is durable. When only some are, the
	// error is a *Partial; on any other error it is unknown which were kept.
	Send(ctx context.Context, msgs ...Message) error
}

// Handler consumes batches of one queue.
type Handler interface {
	// Handle works on every message of the batch and names those that failed.
	// What is not named is acknowledged.
	Handle(ctx context.Context, batch []Message) Failures
}

// Failures says, by message ID, why a message was not handled. An error made by
// Drop sends the message to the dead letters at once; any other lets it return
// after its visibility timeout.
type Failures map[string]error

// HandlerFunc is a function that handles one message at a time: the error is the message's own.
type HandlerFunc func(ctx context.Context, m Message) error

// Handle calls the function for each message in turn.
func (f HandlerFunc) Handle(ctx context.Context, batch []Message) Failures {
	failed := Failures{}
	for _, m := range batch {
		if err := f(ctx, m); err != nil {
			failed[m.ID] = err
		}
	}
	return failed
}

// Partial reports the messages of a Send that were not kept, by index, and why.
type Partial struct {
	Failed []int
	Err    error
}

func (p *Partial) Error() string {
	return fmt.Sprintf("queue: %d messages were not kept: %v", len(p.Failed), p.Err)
}

func (p *Partial) Unwrap() error { return p.Err }

type dropped struct{ err error }

func (d dropped) Error() string { return d.err.Error() }
func (d dropped) Unwrap() error { return d.err }

// Drop marks an error as one that no repetition can mend.
func Drop(err error) error { return dropped{err} }

// IsDropped reports whether the error, or one it wraps, was made by Drop.
func IsDropped(err error) bool {
	var d dropped
	return errors.As(err, &d)
}

// Parked makes the dead letter of a message that can never work: its body, with
// the reason, the function and the time as attributes.
func Parked(m Message, function string, reason error, at time.Time) Message {
	return Message{Body: m.Body, Attributes: map[string]string{
		attributeReason:   reason.Error(),
		attributeFunction: function,
		attributeTime:     at.UTC().Format(time.RFC3339),
	}}
}

// Parking wraps a handler so that dropped messages go to the dead letters with
// their reason, and are then acknowledged. When the dead letters cannot take
// one, it fails as before and returns later.
func Parking(h Handler, dead Sender, function string, now func() time.Time) Handler {
	return parking{h, dead, function, now}
}

type parking struct {
	inner    Handler
	dead     Sender
	function string
	now      func() time.Time
}

func (p parking) Handle(ctx context.Context, batch []Message) Failures {
	failed := p.inner.Handle(ctx, batch)
	for _, m := range batch {
		err := failed[m.ID]
		if err == nil || !IsDropped(err) {
			continue
		}
		if p.dead.Send(ctx, Parked(m, p.function, err, p.now())) == nil {
			delete(failed, m.ID)
		}
	}
	return failed
}
