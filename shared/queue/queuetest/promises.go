package queuetest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

func delivers(b *bench) {
	b.open(Options{})
	sent, before := map[string]queue.Message{}, time.Now()
	var msgs []queue.Message
	for i := range 25 {
		m := text(fmt.Sprintf(`{"n":%d}`, i))
		m.Group = fmt.Sprintf("g%d", i%3)
		m.Attributes = map[string]string{"n": fmt.Sprint(i), "kind": "täst"}
		sent[string(m.Body)] = m
		msgs = append(msgs, m)
	}
	b.send(msgs...)
	seen := map[string]bool{}
	for _, got := range b.receive(b.Queue) {
		b.wantSame(got, sent[string(got.Body)], before)
		delete(sent, string(got.Body))
		seen[got.ID] = true
	}
	if len(sent) != 0 || len(seen) != 25 {
		b.Errorf("%d messages did not come, and %d IDs for 25", len(sent), len(seen))
	}
}

func (b *bench) wantSame(got, sent queue.Message, since time.Time) {
	b.Helper()
	if got.Group != sent.Group || !maps.Equal(got.Attributes, sent.Attributes) {
		b.Errorf("received %q %v, sent %q %v", got.Group, got.Attributes, sent.Group, sent.Attributes)
	}
	if got.Received != 1 {
		b.Errorf("received for the %d. time, want the first", got.Received)
	}
	const skew = time.Minute // between a server's clock and ours
	if got.SentAt.Before(since.Add(-skew)) || got.SentAt.After(time.Now().Add(skew)) {
		b.Errorf("sent at %v, want about %v", got.SentAt, since)
	}
}

func receivesNoMoreThanMax(b *bench) {
	b.open(Options{})
	b.wantBodies(b.Queue)
	b.send(text("a"), text("b"), text("c"))
	msgs, err := b.Queue.Receive(b.Context(), 2)
	b.must(err)
	if len(msgs) < 1 || len(msgs) > 2 {
		b.Errorf("received %d messages, want 1 or 2", len(msgs))
	}
}

func deletesWhatIsAcknowledged(b *bench) {
	b.open(Options{})
	b.send(text("a"), text("b"), text("c"))
	var done []queue.Message
	for _, m := range b.receive(b.Queue) {
		if string(m.Body) != "b" {
			done = append(done, m)
		}
	}
	b.ack(done...)
	b.ack(done...) // again, as after a lost answer
	b.sleep(visibility + time.Second)
	b.wantBodies(b.Queue, "b")
}

func bearsStaleReceipts(b *bench) {
	b.open(Options{})
	b.send(text("a"), text("b"))
	stale := b.receive(b.Queue)
	b.sleep(visibility + time.Second)
	again := b.receive(b.Queue)
	if len(again) != 2 {
		b.Fatalf("received %d messages again, want 2", len(again))
	}
	b.ack(stale...)
	b.ack(again...)
	b.ack(stale...)
	b.sleep(visibility + time.Second)
	b.wantBodies(b.Queue)
}

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

func buriesAfterMaxReceives(b *bench) {
	b.open(Options{MaxReceives: 2})
	poison := text("poison")
	poison.Attributes = map[string]string{"mark": "x"}
	b.send(poison, text("good"))
	for range 2 {
		b.returnPoison(b.receive(b.Queue))
	}
	b.wantBodies(b.Queue)
	dead := b.one(b.Dead)
	if string(dead.Body) != "poison" || dead.Attributes["mark"] != "x" {
		b.Errorf("the dead letter is %q %v, want the message", dead.Body, dead.Attributes)
	}
}

// returnPoison acknowledges all but the poison.
func (b *bench) returnPoison(msgs []queue.Message) {
	b.Helper()
	for _, m := range msgs {
		if string(m.Body) != "poison" {
			b.ack(m)
			continue
		}
		b.must(b.Queue.Return(b.Context(), 0, m.ID))
	}
}

func redrivesAsNew(b *bench) {
	b.open(Options{MaxReceives: 1})
	if b.Redrive == nil {
		b.Skip("the adapter does not redrive")
	}
	b.send(text("poison"))
	b.returnPoison(b.receive(b.Queue))
	b.wantBodies(b.Queue)
	n, err := b.Redrive(b.Context(), 10)
	b.must(err)
	m := b.one(b.Queue)
	if n != 1 || m.Received != 1 || string(m.Body) != "poison" {
		b.Errorf("%d redriven; received %q for the %d. time, want 1, poison, 1", n, m.Body, m.Received)
	}
	b.wantBodies(b.Dead)
}

// letsBusyGroupsWait fills the queue with a noisy group, has some of it in
// flight, and expects quiet groups and those without one to pass it.
func letsBusyGroupsWait(b *bench) {
	b.open(Options{Visibility: time.Minute})
	for range 4 {
		noisy := queue.Message{Body: []byte("noisy"), Group: "noisy"}
		b.send(noisy, noisy, noisy, noisy, noisy)
	}
	_, err := b.Queue.Receive(b.Context(), 10)
	b.must(err)
	b.send(queue.Message{Body: []byte("quiet"), Group: "quiet"}, text("alone"), text("alone"))
	next, err := b.Queue.Receive(b.Context(), 3)
	b.must(err)
	for _, m := range next {
		if m.Group == "noisy" {
			b.Errorf("the noisy group was served before the quiet: %q", bodies(next))
		}
	}
}

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
