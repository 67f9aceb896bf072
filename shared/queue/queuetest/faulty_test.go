package queuetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// sink keeps what it is sent, and refuses empty bodies.
type sink []queue.Message

func (s *sink) Send(_ context.Context, msgs ...queue.Message) error {
	var partial queue.Partial
	for i, m := range msgs {
		if len(m.Body) == 0 {
			partial.Failed, partial.Err = append(partial.Failed, i), errEmpty
			continue
		}
		*s = append(*s, m)
	}
	if partial.Failed != nil {
		return &partial
	}
	return nil
}

var errEmpty = errors.New("empty")

func TestFaultsSendAndFailAsTheySay(t *testing.T) {
	abc := []string{"a", "b", "c"}
	tests := []struct {
		name   string
		bodies []string
		faults []Fault
		sent   []string
		err    error
		failed []int // nil: the error is no *queue.Partial
	}{
		{"none", abc, []Fault{None, None, None}, abc, nil, nil},
		{"lose", abc, []Fault{None, Lose, None}, []string{"a", "c"}, ErrInjected, nil},
		{"hide", abc, []Fault{None, Hide, None}, abc, ErrInjected, nil},
		{"refuse", abc, []Fault{Refuse, None, Refuse}, []string{"b"}, ErrInjected, []int{0, 2}},
		{"refuse all", abc, []Fault{Refuse, Refuse, Refuse}, []string{}, ErrInjected, []int{0, 1, 2}},
		{"lose hides what was refused", abc, []Fault{Refuse, Lose, None}, []string{"c"}, ErrInjected, nil},
		{"repeat", abc, []Fault{None, Repeat, None}, []string{"a", "b", "b", "c"}, nil, nil},
		{"defer", abc, []Fault{Defer, None, None}, abc, nil, nil},
		{"the sender refuses", []string{"a", "b", "", "d"}, []Fault{Repeat, Refuse, Repeat, None}, []string{"a", "a", "d"}, errEmpty, []int{1, 2}},
		{"the sender alone refuses", []string{"a", ""}, []Fault{Repeat, None}, []string{"a", "a"}, errEmpty, []int{1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept := sink{}
			f := Faulty{Sender: &kept, Decide: func(n int, _ queue.Message) Fault { return tt.faults[n] }}
			err := f.Send(t.Context(), messages(tt.bodies)...)
			var partial *queue.Partial
			errors.As(err, &partial)
			if !errors.Is(err, tt.err) || (partial != nil) != (tt.failed != nil) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if partial != nil && !slices.Equal(partial.Failed, tt.failed) {
				t.Errorf("failed %v, want %v", partial.Failed, tt.failed)
			}
			if got := bodies(kept); !slices.Equal(got, tt.sent) {
				t.Errorf("sent %q, want %q", got, tt.sent)
			}
		})
	}
}

func TestDeferStaysWithinTheBound(t *testing.T) {
	kept := sink{}
	f := Faulty{Sender: &kept, Decide: func(int, queue.Message) Fault { return Defer }, Late: 10 * time.Minute}
	late := text("late")
	late.Delay = 10 * time.Minute
	if err := f.Send(t.Context(), text("now"), late); err != nil {
		t.Fatal(err)
	}
	if kept[0].Delay != 10*time.Minute || kept[1].Delay != queue.MaxDelay {
		t.Errorf("delays %v and %v, want 10m and the bound", kept[0].Delay, kept[1].Delay)
	}
}

func TestDecisionsAreNumberedOverAllSends(t *testing.T) {
	var numbers []int
	f := Faulty{Sender: &sink{}, Decide: func(n int, _ queue.Message) Fault {
		numbers = append(numbers, n)
		return None
	}}
	for range 2 {
		if err := f.Send(t.Context(), text("a"), text("b")); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{0, 1, 2, 3}; !slices.Equal(numbers, want) {
		t.Errorf("decided %v, want %v", numbers, want)
	}
}

func messages(bodies []string) []queue.Message {
	msgs := make([]queue.Message, len(bodies))
	for i, body := range bodies {
		msgs[i] = text(body)
	}
	return msgs
}
