package bolt

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/queue"
)

func openFile(t testing.TB, path string) *groupcommit.File {
	t.Helper()
	f, err := groupcommit.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func openQueue(t testing.TB, f *groupcommit.File, name string, o Options) *Queue {
	t.Helper()
	q, err := Open(f, name, o)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// newQueue opens a queue in a file of its own that the test closes.
func newQueue(t testing.TB, o Options) *Queue {
	t.Helper()
	f := openFile(t, filepath.Join(t.TempDir(), "heed.db"))
	t.Cleanup(func() { f.Close() })
	return openQueue(t, f, "work", o)
}

func send(t testing.TB, q *Queue, msgs ...queue.Message) {
	t.Helper()
	if err := q.Send(t.Context(), msgs...); err != nil {
		t.Fatal(err)
	}
}

func receive(t testing.TB, q *Queue, max int) []queue.Message {
	t.Helper()
	msgs, err := q.Receive(t.Context(), max)
	if err != nil {
		t.Fatal(err)
	}
	return msgs
}

func text(body string) queue.Message { return queue.Message{Body: []byte(body)} }

func TestAReceiveSurvivesACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "heed.db")
		f := openFile(t, path)
		q := openQueue(t, f, "work", Options{Visibility: time.Hour})
		send(t, q, text("a"), queue.Message{Body: []byte("b"), Delay: time.Minute})
		if got := receive(t, q, 10); len(got) != 1 || got[0].Received != 1 {
			t.Fatalf("received %+v", got)
		}
		f.Close()

		f = openFile(t, path)
		defer f.Close()
		q = openQueue(t, f, "work", Options{Visibility: time.Hour})
		got := receive(t, q, 10)
		if len(got) != 1 || string(got[0].Body) != "a" || got[0].Received != 2 {
			t.Fatalf("after reopening received %+v, want a for the second time", got)
		}
		if visible, inFlight, delayed := q.Depth(); visible != 0 || inFlight != 1 || delayed != 1 {
			t.Errorf("depth %d, %d, %d, want 0, 1, 1: the delay survives", visible, inFlight, delayed)
		}
	})
}

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	f := openFile(t, filepath.Join(t.TempDir(), "heed.db"))
	defer f.Close()
	tests := []struct {
		name string
		o    Options
	}{
		{"negative visibility", Options{Visibility: -1}},
		{"negative retention", Options{Retention: -1}},
		{"receives that end nowhere", Options{MaxReceives: 3}},
		{"dead letters in another file", Options{MaxReceives: 3, Dead: newQueue(t, Options{})}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Open(f, "work", tt.o); err == nil {
				t.Error("opened")
			}
		})
	}
}

func TestOpenNamesADamagedRecord(t *testing.T) {
	f := openFile(t, filepath.Join(t.TempDir(), "heed.db"))
	defer f.Close()
	q := openQueue(t, f, "work", Options{})
	damage := func(tx *bbolt.Tx) error { return q.on(tx).states.Put(encodeKey(7), []byte("?")) }
	if err := f.Update(func(*bbolt.Tx) error { return nil }, damage); err != nil {
		t.Fatal(err)
	}
	_, err := Open(f, "work", Options{})
	if !errors.Is(err, errRecord) || !strings.Contains(err.Error(), "message 7") {
		t.Errorf("opening gave %v, want message 7 named", err)
	}
}

func TestADamagedMessageFailsItsReceiveOnly(t *testing.T) {
	q := newQueue(t, Options{})
	send(t, q, text("a"))
	damage := func(tx *bbolt.Tx) error { return q.on(tx).contents.Put(encodeKey(1), []byte("?")) }
	if err := q.file.Update(func(*bbolt.Tx) error { return nil }, damage); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Receive(t.Context(), 1); !errors.Is(err, errRecord) {
		t.Errorf("receiving gave %v, want the damage", err)
	}
	if visible, _, _ := q.Depth(); visible != 1 {
		t.Errorf("%d visible, want the claim undone", visible)
	}
	send(t, q, text("b"))
}

func TestExpiredMessagesAreGoneAndTakenOffTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Retention: time.Hour, Visibility: 2 * time.Hour})
		send(t, q, text("held"))
		receive(t, q, 1)
		send(t, q, text("old"))
		time.Sleep(time.Hour - time.Second)
		send(t, q, text("young"))
		time.Sleep(time.Second)
		if visible, inFlight, _ := q.Depth(); visible != 1 || inFlight != 0 {
			t.Errorf("%d visible, %d in flight, want the young message alone", visible, inFlight)
		}
		if got := receive(t, q, 10); len(got) != 1 || string(got[0].Body) != "young" {
			t.Errorf("received %v, want the young", got)
		}
		if n := onFile(t, q); n != 1 {
			t.Errorf("%d messages on file, want 1", n)
		}
	})
}

func TestExpiredMessagesLeaveTheFileInPortions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Retention: time.Hour})
		send(t, q, slices.Repeat([]queue.Message{text("old")}, moveBatch+1)...)
		time.Sleep(time.Hour)
		q.Depth() // sees that they are old
		for _, want := range []int{2, 2} {
			send(t, q, text("young"))
			if n := onFile(t, q); n != want {
				t.Errorf("%d messages on file, want %d", n, want)
			}
		}
	})
}

// onFile counts the messages on file, and sees that states and contents pair.
func onFile(t *testing.T, q *Queue) (n int) {
	t.Helper()
	err := q.file.View(func(tx *bbolt.Tx) error {
		b := q.on(tx)
		n = b.states.Stats().KeyN
		if contents := b.contents.Stats().KeyN; contents != n {
			t.Errorf("%d states and %d contents on file", n, contents)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
