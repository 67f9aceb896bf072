package heed

import (
	"encoding/json"
	"errors"
	"fmt"
)

// MessageFormat is the format version messages carry; code reads it and the one before.
const MessageFormat = 1

// The bounds of one message of signals.
const (
	MaxBatchSignals = 100
	MaxBatchBytes   = 64 << 10
)

// Batch is what intake puts in the inbox: signals of one subject, the order to
// erase an account or to go on with a job, or what became of a connection's webhooks.
type Batch struct {
	Format  int      `json:"v"`
	Subject string   `json:"subject"`
	Trace   string   `json:"trace,omitempty"` // the traceparent of the request that brought it
	Signals []Signal `json:"signals,omitempty"`
	// Erase names an account whose tombstone is set and whose rows are to go.
	Erase string `json:"erase,omitempty"`
	// Pass counts the rounds of an erasure, where a later one takes stragglers, and of
	// a job, where a message of an earlier one is a repeat.
	Pass int `json:"pass,omitempty"`
	// Job names a job that the table holds.
	Job string `json:"job,omitempty"`
	// Arrivals are webhooks of one connection.
	Arrivals *Arrivals `json:"arrivals,omitempty"`
}

// Touch names accounts to judge again. It is a hint: judging once too often changes nothing.
type Touch struct {
	Format   int      `json:"v"`
	Accounts []string `json:"accounts"`
	// Causes are traceparents by account: of the first thing that touched it,
	// where something did.
	Causes map[string]string `json:"causes,omitempty"`
	// Assess is a day whose portfolio is to be told of, once its accounts were judged.
	Assess Day `json:"assess,omitempty"`
}

// MaxTouchAccounts is how many accounts one touch names at most.
const MaxTouchAccounts = 100

// Knock names one attempt of one delivery. It is a hint: when the delivery has
// moved on, the knock is acknowledged and nothing is sent.
type Knock struct {
	Format   int    `json:"v"`
	Endpoint string `json:"endpoint"`
	Delivery string `json:"delivery"`
	Account  string `json:"account,omitempty"`
	Attempt  int    `json:"attempt"`
	Trace    string `json:"trace,omitempty"` // the delivery's
	// Trigger is "manual" when a person asked for the attempt.
	Trigger string `json:"trigger,omitempty"`
}

// Message is one of the bodies that travel between functions.
type Message interface{ format() int }

func (b Batch) format() int { return b.Format }
func (t Touch) format() int { return t.Format }
func (k Knock) format() int { return k.Format }

// ErrNewerFormat says that a message was written by a version to come, which is
// being rolled out beside this one: it can read what this one cannot.
var ErrNewerFormat = errors.New("the message is of a newer format: finish the upgrade")

// ReadMessage reads a body and refuses formats this version does not know.
func ReadMessage[M Message](body []byte) (M, error) {
	var m M
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("reading a message: %w", err)
	}
	switch v := m.format(); {
	case v > MessageFormat:
		return m, fmt.Errorf("%w (it has format %d, and this version reads %d and the one before)", ErrNewerFormat, v, MessageFormat)
	case v < MessageFormat-1:
		return m, fmt.Errorf("a message has format %d, and this version reads %d and the one before: upgrade one release at a time", v, MessageFormat)
	}
	return m, nil
}
