package cost

import (
	"context"

	"github.com/heed-cs/heed/shared/queue"
)

// Sender wraps a sender so that the meter counts what SQS would bill a function
// for its use: calls of up to ten messages and 256 KiB.
func Sender(m *Meter, function, name string, inner queue.Sender) queue.Sender {
	return countedSender{m, Label{function, Send, name}, inner}
}

type countedSender struct {
	meter *Meter
	label Label
	inner queue.Sender
}

func (s countedSender) Send(ctx context.Context, msgs ...queue.Message) error {
	entries, bytes, grouped := 0, 0, 0
	flush := func() {
		if entries > 0 {
			s.meter.Queue(s.label, entries, bytes, grouped)
			s.meter.Called(s.label.Function, Send, 1)
		}
		entries, bytes, grouped = 0, 0, 0
	}
	for _, m := range msgs {
		size := MessageBytes(m)
		if entries == maxEntries || bytes+size > queue.MaxBytes {
			flush()
		}
		entries, bytes = entries+1, bytes+size
		if m.Group != "" {
			grouped++
		}
	}
	flush()
	return s.inner.Send(ctx, msgs...)
}

// MessageBytes is what a message weighs: its body and its attributes.
func MessageBytes(m queue.Message) int {
	n := len(m.Body)
	for name, value := range m.Attributes {
		n += len(name) + len("String") + len(value)
	}
	return n
}
