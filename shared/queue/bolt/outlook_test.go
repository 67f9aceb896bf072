package bolt

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

func TestNextVisibleFollowsTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Visibility: time.Minute})
		start := time.Now()
		wantNext(t, q, 0, false)
		send(t, q, queue.Message{Body: []byte("late"), Delay: 90 * time.Second})
		wantNext(t, q, 90*time.Second, true)
		send(t, q, text("now"))
		wantNext(t, q, 0, true)
		id := receive(t, q, 1)[0].ID
		wantNext(t, q, time.Minute, true)
		if err := q.Return(t.Context(), 5*time.Second, id); err != nil {
			t.Fatal(err)
		}
		wantNext(t, q, 5*time.Second, true)
		time.Sleep(5 * time.Second)
		wantNext(t, q, 0, true)
		if got := q.Oldest(); !got.Equal(start) {
			t.Errorf("the oldest is of %v, want %v", got, start)
		}
	})
}

func wantNext(t *testing.T, q *Queue, in time.Duration, ok bool) {
	t.Helper()
	at, gotOK := q.NextVisible()
	if gotOK != ok || ok && time.Until(at) != in {
		t.Errorf("next visible in %v, %v, want %v, %v", time.Until(at), gotOK, in, ok)
	}
}

func TestReadyHoldsOneTokenForWhatCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{})
		wantToken(t, q, false)
		send(t, q, text("a"))
		send(t, q, text("b"))
		wantToken(t, q, true)
		wantToken(t, q, false)
		id := receive(t, q, 1)[0].ID
		wantToken(t, q, false)
		if err := q.Return(t.Context(), time.Second, id); err != nil {
			t.Fatal(err)
		}
		wantToken(t, q, true)
	})
}

func wantToken(t *testing.T, q *Queue, want bool) {
	t.Helper()
	select {
	case <-q.Ready():
		if !want {
			t.Error("a token for nothing")
		}
	default:
		if want {
			t.Error("no token")
		}
	}
}
