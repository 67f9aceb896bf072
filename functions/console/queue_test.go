package console

import (
	"errors"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/groupcommit"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/queue/bolt"
)

// withQueue gives the console a queue with its dead letters.
func (b *bench) withQueue() (source, dead *bolt.Queue) {
	b.t.Helper()
	file, err := groupcommit.Open(filepath.Join(b.t.TempDir(), "queues.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = file.Close() })
	open := func(name string, o bolt.Options) *bolt.Queue {
		q, err := bolt.Open(file, name, o)
		if err != nil {
			b.t.Fatal(err)
		}
		return q
	}
	dead = open("signals-dead", bolt.Options{})
	source = open("signals", bolt.Options{MaxReceives: 100, Dead: dead})
	b.console.opt.Queues = map[string]queue.Inspector{"signals": bolt.Inspect(source, dead)}
	return source, dead
}

func (b *bench) bury(dead queue.Sender, n int) {
	b.t.Helper()
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for range n {
		m := queue.Message{Body: []byte(`{"comment":"Exports keep failing"}`)}
		if err := dead.Send(b.t.Context(), queue.Parked(m, "aggregate", errors.New("the signal cannot be read"), at)); err != nil {
			b.t.Fatal(err)
		}
	}
}

func TestQueuesAreCountedAndTheirDeadExplained(t *testing.T) {
	b := newBench(t)
	source, dead := b.withQueue()
	if err := source.Send(t.Context(), queue.Message{Body: []byte("x"), Delay: time.Hour / 4}); err != nil {
		t.Fatal(err)
	}
	b.bury(dead, 7)
	items := b.get("/v1/queues").items()
	if len(items) != 1 || items[0]["oldest_at"] == nil {
		t.Fatalf("the queues are %v", items)
	}
	delete(items[0], "oldest_at")
	letters := items[0]["letters"].([]any)
	want := map[string]any{"reason": "the signal cannot be read", "function": "aggregate", "time": "2026-11-20T09:30:00Z"}
	if len(letters) != shownLetters || !cmp.Equal(letters[0], any(want)) {
		t.Errorf("%d letters are shown, the first is %v, want %d and %v", len(letters), letters[0], shownLetters, want)
	}
	delete(items[0], "letters")
	if diff := cmp.Diff(map[string]any{"queue": "signals", "visible": 0., "in_flight": 0., "delayed": 1., "dead": 7.}, items[0]); diff != "" {
		t.Error(diff)
	}
}

// SQS buries by itself what came too often, and notes nothing.
func TestALetterWithoutAReasonSaysWhereToLook(t *testing.T) {
	b := newBench(t)
	_, dead := b.withQueue()
	if err := dead.Send(t.Context(), queue.Message{Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	letter := b.get("/v1/queues").at("items", 0, "letters", 0).(map[string]any)
	if letter["reason"] == "" || letter["function"] != nil || letter["time"] != nil {
		t.Errorf("the letter is %v", letter)
	}
}

func TestDeadLettersGoBackInBoundedSteps(t *testing.T) {
	b := newBench(t)
	source, dead := b.withQueue()
	b.bury(dead, 7)
	for _, want := range []struct{ moved, left float64 }{{5, 2}, {2, 0}, {0, 0}} {
		got := b.want(http.StatusOK, "POST", "/v1/queues/signals/redrive?limit=5", "")
		if got.body["moved"] != want.moved || got.body["left"] != want.left {
			t.Errorf("redriving answers %v, want %v", got.body, want)
		}
	}
	if n, _, _ := source.Depth(); n != 7 {
		t.Errorf("%d came back, want 7", n)
	}
	b.want(http.StatusNotFound, "POST", "/v1/queues/inbox/redrive", "")
	b.want(http.StatusUnprocessableEntity, "POST", "/v1/queues/signals/redrive?limit=0", "")
	b.as(heed.ScopeWrite).want(http.StatusForbidden, "POST", "/v1/queues/signals/redrive", "")
}
