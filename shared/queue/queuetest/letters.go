package queuetest

import (
	"github.com/heed-cs/heed/shared/queue"
)

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
