package lambda

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/heed-cs/heed/infra/plan"
)

const (
	pollers     = 5  // of an event source, each with at most one batch at work
	maxReceived = 10 // messages of one receive
	longPoll    = 20 * time.Second
)

// source is an event source: it receives batches from a queue, hands them to the
// function, and deletes what was not named as failed.
type source struct {
	plan.Source
	log      *slog.Logger
	stack    *stack
	function *function
	window   time.Duration
	twice    bool
}

// record is one message of a batch, as Lambda hands it on.
type record struct {
	MessageID         string               `json:"messageId"`
	ReceiptHandle     string               `json:"receiptHandle"`
	Body              string               `json:"body"`
	Attributes        map[string]string    `json:"attributes"`
	MessageAttributes map[string]attribute `json:"messageAttributes"`
	MD5OfBody         string               `json:"md5OfBody"`
	EventSource       string               `json:"eventSource"`
	EventSourceARN    string               `json:"eventSourceARN"`
	AWSRegion         string               `json:"awsRegion"`
}

type attribute struct {
	StringValue *string `json:"stringValue,omitempty"`
	BinaryValue []byte  `json:"binaryValue,omitempty"`
	DataType    string  `json:"dataType"`
}

// poll works until ctx ends. It begins no batch afterwards.
func (s *source) poll(ctx context.Context) {
	for ctx.Err() == nil {
		if batch := s.gather(ctx); len(batch) > 0 && ctx.Err() == nil {
			s.handle(batch)
		}
	}
}

// gather receives a batch. With a window it goes on until that has passed since
// the first message, the batch is full, or another receive might not fit.
func (s *source) gather(ctx context.Context) []types.Message {
	batch := s.receive(ctx, s.Batch, longPoll)
	for until := time.Now().Add(s.window); len(batch) > 0 && len(batch) < s.Batch && fits(batch); {
		left := time.Until(until)
		if left <= 0 || ctx.Err() != nil {
			break
		}
		batch = append(batch, s.receive(ctx, s.Batch-len(batch), left)...)
	}
	return batch
}

// fits reports whether ten more messages of any size fit into an event.
func fits(batch []types.Message) bool {
	bytes := maxReceived * (256 << 10)
	for _, m := range batch {
		bytes += len(*m.Body)
	}
	return bytes < maxPayload
}

// receive takes up to n messages, waiting for the first. An error is waited out.
func (s *source) receive(ctx context.Context, n int, wait time.Duration) []types.Message {
	out, err := s.stack.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: aws.String(s.stack.urls[s.Queue]), MaxNumberOfMessages: int32(min(n, maxReceived)),
		WaitTimeSeconds:             int32((wait + time.Second - 1) / time.Second),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}, MessageAttributeNames: []string{"All"},
	})
	if err == nil {
		return out.Messages
	}
	if ctx.Err() == nil {
		s.log.Warn("receiving", "error", err)
		pause(ctx, time.Second)
	}
	return nil
}

// handle hands the batch to the function. What it does not delete is visible
// again after the queue's timeout.
func (s *source) handle(batch []types.Message) {
	if s.twice {
		defer s.again(batch)()
	}
	done, err := s.invoke(batch)
	if err != nil {
		return // the function has logged it
	}
	if err := s.delete(done); err != nil {
		s.log.Warn("deleting; the messages come again", "error", err)
	}
}

// again hands the batch over once more, now before and now while it is handled, as
// if a deletion had been lost. What it returns waits for the end of that.
func (s *source) again(batch []types.Message) (wait func()) {
	var more sync.WaitGroup
	more.Go(func() { _, _ = s.invoke(batch) }) // the other time says what is done
	if rand.IntN(2) == 0 {
		more.Wait()
	}
	return more.Wait
}

// invoke returns the messages that are done.
func (s *source) invoke(batch []types.Message) ([]types.Message, error) {
	event := struct{ Records []record }{make([]record, len(batch))}
	for i, m := range batch {
		event.Records[i] = s.record(m)
	}
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	answer, err := s.function.invoke(payload)
	if err != nil || !s.PartialFailures {
		return batch, err
	}
	return without(batch, answer)
}

func (s *source) record(m types.Message) record {
	r := record{
		MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body, Attributes: m.Attributes,
		MessageAttributes: map[string]attribute{}, MD5OfBody: aws.ToString(m.MD5OfBody),
		EventSource: "aws:sqs", EventSourceARN: s.stack.queueARN(s.Queue), AWSRegion: region,
	}
	for name, a := range m.MessageAttributes {
		r.MessageAttributes[name] = attribute{a.StringValue, a.BinaryValue, aws.ToString(a.DataType)}
	}
	return r
}

// without takes those away that the answer names as failed. An answer that
// cannot be read, or names what is not in the batch, fails all of it.
func without(batch []types.Message, answer []byte) ([]types.Message, error) {
	var said struct {
		BatchItemFailures []struct {
			ItemIdentifier string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return nil, fmt.Errorf("the answer to a batch: %w", err)
	}
	failed := map[string]bool{}
	for _, f := range said.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	var done []types.Message
	for _, m := range batch {
		if !failed[*m.MessageId] {
			done = append(done, m)
		}
	}
	if len(done)+len(failed) != len(batch) {
		return nil, fmt.Errorf("the answer names a message that is not in the batch: %s", answer)
	}
	return done, nil
}

func (s *source) delete(done []types.Message) error {
	for len(done) > 0 {
		n := min(len(done), maxReceived)
		in := &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(s.stack.urls[s.Queue])}
		for i, m := range done[:n] {
			in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
		}
		if _, err := s.stack.sqs.DeleteMessageBatch(context.Background(), in); err != nil {
			return err
		}
		done = done[n:]
	}
	return nil
}
