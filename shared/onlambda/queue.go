package onlambda

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// record is one SQS message of a batch, as far as Heed reads it.
type record struct {
	MessageID      string `json:"messageId"`
	Body           string `json:"body"`
	EventSourceARN string `json:"eventSourceARN"`
	Attributes     struct {
		ReceiveCount string `json:"ApproximateReceiveCount"`
		SentMillis   string `json:"SentTimestamp"`
		Group        string `json:"MessageGroupId"`
	} `json:"attributes"`
	MessageAttributes map[string]struct {
		Value *string `json:"stringValue"`
	} `json:"messageAttributes"`
}

// batchResponse names what SQS is to hand out again.
type batchResponse struct {
	Failures []itemFailure `json:"batchItemFailures"`
}

type itemFailure struct {
	ID string `json:"itemIdentifier"`
}

// consume hands one batch, which is of one queue, to its handler.
func (f Function) consume(ctx context.Context, records []record) ([]byte, error) {
	handler, name, err := f.handlerOf(records[0].EventSourceARN)
	if err != nil {
		return nil, err
	}
	batch := make([]queue.Message, len(records))
	for i, r := range records {
		batch[i] = r.message()
	}
	var failed queue.Failures
	if err := f.safely(ctx, func() error { failed = handler.Handle(ctx, batch); return nil }); err != nil {
		return nil, err // all of the batch returns
	}
	return json.Marshal(f.failuresOf(ctx, name, batch, failed))
}

// handlerOf finds the handler whose name ends the name of the queue, the longest first.
func (f Function) handlerOf(arn string) (queue.Handler, string, error) {
	rest, found := arn[strings.LastIndexByte(arn, ':')+1:], true
	for found {
		if handler, ok := f.Queues[rest]; ok {
			return handler, rest, nil
		}
		_, rest, found = strings.Cut(rest, "-")
	}
	return nil, "", fmt.Errorf("no handler for the queue %s: compare its QueueName in template.yaml with the bootstrap", arn)
}

func (r record) message() queue.Message {
	m := queue.Message{ID: r.MessageID, Body: []byte(r.Body), Group: r.Attributes.Group}
	m.Received, _ = strconv.Atoi(r.Attributes.ReceiveCount) // AWS's own figures: 0 when they are missing
	if millis, err := strconv.ParseInt(r.Attributes.SentMillis, 10, 64); err == nil {
		m.SentAt = time.UnixMilli(millis).UTC()
	}
	for name, attribute := range r.MessageAttributes {
		if attribute.Value == nil {
			continue // binary: Heed sends none
		}
		if m.Attributes == nil {
			m.Attributes = map[string]string{}
		}
		m.Attributes[name] = *attribute.Value
	}
	return m
}

// failuresOf lists failed messages in the order of the batch. An id that is not
// in the batch would make SQS repeat all of it. A line is written only when
// something failed: one per batch would be a part of the bill.
func (f Function) failuresOf(ctx context.Context, name string, batch []queue.Message, failed queue.Failures) batchResponse {
	response := batchResponse{Failures: []itemFailure{}}
	for _, m := range batch {
		err := failed[m.ID]
		if err == nil {
			continue
		}
		response.Failures = append(response.Failures, itemFailure{m.ID})
		f.Log.LogAttrs(ctx, slog.LevelWarn, "message failed", slog.String("queue", name),
			slog.Int("received", m.Received), slog.Any("error", err))
	}
	return response
}
