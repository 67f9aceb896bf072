package bolt

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

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
