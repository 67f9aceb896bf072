package bolt

import (
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/queue"
)

// A queue's two buckets are keyed by seq, big-endian. That of the states counts seq.
const (
	stateBucket   = "queue-state/"
	contentBucket = "queue-content/"
)

// fillPercent packs pages well: keys only rise, and states never grow.
const fillPercent = 0.95

// moveBatch bounds the messages that upkeep moves or deletes in one transaction.
const moveBatch = 100

// letter is a message as the file keeps it.
type letter struct {
	seq     uint64 // set by buckets.add
	state   state
	content content
}

func newLetter(m queue.Message, now time.Time) letter {
	return letter{
		state:   state{visibleAt: now.Add(m.Delay).UnixNano(), sentAt: now.UnixNano(), group: m.Group},
		content: content{m.Attributes, m.Body},
	}
}

func (l letter) message(queueName string) queue.Message {
	return queue.Message{
		ID:         receipt{l.seq, l.state.received}.id(queueName),
		Body:       l.content.body,
		Group:      l.state.group,
		Attributes: l.content.attributes,
		Received:   int(l.state.received),
		SentAt:     time.Unix(0, l.state.sentAt).UTC(),
	}
}

func (s state) entry(seq uint64) *entry {
	return &entry{seq: seq, sentAt: s.sentAt, visibleAt: s.visibleAt, received: s.received}
}

// buckets are one queue within one transaction.
type buckets struct {
	states, contents *bbolt.Bucket
}

func (q *Queue) on(tx *bbolt.Tx) buckets {
	b := buckets{tx.Bucket([]byte(stateBucket + q.name)), tx.Bucket([]byte(contentBucket + q.name))}
	b.states.FillPercent, b.contents.FillPercent = fillPercent, fillPercent
	return b
}

// update runs a durable transaction, which also takes expired messages off the
// file. Records are read and judged in check, so that a damaged one fails this
// update alone and not those it shares the commit with.
func (q *Queue) update(check func(buckets) error, apply func(*bbolt.Tx, buckets) error) error {
	expired := q.takeExpired()
	err := q.file.Update(
		func(tx *bbolt.Tx) error { return check(q.on(tx)) },
		func(tx *bbolt.Tx) error {
			b := q.on(tx)
			if err := apply(tx, b); err != nil {
				return err
			}
			return b.remove(expired...)
		})
	if err != nil {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.expired = append(q.expired, expired...)
	}
	return err
}

// takeExpired takes so few that no commit becomes long.
func (q *Queue) takeExpired() []uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.expired), moveBatch)
	expired := q.expired[:n:n]
	q.expired = q.expired[n:]
	return expired
}

func nothing(buckets) error { return nil }

// add appends letters and gives each its seq.
func (b buckets) add(letters []letter) error {
	for i := range letters {
		l := &letters[i]
		var err error
		if l.seq, err = b.states.NextSequence(); err != nil {
			return err
		}
		if err := b.states.Put(encodeKey(l.seq), l.state.encode()); err != nil {
			return err
		}
		if err := b.contents.Put(encodeKey(l.seq), l.content.encode()); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes messages; those that are gone already do not matter.
func (b buckets) remove(seqs ...uint64) error {
	for _, seq := range seqs {
		if err := b.states.Delete(encodeKey(seq)); err != nil {
			return err
		}
		if err := b.contents.Delete(encodeKey(seq)); err != nil {
			return err
		}
	}
	return nil
}

// state reads the state of a message; found is false when it is gone.
func (b buckets) state(seq uint64) (s state, found bool, err error) {
	value := b.states.Get(encodeKey(seq))
	if value == nil {
		return state{}, false, nil
	}
	if s, err = decodeState(value); err != nil {
		return state{}, false, fmt.Errorf("message %d: %w", seq, err)
	}
	return s, true, nil
}

func (b buckets) setState(seq uint64, s state) error {
	return b.states.Put(encodeKey(seq), s.encode())
}

// letter reads a whole message; found is false when it is gone.
func (b buckets) letter(seq uint64) (l letter, found bool, err error) {
	s, found, err := b.state(seq)
	if err != nil || !found {
		return letter{}, false, err
	}
	c, err := decodeContent(b.contents.Get(encodeKey(seq)))
	if err != nil {
		return letter{}, false, fmt.Errorf("message %d: %w", seq, err)
	}
	return letter{seq, s, c}, true, nil
}

// each visits those of the messages that are still there.
func (b buckets) each(seqs []uint64, visit func(letter)) error {
	for _, seq := range seqs {
		l, found, err := b.letter(seq)
		if err != nil {
			return err
		}
		if found {
			visit(l)
		}
	}
	return nil
}

func encodeKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func decodeKey(key []byte) (uint64, error) {
	if len(key) != 8 {
		return 0, errRecord
	}
	return binary.BigEndian.Uint64(key), nil
}
