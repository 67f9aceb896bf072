package queuetest

import (
	"bytes"
	"context"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

func takesTheLargestMessage(b *bench) {
	b.open(Options{})
	large := text("")
	large.Attributes = map[string]string{"ab": "cd"}
	large.Body = bytes.Repeat([]byte("x"), queue.MaxBytes-4)
	large.Delay = queue.MaxDelay
	b.send(large)
	large.Delay = 0
	b.send(large)
	if got := b.one(b.Queue); !bytes.Equal(got.Body, large.Body) {
		b.Errorf("received %d bytes, want %d unchanged", len(got.Body), len(large.Body))
	}
}

func refusesOutOfBounds(b *bench) {
	b.open(Options{})
	big := text("")
	big.Body = bytes.Repeat([]byte("x"), queue.MaxBytes-3)
	big.Attributes = map[string]string{"ab": "cd"} // counts
	late, early := text("late"), text("early")
	late.Delay = queue.MaxDelay + time.Second
	early.Delay = -time.Second
	for _, m := range []queue.Message{big, late, early, text("")} {
		b.wantRefused(b.Queue.Send(b.Context(), m), 0)
	}
	b.wantRefused(b.Queue.Send(b.Context(), text("a"), big, text("b"), late), 1, 3)
	b.wantBodies(b.Queue, "a", "b")
}

func refusesACancelledContext(b *bench) {
	b.open(Options{})
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	if b.Queue.Send(ctx, text("a")) == nil {
		b.Error("sending with a cancelled context succeeded")
	}
	b.wantBodies(b.Queue)
}
