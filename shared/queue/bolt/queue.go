// Package bolt keeps durable queues in the bbolt file that the embedded table
// uses too: the laptop's SQS.
//
// Receive wakes it, or a Poller, which drives a queue.Handler as Lambda's event
// source would. Bodies and states lie in the file, in two buckets per queue; an
// index of states lies in memory and is rebuilt by Open. Every send, receive and
// acknowledgement is durable when it returns, through the file's group commit.
//
// One process holds the file, so whatever was in flight when it died has no
// holder any more: Open makes it visible at once. Its receive count was written
// before it was handed out, so a message that kills the process ends in the dead
// letters all the same. Delays survive. When the file fails, operations return
// its error and messages stay as they were.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/queue"
)

// defaultVisibility is that of SQS.
const defaultVisibility = 30 * time.Second

// Options say how a queue treats its messages.
type Options struct {
	// Visibility hides a received message until it is acknowledged or the time
	// is over. 0 is 30 s.
	Visibility time.Duration
	// MaxReceives is how often a message is handed out before it goes to Dead
	// instead. 0 is without end.
	MaxReceives int
	// Dead takes what was received too often. It must lie in the same file.
	Dead *Queue
	// Retention removes messages so long after they were sent to this queue. 0 keeps them.
	Retention time.Duration
}

// Queue is an open queue. It is safe for concurrent use.
type Queue struct {
	file    *groupcommit.File
	name    string
	options Options
	wake    chan struct{}

	mu    sync.Mutex
	index *index
	// expired messages are gone for every reader; the next write takes them off the file.
	expired []uint64
}

var _ queue.Sender = (*Queue)(nil)

// Open opens or creates the named queue of the file. A name must be open once only.
func Open(f *groupcommit.File, name string, o Options) (*Queue, error) {
	if o.Visibility == 0 {
		o.Visibility = defaultVisibility
	}
	if err := o.check(f); err != nil {
		return nil, fmt.Errorf("queue %q: %w", name, err)
	}
	q := &Queue{file: f, name: name, options: o, wake: make(chan struct{}, 1), index: newIndex()}
	if err := f.Update(func(*bbolt.Tx) error { return nil }, q.create); err != nil {
		return nil, fmt.Errorf("opening queue %s: %w", name, err)
	}
	if err := f.View(q.load); err != nil {
		return nil, fmt.Errorf("opening queue %s: %w", name, err)
	}
	return q, nil
}

func (o Options) check(f *groupcommit.File) error {
	switch {
	case o.Visibility < 0 || o.MaxReceives < 0 || o.Retention < 0:
		return errors.New("options must not be negative")
	case o.MaxReceives > 0 && o.Dead == nil:
		return errors.New("MaxReceives needs a Dead queue to end in")
	case o.Dead != nil && o.Dead.file != f:
		return errors.New("its Dead queue must lie in the same file, to be moved to in one transaction")
	}
	return nil
}

func (q *Queue) create(tx *bbolt.Tx) error {
	for _, bucket := range []string{stateBucket, contentBucket} {
		if _, err := tx.CreateBucketIfNotExists([]byte(bucket + q.name)); err != nil {
			return err
		}
	}
	return nil
}

func (q *Queue) load(tx *bbolt.Tx) error {
	now := time.Now()
	return q.on(tx).states.ForEach(func(key, value []byte) error {
		seq, err := decodeKey(key)
		if err != nil {
			return err
		}
		s, err := decodeState(value)
		if err != nil {
			return fmt.Errorf("message %d: %w", seq, err)
		}
		q.index.add(s.entry(seq), s.group, now)
		return nil
	})
}

// Send puts messages into the queue, in one transaction. Messages out of bounds
// are named in a *queue.Partial and the others kept.
func (q *Queue) Send(ctx context.Context, msgs ...queue.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	good, refused := inBounds(msgs)
	if err := q.send(good); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return nil
}

func (q *Queue) send(msgs []queue.Message) error {
	if len(msgs) == 0 {
		return nil
	}
	letters, now := make([]letter, len(msgs)), time.Now()
	for i, m := range msgs {
		letters[i] = newLetter(m, now)
	}
	err := q.update(nothing, func(_ *bbolt.Tx, b buckets) error { return b.add(letters) })
	if err != nil {
		return err
	}
	q.admit(letters)
	return nil
}

// admit takes in what a transaction has added, and tells a poller.
func (q *Queue) admit(letters []letter) {
	if len(letters) == 0 {
		return
	}
	now := time.Now()
	q.mu.Lock()
	for _, l := range letters {
		q.index.add(l.state.entry(l.seq), l.state.group, now)
	}
	q.mu.Unlock()
	q.rouse()
}
