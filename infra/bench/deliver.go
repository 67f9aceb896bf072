package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/records"
)

// How the deliver queue drives deliver, as template.yaml has it.
const (
	deliverBatch = 10
	deliverCalls = 20
	endpoints    = 8
	perSecond    = 200 // of the steady load
)

// measureDeliver sends events to a receiver that verifies each: as many as can
// be, and at a steady rate.
func measureDeliver(ctx context.Context, b *bench) error {
	post, err := newPostOffice(ctx, b)
	if err != nil {
		return err
	}
	defer post.close()
	rate, err := post.atOnce(ctx, b.delivered)
	if err != nil {
		return err
	}
	b.out.add("deliveries, unpaced", sample{rate}, " /s", atLeast(1_629, ""),
		fmt.Sprintf("%d queued events of %d endpoints: functions/deliver on the embedded queue and table, signed, posted, verified, recorded durably", b.delivered, endpoints))
	took, err := post.steadily(ctx, perSecond, b.paced)
	if err != nil {
		return err
	}
	b.out.latency(fmt.Sprintf("delivery at %d/s", perSecond), took, atMost(55, " ms"), "from the write of the event to the receiver's verification; every event received once")
	return nil
}

// postOffice is deliver on a rig, and a receiver.
type postOffice struct {
	*rig
	receiver *receiver
	stop     context.CancelFunc
	polling  sync.WaitGroup
	n        int64
}

func newPostOffice(ctx context.Context, b *bench) (*postOffice, error) {
	r, err := newRig(b)
	if err != nil {
		return nil, err
	}
	p := &postOffice{rig: r, receiver: newReceiver()}
	ctx, p.stop = context.WithCancel(ctx)
	for i := range endpoints {
		if err := p.open(ctx, fmt.Sprint("tool-", i)); err != nil {
			p.close()
			return nil, err
		}
	}
	f := deliver.New(nowhere, r.rec, r.box, deliver.NewClient(true, nil), r.q["retry"], r.q["deliver"], deliver.Options{})
	poller := queuebolt.Poller{Queue: r.q["deliver"], Handler: f, BatchSize: deliverBatch, Concurrency: deliverCalls, Timeout: time.Minute}
	p.polling.Go(func() { poller.Run(ctx) })
	return p, nil
}

func (p *postOffice) close() {
	p.stop()
	p.polling.Wait()
	p.receiver.close()
	p.rig.close()
}

// open makes an endpoint that leads to the receiver.
func (p *postOffice) open(ctx context.Context, id string) error {
	sealed, err := p.box.Seal(ctx, []byte(p.receiver.secret().Reveal()), []byte(id))
	if err != nil {
		return err
	}
	ep := heed.Endpoint{ID: id, URL: p.receiver.url(), Events: []string{"*"}, Format: heed.FormatStandard, APIVersion: "v1",
		Status: heed.EndpointEnabled, Secrets: []heed.SealedSecret{{Sealed: sealed}}}
	return p.rec.Write(ctx, records.PutEndpoint(records.Row[heed.Endpoint]{Value: ep}))
}

// born writes an event with its delivery, as score does, and returns its knock.
func (p *postOffice) born(ctx context.Context, now time.Time) (id string, k heed.Knock, err error) {
	p.n++
	ev, err := heed.NewEvent(heed.RiskRaised, heed.Account{ID: "acme", Incarnation: "i"}, p.n, now, heed.EventFacts{},
		map[string]string{"reason": "Risk rose to critical: usage fell by half within four weeks, and nobody answered the last two surveys."})
	if err != nil {
		return "", k, err
	}
	d := records.NewDelivery(ev, fmt.Sprint("tool-", p.n%endpoints))
	k = heed.Knock{Endpoint: d.Endpoint, Delivery: heed.DeliveryID(d.At, d.Event), Account: d.Account, Attempt: d.Attempt}
	return ev.ID, k, p.rec.Write(ctx, records.PutEvent(ev), records.CreateDelivery(d, now.AddDate(0, 0, 30)))
}

// atOnce queues n events and says how many were received in a second.
func (p *postOffice) atOnce(ctx context.Context, n int) (float64, error) {
	knocks := make([]heed.Knock, n)
	for i := range knocks {
		var err error
		if _, knocks[i], err = p.born(ctx, time.Now().UTC()); err != nil {
			return 0, err
		}
	}
	all := p.receiver.expect(n)
	start := time.Now()
	if err := hint.SendKnocks(ctx, p.q["deliver"], knocks); err != nil {
		return 0, err
	}
	err := await(ctx, all)
	return float64(n) / time.Since(start).Seconds(), err
}

// steadily makes events at a rate and returns how long each took.
func (p *postOffice) steadily(ctx context.Context, perSecond int, span time.Duration) (sample, error) {
	n := int(span.Seconds() * float64(perSecond))
	all := p.receiver.expect(n)
	err := pace(ctx, n, perSecond, func(int) error {
		start := time.Now()
		id, k, err := p.born(ctx, start.UTC())
		if err != nil {
			return err
		}
		p.receiver.sent(id, start)
		return hint.SendKnocks(ctx, p.q["deliver"], []heed.Knock{k})
	})
	if err != nil {
		return nil, err
	}
	return p.receiver.took(), await(ctx, all)
}

// pace calls so often a second, at set instants: a call that is late is not
// waited for by the others' clocks.
func pace(ctx context.Context, n, perSecond int, call func(i int) error) error {
	start := time.Now()
	for i := range n {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(time.Until(due)):
		}
		if err := call(i); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long after the last event the last webhook may come.
const patience = 30 * time.Second

func await(ctx context.Context, all <-chan struct{}) error {
	select {
	case <-all:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(patience):
		return fmt.Errorf("webhooks are missing after %s", patience)
	}
}
