package queue_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

var errBroken = errors.New("broken")

// fails is a handler that fails messages by their body.
func fails(why map[string]error) queue.HandlerFunc {
	return func(_ context.Context, m queue.Message) error { return why[string(m.Body)] }
}

func batch(bodies ...string) []queue.Message {
	var msgs []queue.Message
	for i, body := range bodies {
		msgs = append(msgs, queue.Message{ID: fmt.Sprintf("id-%d", i), Body: []byte(body)})
	}
	return msgs
}

// sender keeps what it is sent, unless it has an error.
type sender struct {
	err  error
	sent []queue.Message
}

func (s *sender) Send(_ context.Context, msgs ...queue.Message) error {
	if s.err == nil {
		s.sent = append(s.sent, msgs...)
	}
	return s.err
}

func TestHandlerFuncNamesWhatFailed(t *testing.T) {
	h := fails(map[string]error{"b": errBroken})
	got := h.Handle(t.Context(), batch("a", "b", "c"))
	if want := (queue.Failures{"id-1": errBroken}); !maps.Equal(got, want) {
		t.Errorf("failures %v, want %v", got, want)
	}
}

func TestDropMarksErrorsThroughWrapping(t *testing.T) {
	tests := []struct {
		name    string
		err     error
		dropped bool
	}{
		{"nil", nil, false},
		{"plain", errBroken, false},
		{"dropped", queue.Drop(errBroken), true},
		{"wrapped", fmt.Errorf("reading: %w", queue.Drop(errBroken)), true},
		{"joined", errors.Join(errors.New("other"), queue.Drop(errBroken)), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := queue.IsDropped(tt.err); got != tt.dropped {
				t.Errorf("IsDropped = %v, want %v", got, tt.dropped)
			}
		})
	}
	if err := queue.Drop(errBroken); !errors.Is(err, errBroken) || err.Error() != "broken" {
		t.Errorf("Drop hides its cause: %v", err)
	}
}

func TestParkingMovesOnlyDroppedMessages(t *testing.T) {
	dead := &sender{}
	h := fails(map[string]error{"poison": queue.Drop(errBroken), "later": errBroken})
	at := time.Date(2026, 11, 20, 10, 30, 0, 0, time.FixedZone("", 3600))
	parking := queue.Parking(h, dead, "aggregate", func() time.Time { return at })

	got := parking.Handle(t.Context(), batch("good", "poison", "later"))
	if want := (queue.Failures{"id-2": errBroken}); !maps.Equal(got, want) {
		t.Errorf("failures %v, want %v: a parked message is acknowledged", got, want)
	}
	if len(dead.sent) != 1 || string(dead.sent[0].Body) != "poison" {
		t.Fatalf("parked %v, want the poison alone", dead.sent)
	}
	want := map[string]string{"reason": "broken", "function": "aggregate", "time": "2026-11-20T09:30:00Z"}
	if got := dead.sent[0].Attributes; !maps.Equal(got, want) {
		t.Errorf("attributes %v, want %v", got, want)
	}
}

func TestParkingFailsAsBeforeWhenTheDeadLettersAreOut(t *testing.T) {
	dead := &sender{err: errors.New("full")}
	h := fails(map[string]error{"poison": queue.Drop(errBroken)})
	got := queue.Parking(h, dead, "score", time.Now).Handle(t.Context(), batch("poison"))
	if !errors.Is(got["id-0"], errBroken) {
		t.Errorf("failures %v, want the message to return", got)
	}
}

func TestPartialTellsHowManyAndWhy(t *testing.T) {
	var err error = &queue.Partial{Failed: []int{1, 3}, Err: errBroken}
	if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "2 messages") {
		t.Errorf("the error is %q", err)
	}
	var partial *queue.Partial
	if !errors.As(fmt.Errorf("sending: %w", err), &partial) || !slices.Equal(partial.Failed, []int{1, 3}) {
		t.Errorf("the indexes are lost: %v", partial)
	}
}
