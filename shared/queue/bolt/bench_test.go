package bolt

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/queue"
)

// writers per core: a laptop's queue is used by many requests at a time.
const writers = 64

var small = queue.Message{Body: bytes.Repeat([]byte("x"), 500), Group: "acme"}

func BenchmarkSend(b *testing.B) {
	q := newQueue(b, Options{})
	inParallel(b, func() error { return q.Send(b.Context(), small) })
}

// BenchmarkPut is what the file itself can do: Send's measure.
func BenchmarkPut(b *testing.B) {
	f := openFile(b, filepath.Join(b.TempDir(), "heed.db"))
	defer f.Close()
	var seq atomic.Uint64
	name, free := []byte("raw"), func(*bbolt.Tx) error { return nil }
	inParallel(b, func() error {
		return f.Update(free, func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			return bucket.Put(encodeKey(seq.Add(1)), small.Body)
		})
	})
}

func BenchmarkReceiveAck(b *testing.B) {
	q := newQueue(b, Options{Visibility: time.Hour})
	fill(b, q, b.N)
	inParallel(b, func() error {
		msgs, err := q.Receive(b.Context(), 1)
		if err != nil {
			return err
		}
		return q.Ack(b.Context(), msgs[0].ID)
	})
}

// BenchmarkPass sends, receives and acknowledges beside n messages that stay.
func BenchmarkPass(b *testing.B) {
	for _, n := range []int{0, 10_000, 1_000_000} {
		b.Run(fmt.Sprintf("beside=%d", n), func(b *testing.B) {
			q := newQueue(b, Options{Visibility: time.Hour})
			fill(b, q, n)
			inParallel(b, func() error { return pass(b, q) })
		})
	}
}

func pass(b *testing.B, q *Queue) error {
	if err := q.Send(b.Context(), small); err != nil {
		return err
	}
	msgs, err := q.Receive(b.Context(), 1)
	if err != nil {
		return err
	}
	return q.Ack(b.Context(), msgs[0].ID)
}

// BenchmarkIndex takes and returns one of a million messages in a thousand groups.
func BenchmarkIndex(b *testing.B) {
	x, now := newIndex(), time.Unix(0, 0)
	for seq := range uint64(1_000_000) {
		x.add(&entry{seq: seq}, fmt.Sprint(seq%1000), now)
	}
	for b.Loop() {
		e := x.next()
		x.move(e, inFlight, now.Add(time.Duration(e.seq)))
		x.move(e, visible, now)
	}
}

func BenchmarkOpen(b *testing.B) {
	const n = 100_000
	f := openFile(b, filepath.Join(b.TempDir(), "heed.db"))
	defer f.Close()
	fill(b, openQueue(b, f, "work", Options{}), n)
	for b.Loop() {
		openQueue(b, f, "work", Options{})
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func fill(b *testing.B, q *Queue, n int) {
	b.Helper()
	for n > 0 {
		batch := make([]queue.Message, min(n, 10_000))
		for i := range batch {
			batch[i] = small
			batch[i].Group = fmt.Sprint(i % 1000)
		}
		send(b, q, batch...)
		n -= len(batch)
	}
}

func inParallel(b *testing.B, work func() error) {
	b.SetParallelism(writers)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := work(); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
