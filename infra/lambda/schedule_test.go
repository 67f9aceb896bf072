package lambda

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// soon makes the minutes between repetitions milliseconds.
const soon = 60_000

// TestAnEventThatFailsIsTriedTwiceMore counts the invocations that failed.
func TestAnEventThatFailsIsTriedTwiceMore(t *testing.T) {
	for do, want := range map[string]int{"": 0, "fail": 3, "exit": 3} {
		var log bytes.Buffer
		f := working(t, func(f *function) { f.log = slog.New(slog.NewTextHandler(&log, nil)) })
		f.hand(t.Context(), []byte(`{"Do":"`+do+`"}`), soon)
		if got := strings.Count(log.String(), "invocation failed"); got != want {
			t.Errorf("%q failed %d times, want %d", do, got, want)
		}
	}
}

// TestAThrottledEventWaits keeps the only process at work until it was throttled twice.
func TestAThrottledEventWaits(t *testing.T) {
	throttled := make(chan struct{}, 100)
	f := working(t, func(f *function) {
		f.limit = 1
		f.log = slog.New(slog.NewTextHandler(signal(throttled), nil))
	})
	busy, err := f.take()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { f.hand(t.Context(), []byte(`{}`), soon); close(done) }()
	<-throttled
	<-throttled
	f.put(busy)
	<-done
}

// signal passes on that a line was logged.
type signal chan struct{}

func (s signal) Write(line []byte) (int, error) {
	select {
	case s <- struct{}{}:
	default: // enough were
	}
	return len(line), nil
}
