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

// Send puts the messages into the queue, at most 10 and 256 KiB in one call. A call
// that fails as a whole ends the sending; when earlier ones kept some messages, the
// *queue.Partial names all others, though the last call's may be there too.
func (q *Queue) Send(ctx context.Context, msgs ...queue.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	parcels, refused := pack(msgs)
	for i, parcel := range parcels {
		failed, err := q.sendParcel(ctx, msgs, parcel)
		if err != nil {
			return q.explain("sending to", refused.broken(err, i > 0, parcels[i:]))
		}
		for _, f := range failed {
			refused.add(f.index, f.err)
		}
	}
	return q.explain("sending to", refused.partial())
}

// failure is a message that was not kept.
type failure struct {
	index int
	err   error
}

// sendParcel makes one call for the messages of the indexes.
func (q *Queue) sendParcel(ctx context.Context, msgs []queue.Message, indexes []int) (failed []failure, err error) {
	input := sendBatch{QueueURL: q.url}
	for _, i := range indexes {
		e := entry(i, msgs[i])
		e.MessageSystemAttributes = traced(ctx)
		input.Entries = append(input.Entries, e)
	}
	err = cloud.Patiently(ctx, cloud.Passing, func() error {
		var out answered
		if err := q.service.Call(ctx, "SendMessageBatch", input, &out); err != nil {
			return err
		}
		failed, err = failures(out.Failed)
		return err
	})
	return failed, err
}

func entry(i int, m queue.Message) sendEntry {
	e := sendEntry{ID: strconv.Itoa(i), MessageBody: string(m.Body), MessageGroupID: m.Group}
	if m.Delay > 0 {
		e.DelaySeconds = int((m.Delay + time.Second - 1) / time.Second)
	}
	for name, text := range m.Attributes {
		if e.MessageAttributes == nil {
			e.MessageAttributes = map[string]value{}
		}
		if text != "" { // SQS takes no empty ones
			e.MessageAttributes[name] = textOf(text)
		}
	}
	return e
}

// amazonTrace is where Lambda's runtime puts the X-Ray trace of an invocation.
const amazonTrace = "x-amzn-trace-id"

// traced lets X-Ray join the invocation that receives to the one that sends. It
// weighs nothing against the bounds of a message.
func traced(ctx context.Context) map[string]value {
	header, _ := ctx.Value(amazonTrace).(string)
	if header == "" {
		return nil
	}
	return map[string]value{traceHeader: textOf(header)}
}

func failures(entries []failedEntry) ([]failure, error) {
	var failed []failure
	for _, e := range entries {
		i, err := strconv.Atoi(e.ID)
		if err != nil {
			return nil, fmt.Errorf("the answer names a message %q that was not sent", e.ID)
		}
		failed = append(failed, failure{i, fmt.Errorf("%s: %s", e.Code, e.Message)})
	}
	return failed, nil
}

// refused gathers what was not kept.
type refused queue.Partial

func (r *refused) add(i int, err error) {
	r.Failed = append(r.Failed, i)
	r.Err = errors.Join(r.Err, fmt.Errorf("message %d: %w", i, err))
}

// partial names what was not kept; nil when all was.
func (r *refused) partial() error {
	if len(r.Failed) == 0 {
		return nil
	}
	slices.Sort(r.Failed)
	return (*queue.Partial)(r)
}

// broken is the error of a call that failed as a whole, with nothing sent of the
// parcels left. It is a partial one only if earlier parcels were sent.
func (r *refused) broken(err error, some bool, left [][]int) error {
	if !some {
		return err
	}
	r.Failed, r.Err = append(r.Failed, slices.Concat(left...)...), errors.Join(r.Err, err)
	return r.partial()
}
