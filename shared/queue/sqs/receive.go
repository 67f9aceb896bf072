package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

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
	input := &sqs.ReceiveMessageInput{
		QueueUrl:            &q.url,
		VisibilityTimeout:   int32(visibility / time.Second),
		MaxNumberOfMessages: int32(min(max, maxEntries)),
		WaitTimeSeconds:     int32(q.Wait / time.Second),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{
			types.MessageSystemAttributeNameApproximateReceiveCount,
			types.MessageSystemAttributeNameSentTimestamp, types.MessageSystemAttributeNameMessageGroupId,
		},
		MessageAttributeNames: []string{"All"},
	}
	var out *sqs.ReceiveMessageOutput
	err := cloud.Patiently(ctx, cloud.Passing, func() (err error) {
		out, err = q.client.ReceiveMessage(ctx, input, once)
		return err
	})
	if err != nil {
		return nil, q.explain("receiving from", err)
	}
	msgs := make([]queue.Message, len(out.Messages))
	for i, m := range out.Messages {
		msgs[i] = received(m)
	}
	return msgs, nil
}

func received(m types.Message) queue.Message {
	out := queue.Message{
		ID: aws.ToString(m.ReceiptHandle), Body: []byte(aws.ToString(m.Body)),
		Group: m.Attributes[string(types.MessageSystemAttributeNameMessageGroupId)],
	}
	out.Received, _ = strconv.Atoi(m.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)]) // AWS's own figure
	if millis, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64); err == nil {
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
	return q.inBatches(ctx, "acknowledging to", ids, func(chunk []string) ([]types.BatchResultErrorEntry, error) {
		input := &sqs.DeleteMessageBatchInput{QueueUrl: &q.url}
		for i, id := range chunk {
			input.Entries = append(input.Entries, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: &id})
		}
		out, err := q.client.DeleteMessageBatch(ctx, input, once)
		if err != nil {
			return nil, err
		}
		return out.Failed, nil
	})
}

// Return makes messages visible again after the delay, which is rounded up to seconds.
func (q *Queue) Return(ctx context.Context, delay time.Duration, ids ...string) error {
	seconds := int32((delay + time.Second - 1) / time.Second)
	return q.inBatches(ctx, "returning to", ids, func(chunk []string) ([]types.BatchResultErrorEntry, error) {
		input := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url}
		for i, id := range chunk {
			input.Entries = append(input.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), ReceiptHandle: &id, VisibilityTimeout: seconds,
			})
		}
		out, err := q.client.ChangeMessageVisibilityBatch(ctx, input, once)
		if err != nil {
			return nil, err
		}
		return out.Failed, nil
	})
}

func (q *Queue) inBatches(ctx context.Context, doing string, ids []string, call func(chunk []string) ([]types.BatchResultErrorEntry, error)) error {
	var errs error
	for chunk := range slices.Chunk(ids, maxEntries) {
		err := cloud.Patiently(ctx, cloud.Passing, func() error {
			failed, err := call(chunk)
			return errors.Join(err, unexpected(failed))
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

func unexpected(failed []types.BatchResultErrorEntry) error {
	var errs error
	for _, e := range failed {
		if code := aws.ToString(e.Code); !stale[code] {
			errs = errors.Join(errs, fmt.Errorf("%s: %s", code, aws.ToString(e.Message)))
		}
	}
	return errs
}
