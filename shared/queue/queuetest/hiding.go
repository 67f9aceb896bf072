package queuetest

import (
	"time"
)

func hidesForTheDelay(b *bench) {
	b.open(Options{})
	late := text("late")
	late.Delay = 3 * time.Second
	b.send(late, text("now"))
	b.wantBodies(b.Queue, "now")
	b.sleep(late.Delay)
	b.sleep(time.Second / 2)
	b.wantBodies(b.Queue, "late")
}

func returnsAfterTheVisibility(b *bench) {
	b.open(Options{})
	b.send(text("a"))
	first := b.one(b.Queue)
	b.wantBodies(b.Queue)
	b.sleep(visibility + time.Second)
	second := b.one(b.Queue)
	if first.Received != 1 || second.Received != 2 {
		b.Errorf("received %d and %d times, want 1 and 2", first.Received, second.Received)
	}
	b.ack(second)
	b.sleep(visibility + time.Second)
	b.wantBodies(b.Queue)
}

func returnsAfterADelay(b *bench) {
	b.open(Options{Visibility: time.Minute})
	b.send(text("a"))
	b.must(b.Queue.Return(b.Context(), 0, b.one(b.Queue).ID))
	m := b.one(b.Queue)
	if m.Received != 2 {
		b.Errorf("received %d times, want 2", m.Received)
	}
	b.must(b.Queue.Return(b.Context(), 2*time.Second, m.ID))
	b.wantBodies(b.Queue)
	b.sleep(3 * time.Second)
	b.ack(b.one(b.Queue))
}
