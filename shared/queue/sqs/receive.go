package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
)

// Receive hands out up to max (at most 10) visible messages and hides them for the
// queue's visibility timeout. Their ID is the receipt that Ack and Return take.
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	return q.receive(ctx, max, 0)
}

// receive hides what it hands out for the visibility in whole seconds; 0 is the queue's own.
func (q *Queue) receive(ctx context.Context, max int, visibility time.Duration) ([]queue.Message, error) {
	input := receive{
		QueueURL:                    q.url,
		VisibilityTimeout:           int(visibility / time.Second),
		MaxNumberOfMessages:         min(max, maxEntries),
		WaitTimeSeconds:             int(q.Wait / time.Second),
		MessageSystemAttributeNames: []string{receiveCount, sentTimestamp, messageGroup},
		MessageAttributeNames:       []string{"All"},
	}
	var out receivedBatch
	err := cloud.Patiently(ctx, cloud.Passing, func() error { return q.service.Call(ctx, "ReceiveMessage", input, &out) })
	if err != nil {
		return nil, q.explain("receiving from", err)
	}
	msgs := make([]queue.Message, len(out.Messages))
	for i, m := range out.Messages {
		msgs[i] = received(m)
	}
	return msgs, nil
}

func received(m receivedMessage) queue.Message {
	out := queue.Message{ID: m.ReceiptHandle, Body: []byte(m.Body), Group: m.Attributes[messageGroup]}
	out.Received, _ = strconv.Atoi(m.Attributes[receiveCount]) // AWS's own figure
	if millis, err := strconv.ParseInt(m.Attributes[sentTimestamp], 10, 64); err == nil {
		out.SentAt = time.UnixMilli(millis).UTC()
	}
	for name, attribute := range m.MessageAttributes {
		if attribute.StringValue == nil {
			continue // binary: Heed sends none
		}
		if out.Attributes == nil {
			out.Attributes = map[string]string{}
		}
		out.Attributes[name] = *attribute.StringValue
	}
	return out
}

// Ack deletes messages by the ID they were received with. A receipt that no longer
// counts is no error: the message is gone, or comes again.
func (q *Queue) Ack(ctx context.Context, ids ...string) error {
	return q.inBatches(ctx, "acknowledging to", "DeleteMessageBatch", nil, ids)
}

// Return makes messages visible again after the delay, which is rounded up to seconds.
func (q *Queue) Return(ctx context.Context, delay time.Duration, ids ...string) error {
	seconds := int((delay + time.Second - 1) / time.Second)
	return q.inBatches(ctx, "returning to", "ChangeMessageVisibilityBatch", &seconds, ids)
}

func (q *Queue) inBatches(ctx context.Context, doing, action string, visibility *int, ids []string) error {
	var errs error
	for chunk := range slices.Chunk(ids, maxEntries) {
		input := receipts{QueueURL: q.url}
		for i, id := range chunk {
			input.Entries = append(input.Entries, receiptEntry{ID: strconv.Itoa(i), ReceiptHandle: id, VisibilityTimeout: visibility})
		}
		err := cloud.Patiently(ctx, cloud.Passing, func() error {
			var out answered
			return errors.Join(q.service.Call(ctx, action, input, &out), unexpected(out.Failed))
		})
		errs = errors.Join(errs, q.explain(doing, err))
	}
	return errs
}

// stale are the codes of receipts that no longer count.
var stale = map[string]bool{
	"ReceiptHandleIsInvalid": true, "InvalidParameterValue": true, "MessageNotInflight": true,
	"AWS.SimpleQueueService.MessageNotInflight": true,
}

func unexpected(failed []failedEntry) error {
	var errs error
	for _, e := range failed {
		if !stale[e.Code] {
			errs = errors.Join(errs, fmt.Errorf("%s: %s", e.Code, e.Message))
		}
	}
	return errs
}
