package queuetest

import (
	"errors"
	"fmt"
	"maps"
	"time"

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
	poison := text("poison")
	poison.Attributes = map[string]string{"mark": "x"}
	b.send(poison)
	b.bury()
	n, err := b.Inspector.Redrive(b.Context(), 10)
	b.must(err)
	m := b.one(b.Queue)
	if n != 1 || m.Received != 1 || string(m.Body) != "poison" {
		b.Errorf("%d redriven; received %q for the %d. time, want 1, poison, 1", n, m.Body, m.Received)
	}
	if !maps.Equal(m.Attributes, poison.Attributes) {
		b.Errorf("it came back with %v, want only what it was sent with", m.Attributes)
	}
	b.wantBodies(b.Dead)
}

// bury receives everything until it is dead.
func (b *bench) bury() {
	b.Helper()
	for msgs := b.receive(b.Queue); len(msgs) > 0; msgs = b.receive(b.Queue) {
		b.must(b.Queue.Return(b.Context(), 0, ids(msgs)...))
	}
}

func redrivesSoManyAtMost(b *bench) {
	b.open(Options{})
	for n := range 25 {
		b.must(b.Dead.Send(b.Context(), queue.Parked(text(fmt.Sprint(n)), "test", errors.New("poison"), time.Now())))
	}
	for _, want := range []int{12, 12, 1, 0} {
		if n, err := b.Inspector.Redrive(b.Context(), 12); n != want || err != nil {
			b.Errorf("%d redriven (%v), want %d", n, err, want)
		}
	}
	if got := len(b.receive(b.Queue)); got != 25 {
		b.Errorf("%d came back, want all 25 once", got)
	}
}

func countsWhatItHolds(b *bench) {
	b.open(Options{})
	late := text("late")
	late.Delay = time.Minute
	b.send(text("a"), late)
	b.one(b.Queue)
	b.send(text("b"), text("c"))
	b.must(b.Dead.Send(b.Context(), text("d")))
	got, err := b.Inspector.Depth(b.Context())
	b.must(err)
	got.Oldest = time.Time{} // not every queue knows
	if want := (queue.Depth{Visible: 2, InFlight: 1, Delayed: 1, Dead: 1}); got != want {
		b.Errorf("it counts %+v, want %+v", got, want)
	}
}

func showsLettersAndLeavesThem(b *bench) {
	b.open(Options{})
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for _, body := range []string{"a", "b", "c"} {
		b.must(b.Dead.Send(b.Context(), queue.Parked(text(body), "aggregate", errors.New("poison"), at)))
	}
	for _, limit := range []int{2, 10} {
		shown, err := b.Inspector.Letters(b.Context(), limit)
		b.must(err)
		if len(shown) < 1 || len(shown) > min(limit, 3) {
			b.Fatalf("it shows %d of 3, and at most %d were asked for", len(shown), limit)
		}
		if queue.LetterOf(shown[0]) != (queue.Letter{Reason: "poison", Function: "aggregate", Time: "2026-11-20T09:30:00Z"}) {
			b.Errorf("it shows %v", shown)
		}
		b.sleep(2 * time.Second)
	}
	b.wantBodies(b.Dead, "a", "b", "c")
}
