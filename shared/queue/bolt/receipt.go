package bolt

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// maxHidden is SQS's bound on visibility.
const maxHidden = 12 * time.Hour

// receipt names one handing-out of one message.
type receipt struct {
	seq      uint64
	received uint32 // which handing-out it was, from 1; 0 before the first
}

// id writes a receipt as "queue/seq.received". The queue's name keeps a receipt
// that strays into another queue from acknowledging a stranger.
func (r receipt) id(name string) string {
	return name + "/" + strconv.FormatUint(r.seq, 10) + "." + strconv.FormatUint(uint64(r.received), 10)
}

func (q *Queue) receipts(ids []string) ([]receipt, error) {
	receipts := make([]receipt, len(ids))
	for i, id := range ids {
		r, ok := parseReceipt(strings.TrimPrefix(id, q.name+"/"))
		if !ok || r.id(q.name) != id {
			return nil, fmt.Errorf("%q is no receipt of queue %s", id, q.name)
		}
		receipts[i] = r
	}
	return receipts, nil
}

func parseReceipt(text string) (r receipt, ok bool) {
	seq, received, _ := strings.Cut(text, ".")
	n, err := strconv.ParseUint(seq, 10, 64)
	times, errTimes := strconv.ParseUint(received, 10, 32)
	return receipt{n, uint32(times)}, err == nil && errTimes == nil
}

// Ack deletes messages by their ID. A message that was received again since, or
// is gone, is left alone without an error. An ID of another queue is an error,
// and then nothing is deleted.
func (q *Queue) Ack(ctx context.Context, ids ...string) error {
	var acked []uint64
	err := q.withCurrent(ctx, ids, func(b buckets, current []letter) error {
		for _, l := range current {
			acked = append(acked, l.seq)
		}
		return b.remove(acked...)
	})
	if err != nil {
		return fmt.Errorf("acknowledging to queue %s: %w", q.name, err)
	}
	q.forget(acked)
	return nil
}

// Return makes messages visible again after the delay, 0 to 12 h, whatever their
// visibility would have been. Stale and strange IDs are treated as by Ack. The
// receipt remains valid until the message is received again.
func (q *Queue) Return(ctx context.Context, delay time.Duration, ids ...string) error {
	if delay < 0 || delay > maxHidden {
		return fmt.Errorf("returning to queue %s: a delay of %v, and 0 to %v is allowed", q.name, delay, maxHidden)
	}
	var returned []letter
	at := time.Now().Add(delay)
	err := q.withCurrent(ctx, ids, func(b buckets, current []letter) error {
		for i := range current {
			current[i].state.visibleAt = at.UnixNano()
			if err := b.setState(current[i].seq, current[i].state); err != nil {
				return err
			}
		}
		returned = current
		return nil
	})
	if err != nil {
		return fmt.Errorf("returning to queue %s: %w", q.name, err)
	}
	q.hide(returned, at)
	return nil
}

// withCurrent applies a change to those of the messages whose receipt is the
// newest on file, which is what decides between two holders.
func (q *Queue) withCurrent(ctx context.Context, ids []string, change func(buckets, []letter) error) error {
	if err := ctx.Err(); err != nil || len(ids) == 0 {
		return err
	}
	receipts, err := q.receipts(ids)
	if err != nil {
		return err
	}
	var current []letter
	read := func(b buckets) error {
		for _, r := range receipts {
			s, found, err := b.state(r.seq)
			if err != nil {
				return err
			}
			if found && s.received == r.received {
				current = append(current, letter{seq: r.seq, state: s})
			}
		}
		return nil
	}
	return q.update(read, func(_ *bbolt.Tx, b buckets) error { return change(b, current) })
}

// hide delays messages in the index, unless they were received again meanwhile.
func (q *Queue) hide(returned []letter, at time.Time) {
	q.mu.Lock()
	for _, l := range returned {
		if e := q.index.get(l.seq); e != nil && e.received == l.state.received {
			q.index.move(e, delayed, at)
		}
	}
	q.mu.Unlock()
	q.rouse()
}
