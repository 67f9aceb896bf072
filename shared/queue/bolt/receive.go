package bolt

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/queue"
)

// Receive hands out up to max visible messages and hides them for the queue's
// visibility. It returns none, without waiting, when none is visible. Groups
// with the least in flight come first, then the oldest message; a message
// without a group is a group of its own.
//
// A message's ID is its receipt: it serves Ack and Return until the message is
// received again, which gives it a new one.
func (q *Queue) Receive(ctx context.Context, max int) ([]queue.Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for {
		claims := q.claim(max)
		if len(claims) == 0 {
			return nil, nil
		}
		msgs, err := q.handOut(claims)
		if err != nil || len(msgs) > 0 {
			return msgs, err
		}
	}
}

// claim marks up to max messages as received in memory; handOut makes that durable.
func (q *Queue) claim(max int) []receipt {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.settle()
	var claims []receipt
	for len(claims) < max {
		e := q.index.next()
		if e == nil {
			break
		}
		e.received++
		q.index.move(e, inFlight, now.Add(q.options.Visibility))
		claims = append(claims, receipt{e.seq, e.received})
	}
	return claims
}

// settle brings the index to the present: what is due is visible, what is too
// old is gone. The lock is held.
func (q *Queue) settle() time.Time {
	now := time.Now()
	q.index.settle(now)
	if q.options.Retention == 0 {
		return now
	}
	for e := q.index.oldest; e != nil && e.sentAt <= now.Add(-q.options.Retention).UnixNano(); e = q.index.oldest {
		q.expired = append(q.expired, e.seq)
		q.index.remove(e.seq)
	}
	return now
}

// handOut writes the receive counts and reads the messages, or moves those
// received too often to the dead letters, in one transaction.
func (q *Queue) handOut(claims []receipt) ([]queue.Message, error) {
	h := handout{queue: q, claims: claims}
	if err := q.update(h.read, h.write); err != nil {
		q.release(claims)
		return nil, fmt.Errorf("receiving from queue %s: %w", q.name, err)
	}
	q.forget(h.gone)
	if len(h.dead) > 0 {
		q.options.Dead.admit(h.dead)
	}
	return h.messages, nil
}

// handout is the transaction of one receive.
type handout struct {
	queue    *Queue
	claims   []receipt
	handed   []letter
	messages []queue.Message
	dead     []letter
	gone     []uint64 // dead, or acknowledged while they were claimed
}

func (h *handout) read(b buckets) error {
	for _, r := range h.claims {
		l, found, err := b.letter(r.seq)
		if err != nil {
			return err
		}
		if !found {
			h.gone = append(h.gone, r.seq)
			continue
		}
		h.sort(l, r.received)
	}
	return nil
}

// sort parts the messages to hand out from those that were received too often.
func (h *handout) sort(l letter, received uint32) {
	most := h.queue.options.MaxReceives
	if most > 0 && received > uint32(most) {
		h.gone = append(h.gone, l.seq)
		h.dead = append(h.dead, newLetter(h.queue.spent(l), time.Now()))
		return
	}
	l.state.received = received
	h.handed = append(h.handed, l)
	h.messages = append(h.messages, l.message(h.queue.name))
}

func (h *handout) write(tx *bbolt.Tx, b buckets) error {
	for _, l := range h.handed {
		if err := b.setState(l.seq, l.state); err != nil {
			return err
		}
	}
	if len(h.dead) > 0 {
		if err := h.queue.options.Dead.on(tx).add(h.dead); err != nil {
			return err
		}
	}
	return b.remove(h.gone...)
}

// release undoes claims whose transaction failed.
func (q *Queue) release(claims []receipt) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range claims {
		if e := q.index.get(r.seq); e != nil && e.received == r.received {
			e.received--
			q.index.move(e, visible, time.Now())
		}
	}
}

func (q *Queue) forget(seqs []uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, seq := range seqs {
		q.index.remove(seq)
	}
}
