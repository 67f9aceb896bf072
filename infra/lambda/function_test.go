package lambda

import (
	"errors"
	"testing"
	"time"
)

func TestAProcessStaysWarm(t *testing.T) {
	f := working(t, func(*function) {})
	first, err := told(t, f, "")
	if err != nil || first == 0 {
		t.Fatalf("answered by %d, %v", first, err)
	}
	if again, err := told(t, f, ""); err != nil || again != first {
		t.Errorf("answered by %d and then by %d, %v", first, again, err)
	}
}

func TestAnErrorOfTheFunctionLeavesItWarm(t *testing.T) {
	f := working(t, func(*function) {})
	first, _ := told(t, f, "")
	_, err := told(t, f, "fail")
	if failed, ok := errors.AsType[*FunctionError](err); !ok || failed.Message != "as told" {
		t.Errorf("failed with %v", err)
	}
	if again, err := told(t, f, ""); err != nil || again != first {
		t.Errorf("answered by %d and then by %d, %v", first, again, err)
	}
}

// TestTheNextProcessIsNew ends processes in every way there is.
func TestTheNextProcessIsNew(t *testing.T) {
	for _, row := range []struct {
		name, do string
		want     error
		change   func(*function)
	}{
		{"crash", "exit", ErrCrashed, func(*function) {}},
		{"timeout", "wait", ErrTimedOut, func(f *function) { f.Timeout = 300 * time.Millisecond }},
		{"old age", "", nil, func(f *function) { f.lifetime = 0 }},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := working(t, func(f *function) { f.limit = 1; row.change(f) })
			if _, err := told(t, f, row.do); !errors.Is(err, row.want) {
				t.Fatalf("ended with %v, want %v", err, row.want)
			}
			if left := f.environments(); len(left) > 0 {
				t.Errorf("%d processes are kept", len(left))
			}
			f.Timeout = time.Minute
			if pid, err := told(t, f, ""); err != nil || pid == 0 {
				t.Errorf("the next is answered by %d, %v", pid, err)
			}
		})
	}
}

func TestAProcessThatCannotStartIsACrash(t *testing.T) {
	f := working(t, func(f *function) { f.variables = []string{"HEED_TEST_INIT=fails"} })
	if _, err := told(t, f, ""); !errors.Is(err, ErrCrashed) {
		t.Errorf("ended with %v", err)
	}
}

// TestMoreThanAllowedIsThrottled keeps the only process at work.
func TestMoreThanAllowedIsThrottled(t *testing.T) {
	f := working(t, func(f *function) { f.limit = 1 })
	ended := make(chan error)
	go func() { _, err := f.invoke([]byte(`{"Do":"wait"}`)); ended <- err }()
	for len(f.environments()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if _, err := told(t, f, ""); !errors.Is(err, ErrThrottled) {
		t.Errorf("a second one is answered %v", err)
	}
	f.close()
	if err := <-ended; !errors.Is(err, ErrCrashed) {
		t.Errorf("the first one ended with %v", err)
	}
}

func TestAnEventTooLargeIsRefused(t *testing.T) {
	f := working(t, func(*function) {})
	if _, err := f.invoke(make([]byte, maxPayload+1)); err == nil || len(f.environments()) > 0 {
		t.Errorf("answered %v by %d processes", err, len(f.environments()))
	}
}
