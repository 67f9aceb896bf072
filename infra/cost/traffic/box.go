package traffic

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/queue"
)

// How Lambda polls a standard queue: at least five pollers, each with one long
// poll of up to 20 s open. What comes is spread over the pollers that wait; each
// takes what it finds, up to ten messages, and with a batching window goes on
// taking until the window closes or the batch is full. A poller works on one batch at a time.
const (
	pollers     = 5
	longPoll    = 20 * time.Second
	maxReceived = 10
	roundTrip   = 10 * time.Millisecond // of a call that receives or deletes
)

// box is a queue and the pollers that hand its messages to a function.
type box struct {
	name    string
	batch   int
	window  time.Duration
	clock   *clock
	r       *rand.Rand
	meter   *cost.Meter
	consume func([]queue.Message) time.Duration // gives the time it was billed

	n       atomic.Int64
	ready   []queue.Message
	pollers []*poller
	empty   int // long polls that ended without a message
}

type poller struct {
	waiting bool
	since   time.Duration // when it began to wait
	holding []queue.Message
	batch   int // counts its batches
}

func newBox(name string, batch int, window time.Duration, c *clock, m *cost.Meter, consume func([]queue.Message) time.Duration) *box {
	b := &box{name: name, batch: batch, window: window, clock: c, meter: m, consume: consume, r: rand.New(rand.NewPCG(1, uint64(len(name))))}
	for range pollers {
		b.pollers = append(b.pollers, &poller{waiting: true})
	}
	return b
}

// Send takes messages in; they are visible after their delay.
func (b *box) Send(_ context.Context, msgs ...queue.Message) error {
	for _, m := range msgs {
		m.ID = fmt.Sprint(b.name, "-", b.n.Add(1))
		m.Received = 1
		b.clock.in(m.Delay, func() { b.ready = append(b.ready, m) })
		b.clock.in(m.Delay, b.hand)
	}
	return nil
}

// hand spreads what is ready over the pollers that wait.
func (b *box) hand() {
	taken := map[*poller][]queue.Message{}
	for len(b.ready) > 0 {
		var able []*poller
		for _, p := range b.pollers {
			if p.waiting && len(taken[p]) < min(maxReceived, b.batch-len(p.holding)) {
				able = append(able, p)
			}
		}
		if len(able) == 0 {
			break
		}
		p := able[b.r.IntN(len(able))]
		taken[p], b.ready = append(taken[p], b.ready[0]), b.ready[1:]
	}
	for _, p := range b.pollers {
		if len(taken[p]) > 0 {
			b.receive(p, taken[p])
		}
	}
}

func (b *box) receive(p *poller, msgs []queue.Message) {
	p.waiting = false
	b.empty += int((b.clock.now - p.since) / longPoll)
	b.count(cost.Receive, msgs)
	p.holding = append(p.holding, msgs...)
	first := len(p.holding) == len(msgs)
	switch {
	case len(p.holding) == b.batch || b.window == 0:
		b.during(p, roundTrip, b.invoke)
		return
	case first:
		b.during(p, b.window, b.invoke)
	}
	b.during(p, roundTrip, b.wait)
}

// during does something with a poller after a while, unless its batch has gone by then.
func (b *box) during(p *poller, after time.Duration, do func(*poller)) {
	of := p.batch
	b.clock.in(after, func() {
		if p.batch == of {
			do(p)
		}
	})
}

func (b *box) wait(p *poller) {
	p.waiting, p.since = true, b.clock.now
	b.hand()
}

// invoke hands the batch over and deletes it. Failures do not happen here.
func (b *box) invoke(p *poller) {
	msgs := p.holding
	p.waiting, p.holding = false, nil
	p.batch++
	took := b.consume(msgs)
	for from := 0; from < len(msgs); from += maxReceived {
		b.count(cost.Delete, msgs[from:min(from+maxReceived, len(msgs))])
	}
	b.during(p, took+2*roundTrip, b.wait)
}

func (b *box) count(operation string, msgs []queue.Message) {
	bytes := 0
	for _, m := range msgs {
		if operation == cost.Receive {
			bytes += cost.MessageBytes(m)
		}
	}
	b.meter.Queue(cost.Label{Function: "poller", Operation: operation, Noun: b.name}, len(msgs), bytes, 0)
}
