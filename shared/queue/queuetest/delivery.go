package queuetest

import (
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
	if got.Group != sent.Group && !b.adapter.Unfair || !maps.Equal(got.Attributes, sent.Attributes) {
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
