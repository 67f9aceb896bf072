package bolt

import (
	"context"
	"fmt"
	"maps"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/queue"
)

// spent makes the dead letter of a message that was received too often. What it
// says of itself already is kept. As a queue does not know who failed, function
// is the queue's name.
func (q *Queue) spent(l letter) queue.Message {
	reason := fmt.Errorf("received %d times without success", l.state.received)
	m := queue.Parked(queue.Message{Body: l.content.body}, q.name, reason, time.Now())
	m.Group = l.state.group
	maps.Copy(m.Attributes, l.content.attributes)
	return m
}

// Peek shows up to limit messages, the oldest first and whatever their phase,
// without receiving them. Their IDs serve Ack, to delete one by hand.
func (q *Queue) Peek(ctx context.Context, limit int) ([]queue.Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var msgs []queue.Message
	seqs := q.eldest(limit, func(*entry) bool { return true })
	err := q.file.View(func(tx *bbolt.Tx) error {
		return q.on(tx).each(seqs, func(l letter) { msgs = append(msgs, l.message(q.name)) })
	})
	if err != nil {
		return nil, fmt.Errorf("peeking into queue %s: %w", q.name, err)
	}
	return msgs, nil
}

// Redrive moves up to max messages that are not in flight to another queue of
// the same file, the oldest first, as if they were sent there now: to be received
// at once, their receive count 0 and the attributes of a dead letter taken off.
// It returns how many it has moved, also when it fails half-way.
func (q *Queue) Redrive(ctx context.Context, max int, to *Queue) (moved int, err error) {
	if to.file != q.file || to == q {
		return 0, fmt.Errorf("redriving queue %s: the target must be another queue of the same file", q.name)
	}
	for moved < max {
		if err := ctx.Err(); err != nil {
			return moved, err
		}
		n, err := q.redrive(min(max-moved, moveBatch), to)
		if err != nil {
			return moved, fmt.Errorf("redriving queue %s: %w", q.name, err)
		}
		if n == 0 {
			break
		}
		moved += n
	}
	return moved, nil
}

func (q *Queue) redrive(max int, to *Queue) (int, error) {
	var letters []letter
	var moved []uint64
	seqs := q.eldest(max, func(e *entry) bool { return e.phase != inFlight })
	read := func(b buckets) error {
		return b.each(seqs, func(l letter) {
			letters = append(letters, newLetter(queue.Revived(l.message(q.name)), time.Now()))
			moved = append(moved, l.seq)
		})
	}
	err := q.update(read, func(tx *bbolt.Tx, b buckets) error {
		if err := to.on(tx).add(letters); err != nil {
			return err
		}
		return b.remove(moved...)
	})
	if err != nil {
		return 0, err
	}
	q.forget(moved)
	to.admit(letters)
	return len(moved), nil
}

// eldest lists up to limit messages that satisfy, the oldest first.
func (q *Queue) eldest(limit int, satisfies func(*entry) bool) []uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.settle()
	var seqs []uint64
	for e := q.index.oldest; e != nil && len(seqs) < limit; e = e.next {
		if satisfies(e) {
			seqs = append(seqs, e.seq)
		}
	}
	return seqs
}
