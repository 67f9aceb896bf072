package queue

import (
	"context"
	"maps"
	"time"
)

// Inspector is an operator's hand on one queue and its dead letters. Functions
// only send and handle; nothing that decides looks in here.
type Inspector interface {
	// Depth counts the messages of the queue and its dead letters. SQS counts about.
	Depth(ctx context.Context) (Depth, error)
	// Letters shows some dead letters, at most limit and maybe fewer, and leaves
	// them there. On SQS they are hidden from other readers for a second.
	Letters(ctx context.Context, limit int) ([]Message, error)
	// Redrive sends up to max dead letters back to the queue as Revived makes
	// them, and returns how many, also when it fails half-way. One may be sent
	// twice, as any message may come twice.
	Redrive(ctx context.Context, max int) (moved int, err error)
}

// Depth is how full a queue is.
type Depth struct {
	Visible  int // can be received
	InFlight int // handed out, and neither acknowledged nor timed out
	Delayed  int // sent with a delay that is not over
	Dead     int // dead letters, whatever became of them since
	// Oldest is when the oldest message was sent; zero without one, and on SQS,
	// which tells it to CloudWatch alone.
	Oldest time.Time
}

// The attributes that Parked adds.
const (
	attributeReason   = "reason"
	attributeFunction = "function"
	attributeTime     = "time"
)

// Letter says why a dead letter died. What is not known is empty.
type Letter struct {
	Reason   string
	Function string
	Time     string // RFC 3339
}

// LetterOf reads what Parked has noted on a dead letter.
func LetterOf(m Message) Letter {
	return Letter{Reason: m.Attributes[attributeReason], Function: m.Attributes[attributeFunction], Time: m.Attributes[attributeTime]}
}

// Revived is what a dead letter was before it died: without what Parked has added,
// to be received for the first time.
func Revived(m Message) Message {
	attributes := maps.Clone(m.Attributes)
	for _, name := range []string{attributeReason, attributeFunction, attributeTime} {
		delete(attributes, name)
	}
	return Message{Body: m.Body, Group: m.Group, Attributes: attributes}
}
