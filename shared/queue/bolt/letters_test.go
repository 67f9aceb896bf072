package bolt

import (
	"fmt"
	"maps"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// withDead opens a queue that buries what was received twice.
func withDead(t *testing.T) (q, dead *Queue) {
	t.Helper()
	f := openFile(t, filepath.Join(t.TempDir(), "heed.db"))
	t.Cleanup(func() { f.Close() })
	dead = openQueue(t, f, "dead", Options{})
	return openQueue(t, f, "work", Options{Visibility: time.Minute, MaxReceives: 2, Dead: dead}), dead
}

// exhaust lets the visible messages be received until they are buried.
func exhaust(t *testing.T, q *Queue) {
	t.Helper()
	for range q.options.MaxReceives {
		receive(t, q, 1000)
		time.Sleep(q.options.Visibility)
	}
	if got := receive(t, q, 1000); len(got) != 0 {
		t.Fatalf("received %v once too often", got)
	}
}

func TestADeadLetterSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, dead := withDead(t)
		send(t, q, queue.Message{
			Body: []byte("poison"), Group: "acme",
			Attributes: map[string]string{"function": "score", "mark": "x"},
		})
		commits := q.file.Commits()
		exhaust(t, q)
		if n := q.file.Commits() - commits; n != 3 {
			t.Errorf("%d commits, want 3: the move is one transaction", n)
		}
		letters, err := dead.Peek(t.Context(), 10)
		if err != nil || len(letters) != 1 {
			t.Fatalf("peeked %v, %v, want one letter", letters, err)
		}
		want := map[string]string{
			"reason": "received 2 times without success", "function": "score", "mark": "x",
			"time": time.Now().UTC().Format(time.RFC3339),
		}
		if got := letters[0]; !maps.Equal(got.Attributes, want) || got.Group != "acme" || got.Received != 0 {
			t.Errorf("the dead letter is %+v, want attributes %v", got, want)
		}
		if n := onFile(t, q); n != 0 || !q.Oldest().IsZero() {
			t.Errorf("%d messages left on file, the oldest of %v", n, q.Oldest())
		}
	})
}

func TestASpentMessageDoesNotHideTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, dead := withDead(t)
		send(t, q, text("poison"))
		for range 2 {
			receive(t, q, 1)
			time.Sleep(time.Minute)
		}
		send(t, q, text("good"))
		if got := receive(t, q, 1); len(got) != 1 || string(got[0].Body) != "good" {
			t.Errorf("received %v, want the good message", got)
		}
		if visible, _, _ := dead.Depth(); visible != 1 {
			t.Errorf("%d dead letters, want 1", visible)
		}
	})
}

func TestAPeekedLetterCanBeDeleted(t *testing.T) {
	q := newQueue(t, Options{})
	send(t, q, text("a"), text("b"), text("c"))
	letters, err := q.Peek(t.Context(), 2)
	if err != nil || len(letters) != 2 || string(letters[0].Body) != "a" {
		t.Fatalf("peeked %v, %v, want the two oldest", letters, err)
	}
	if err := q.Ack(t.Context(), letters[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, q, 10); len(got) != 2 || string(got[0].Body) != "b" || got[0].Received != 1 {
		t.Errorf("received %v, want b and c for the first time", got)
	}
}

func TestRedriveMovesWhatIsNotInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, dead := withDead(t)
		for i := range 250 { // more than one transaction
			send(t, q, queue.Message{Body: fmt.Append(nil, i), Group: "acme", Attributes: map[string]string{"mark": "x"}})
		}
		exhaust(t, q)
		held := receive(t, dead, 1)[0]
		moved, err := dead.Redrive(t.Context(), 1000, q)
		if moved != 249 || err != nil {
			t.Fatalf("moved %d, %v, want 249", moved, err)
		}
		for _, m := range receive(t, q, 1000) {
			if m.Received != 1 || m.Group != "acme" || !maps.Equal(m.Attributes, map[string]string{"mark": "x"}) {
				t.Fatalf("redriven as %+v", m)
			}
		}
		if left, err := dead.Peek(t.Context(), 10); err != nil || len(left) != 1 || left[0].ID != held.ID {
			t.Errorf("left %v, %v, want the one in flight", left, err)
		}
	})
}

func TestRedriveKeepsToItsMaxAndFile(t *testing.T) {
	q := newQueue(t, Options{})
	to := openQueue(t, q.file, "to", Options{})
	send(t, q, text("a"), text("b"), text("c"))
	if moved, err := q.Redrive(t.Context(), 2, to); moved != 2 || err != nil {
		t.Errorf("moved %d, %v, want 2", moved, err)
	}
	for _, target := range []*Queue{q, newQueue(t, Options{})} {
		if _, err := q.Redrive(t.Context(), 2, target); err == nil {
			t.Error("redriven to itself or another file")
		}
	}
}
