package queuetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/queue"
)

// ErrInjected is the error of every injected fault.
var ErrInjected = errors.New("queuetest: injected fault")

// Fault is what happens to one message of a Send.
type Fault int

// Lose and Hide are a pair: the caller sees the same error and cannot know
// whether the message was sent.
const (
	None   Fault = iota // sent as asked
	Refuse              // not sent, and named in a *queue.Partial
	Lose                // not sent, and the call fails with ErrInjected
	Hide                // sent, and the call fails with ErrInjected all the same
	Repeat              // sent twice
	Defer               // sent with Late added to its delay, so that others overtake it
)

// Faulty is a sender that injects faults. The same decisions over the same
// sends do the same, so one seed behind Decide repeats a failing run.
type Faulty struct {
	Sender queue.Sender
	// Decide says what happens to a message. n counts the messages from 0, over all sends.
	Decide func(n int, m queue.Message) Fault
	// Late is the delay of Defer; the sum stays within queue.MaxDelay.
	Late time.Duration

	mu sync.Mutex
	n  int
}

var _ queue.Sender = (*Faulty)(nil)

// Send sends what the faults leave over. Its error is ErrInjected when a message
// was lost or hidden, and a *queue.Partial that wraps ErrInjected and names the
// refused otherwise. Errors of the Sender come through, a *queue.Partial with the
// indexes of this Send.
func (f *Faulty) Send(ctx context.Context, msgs ...queue.Message) error {
	p := f.plan(msgs)
	if err := p.send(ctx, f.Sender); err != nil {
		return err
	}
	switch {
	case p.unknown:
		return ErrInjected
	case len(p.failed) > 0:
		slices.Sort(p.failed)
		return &queue.Partial{Failed: slices.Compact(p.failed), Err: p.cause}
	}
	return nil
}

// plan is what will be done about one Send.
type plan struct {
	msgs    []queue.Message
	origin  []int // the index of each in the Send
	failed  []int
	cause   error // why they failed
	unknown bool  // the caller is not to know which were sent
	late    time.Duration
}

func (f *Faulty) plan(msgs []queue.Message) *plan {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &plan{late: f.Late}
	for i, m := range msgs {
		p.add(i, m, f.Decide(f.n, m))
		f.n++
	}
	return p
}

func (p *plan) add(i int, m queue.Message, fault Fault) {
	switch fault {
	case Refuse:
		p.failed, p.cause = append(p.failed, i), ErrInjected
		return
	case Lose:
		p.unknown = true
		return
	case Hide:
		p.unknown = true
	case Repeat:
		p.msgs, p.origin = append(p.msgs, m), append(p.origin, i)
	case Defer:
		m.Delay = min(m.Delay+p.late, queue.MaxDelay)
	}
	p.msgs, p.origin = append(p.msgs, m), append(p.origin, i)
}

// send sends what is left, and counts what the sender refuses among the failed.
func (p *plan) send(ctx context.Context, s queue.Sender) error {
	if len(p.msgs) == 0 {
		return nil
	}
	err := s.Send(ctx, p.msgs...)
	var partial *queue.Partial
	if !errors.As(err, &partial) {
		return err
	}
	for _, i := range partial.Failed {
		p.failed = append(p.failed, p.origin[i])
	}
	p.cause = errors.Join(p.cause, partial.Err)
	return nil
}
