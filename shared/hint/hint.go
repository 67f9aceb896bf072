// Package hint puts Heed's messages on queues: batches of signals, touches of
// accounts, knocks of deliveries. Messages are hints and the table is the truth,
// so each names what to look at and carries no more than it must.
package hint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
)

// Read reads what one function told another. What can never be read is dropped;
// a message of a newer format comes back, for the version that understands it is
// being rolled out beside this one.
func Read[M heed.Message](m queue.Message) (M, error) {
	read, err := heed.ReadMessage[M](m.Body)
	if err != nil && !errors.Is(err, heed.ErrNewerFormat) {
		err = queue.Drop(err)
	}
	return read, err
}

// Batch is a message of signals or an order. Orders, which pass in many steps,
// share the inbox fairly with all else.
func Batch(b heed.Batch) queue.Message {
	b.Format = heed.MessageFormat
	return queue.Message{Body: body(b), Group: b.Erase + b.Job}
}

// Job orders a job to go on from the round it is in.
func Job(j heed.Job, trace string) queue.Message {
	return Batch(heed.Batch{Job: j.Name(), Pass: j.Round, Trace: trace})
}

// Touches name accounts to judge again, as many to a message as it may name.
func Touches(accounts []string) []queue.Message {
	var msgs []queue.Message
	for chunk := range slices.Chunk(accounts, heed.MaxTouchAccounts) {
		msgs = append(msgs, queue.Message{Body: body(heed.Touch{Format: heed.MessageFormat, Accounts: chunk})})
	}
	return msgs
}

// Assess asks for a day's portfolio to be told of, after a delay.
func Assess(day heed.Day, delay time.Duration) queue.Message {
	return queue.Message{Body: body(heed.Touch{Format: heed.MessageFormat, Assess: day}), Delay: delay}
}

// Caused is Touches with what caused each: a traceparent by account, empty where
// none is known.
func Caused(causes map[string]string) []queue.Message {
	var msgs []queue.Message
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(causes)), heed.MaxTouchAccounts) {
		t := heed.Touch{Format: heed.MessageFormat, Accounts: chunk, Causes: map[string]string{}}
		for _, account := range chunk {
			if trace := causes[account]; trace != "" {
				t.Causes[account] = trace
			}
		}
		msgs = append(msgs, queue.Message{Body: body(t)})
	}
	return msgs
}

// Knock names one attempt of a delivery, to be made after a delay; endpoints share their queue fairly.
func Knock(k heed.Knock, delay time.Duration) queue.Message {
	k.Format = heed.MessageFormat
	return queue.Message{Body: body(k), Group: k.Endpoint, Delay: min(max(delay, 0), queue.MaxDelay)}
}

// SendKnocks sends knocks that are due at once; none is nothing to do.
func SendKnocks(ctx context.Context, q queue.Sender, knocks []heed.Knock) error {
	if len(knocks) == 0 {
		return nil
	}
	msgs := make([]queue.Message, len(knocks))
	for i, k := range knocks {
		msgs[i] = Knock(k, 0)
	}
	return q.Send(ctx, msgs...)
}

func body(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("hint: a message that cannot be written: %v", err)) // a defect: messages are plain data
	}
	return raw
}
