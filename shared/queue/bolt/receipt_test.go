package bolt

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAStaleReceiptChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Visibility: time.Minute})
		send(t, q, text("a"))
		stale := receive(t, q, 1)[0].ID
		time.Sleep(time.Minute)
		fresh := receive(t, q, 1)[0].ID
		if err := q.Ack(t.Context(), stale); err != nil {
			t.Fatal(err)
		}
		if err := q.Return(t.Context(), 0, stale); err != nil {
			t.Fatal(err)
		}
		if _, inFlight, _ := q.Depth(); inFlight != 1 {
			t.Fatalf("%d in flight, want the message untouched", inFlight)
		}
		if err := q.Ack(t.Context(), fresh); err != nil {
			t.Fatal(err)
		}
		if !q.Oldest().IsZero() {
			t.Error("the message is still there")
		}
	})
}

func TestAReceiptServesUntilTheMessageIsReceivedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Visibility: time.Minute})
		send(t, q, text("a"))
		late := receive(t, q, 1)[0].ID
		time.Sleep(time.Hour)
		if err := q.Ack(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		if got := receive(t, q, 1); len(got) != 0 {
			t.Errorf("received %v after its late acknowledgement", got)
		}
	})
}

func TestAReturnThatIsOvertakenByAReceiveHidesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, Options{Visibility: time.Minute})
		send(t, q, text("a"))
		receive(t, q, 1)
		time.Sleep(time.Minute)
		receive(t, q, 1)
		q.hide([]letter{{seq: 1, state: state{received: 1}}}, time.Now().Add(time.Hour)) // its commit came before the receive
		wantNext(t, q, time.Minute, true)
	})
}

func TestStrangeReceiptsAreRefused(t *testing.T) {
	q := newQueue(t, Options{})
	send(t, q, text("a"))
	good := receive(t, q, 1)[0].ID
	for _, id := range []string{"", "1.1", "other/1.1", "work/1", "work/x.1", "work/01.1", "work/1.1.1", "work/-1.1", "work/1.99999999999"} {
		if err := q.Ack(t.Context(), good, id); err == nil {
			t.Errorf("%q was acknowledged", id)
		}
		if err := q.Return(t.Context(), 0, id); err == nil {
			t.Errorf("%q was returned", id)
		}
	}
	if _, inFlight, _ := q.Depth(); inFlight != 1 {
		t.Errorf("%d in flight, want the good one left alone", inFlight)
	}
}

func TestReturnKeepsItsBounds(t *testing.T) {
	q := newQueue(t, Options{})
	for _, delay := range []time.Duration{-1, 12*time.Hour + 1} {
		if err := q.Return(t.Context(), delay); err == nil {
			t.Errorf("a delay of %v was taken", delay)
		}
	}
}
