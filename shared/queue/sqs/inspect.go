package sqs

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/cloud"
	"github.com/heed-cs/heed/shared/queue"
)

const (
	// inspection asks all of SQS's servers, so that letters are found.
	inspection = time.Second
	// glance is how long a letter that is only shown is hidden: the least there is.
	glance = time.Second
)

// Inspector is an operator's hand on a queue and the one that takes its dead
// letters. It receives, sends and deletes instead of starting SQS's own move task,
// which takes rights that cannot be narrowed to one purpose and which no
// SQS-compatible server has.
type Inspector struct{ source, dead *Queue }

var _ queue.Inspector = Inspector{}

// Inspect joins a queue with the one that takes its dead letters.
func Inspect(source, dead *Queue) Inspector {
	return Inspector{source, &Queue{service: dead.service, url: dead.url, Wait: inspection}}
}

// Depth counts what both hold, as far as SQS knows: its figures lag by up to a minute.
func (i Inspector) Depth(ctx context.Context) (queue.Depth, error) {
	d, err := i.source.depth(ctx)
	if err != nil {
		return d, err
	}
	dead, err := i.dead.depth(ctx)
	d.Dead = dead.Visible + dead.InFlight + dead.Delayed
	return d, err
}

// depth asks for the figures of one queue.
func (q *Queue) depth(ctx context.Context) (d queue.Depth, err error) {
	figures := map[string]*int{
		"ApproximateNumberOfMessages":           &d.Visible,
		"ApproximateNumberOfMessagesNotVisible": &d.InFlight,
		"ApproximateNumberOfMessagesDelayed":    &d.Delayed,
	}
	input, out := count{QueueURL: q.url, AttributeNames: slices.Sorted(maps.Keys(figures))}, counted{}
	err = cloud.Patiently(ctx, cloud.Passing, func() error { return q.service.Call(ctx, "GetQueueAttributes", input, &out) })
	if err != nil {
		return d, q.explain("counting", err)
	}
	for name, figure := range figures {
		*figure, _ = strconv.Atoi(out.Attributes[name]) // AWS's own figure
	}
	return d, nil
}

// Letters shows some dead letters, at most 10.
func (i Inspector) Letters(ctx context.Context, limit int) ([]queue.Message, error) {
	return i.dead.receive(ctx, limit, glance)
}

// Redrive sends up to max dead letters back, then deletes them.
func (i Inspector) Redrive(ctx context.Context, max int) (moved int, err error) {
	for moved < max {
		letters, err := i.dead.Receive(ctx, max-moved)
		if err != nil || len(letters) == 0 {
			return moved, err
		}
		n, err := i.move(ctx, letters)
		moved += n
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// move deletes those letters only that were sent.
func (i Inspector) move(ctx context.Context, letters []queue.Message) (moved int, err error) {
	revived := make([]queue.Message, len(letters))
	for n, m := range letters {
		revived[n] = queue.Revived(m)
	}
	refused := i.source.Send(ctx, revived...)
	sent := sentOf(letters, refused)
	if err := i.dead.Ack(ctx, sent...); err != nil {
		return len(sent), errors.Join(refused, err)
	}
	return len(sent), refused
}

// sentOf lists the IDs of what was kept, by the error of Send.
func sentOf(msgs []queue.Message, err error) (ids []string) {
	var partial *queue.Partial
	if err != nil && !errors.As(err, &partial) {
		return nil // unknown, so they stay
	}
	failed := map[int]bool{}
	if partial != nil {
		for _, n := range partial.Failed {
			failed[n] = true
		}
	}
	for n, m := range msgs {
		if !failed[n] {
			ids = append(ids, m.ID)
		}
	}
	return ids
}
