package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	queuebolt "github.com/heed-cs/heed/shared/queue/bolt"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// How the deliver queue drives deliver, as template.yaml has it.
const (
	deliverBatch = 10
	deliverCalls = 20
	retryCalls   = 10
	endpoints    = 8
	turnsAtOnce  = 3
)

// steady are the loads per second, with the p99 in ms that a peer showed on a like machine.
var steady = []struct {
	perSecond int
	goal      float64
}{{200, 55}, {400, 93}}

// measureDeliver sends events to a receiver that verifies each: as many as can
// be, at steady rates, beside a neighbour that hangs, how soon what failed is
// repeated, and what it all costs.
func measureDeliver(ctx context.Context, b *bench) error {
	post, err := newPostOffice(ctx, b)
	if err != nil {
		return err
	}
	defer post.close()
	var rates, costs sample
	for range turnsAtOnce {
		before, _ := cpuTime() // 0 where nobody tells
		rate, err := post.atOnce(ctx, b.delivered)
		if err != nil {
			return err
		}
		after, _ := cpuTime()
		rates, costs = append(rates, rate), append(costs, (after-before).Seconds()*1000/float64(b.delivered))
	}
	b.out.add("deliveries, unpaced", rates, " /s", atLeast(1_629, ""),
		fmt.Sprintf("%d queued events of %d endpoints: functions/deliver on the embedded queue and table, signed, posted, verified, recorded durably", b.delivered, endpoints))
	b.out.add("  CPU for a thousand of them", costs, " s", nil, "of all cores, the receiver's verifying and the writing of the events included")
	for _, s := range steady {
		_, err := b.durably(fmt.Sprintf("delivery at %d/s", s.perSecond), atMost(s.goal, " ms"), "from the write of the event to the receiver's verification; every event received once",
			func() (sample, error) { return post.steadily(ctx, s.perSecond, b.paced) })
		if err != nil {
			return err
		}
	}
	if err := measureNeighbour(ctx, b); err != nil {
		return err
	}
	if err := measureRetry(ctx, b); err != nil {
		return err
	}
	return measurePostage(ctx, b)
}

// postOffice is deliver on a rig, and a receiver.
type postOffice struct {
	*rig
	receiver *receiver
	stop     context.CancelFunc
	polling  sync.WaitGroup
	n        atomic.Int64
}

func newPostOffice(ctx context.Context, b *bench) (*postOffice, error) {
	r, err := newRig(b)
	if err != nil {
		return nil, err
	}
	p := &postOffice{rig: r, receiver: newReceiver(endpoints)}
	ctx, p.stop = context.WithCancel(ctx)
	for i := range endpoints {
		if err := p.open(ctx, i); err != nil {
			p.close()
			return nil, err
		}
	}
	f := deliver.New(nowhere, r.rec, r.box, deliver.NewClient(true, nil), r.q["retry"], r.q["deliver"], deliver.Options{})
	for name, calls := range map[string]int{"deliver": deliverCalls, "retry": retryCalls} {
		poller := queuebolt.Poller{Queue: r.q[name], Handler: f, BatchSize: deliverBatch, Concurrency: calls, Timeout: time.Minute, Grace: time.Second}
		p.polling.Go(func() { poller.Run(ctx) })
	}
	return p, nil
}

func (p *postOffice) close() {
	p.stop()
	p.polling.Wait()
	p.receiver.close()
	p.rig.close()
}

// open makes an endpoint that leads to the receiver.
func (p *postOffice) open(ctx context.Context, n int) error {
	return p.endpoint(ctx, tool(n), p.receiver.url(n))
}

// endpoint makes an endpoint on the defaults.
func (p *postOffice) endpoint(ctx context.Context, id, url string) error {
	sealed, err := p.box.Seal(ctx, []byte(p.receiver.secret().Reveal()), []byte(id))
	if err != nil {
		return err
	}
	ep := heed.Endpoint{
		ID: id, URL: url, Events: []string{"*"}, Format: heed.FormatStandard, APIVersion: "v1",
		Status: heed.EndpointEnabled, Secrets: []heed.SealedSecret{{Sealed: sealed}},
	}
	return p.rec.Write(ctx, records.PutEndpoint(records.Row[heed.Endpoint]{Value: ep}))
}

// tool names the n-th endpoint, round and round.
func tool(n int) string { return fmt.Sprint("tool-", n%endpoints) }

// birth is an event with its delivery, unwritten, as score makes them.
func (p *postOffice) birth(now time.Time, endpoint string) (id string, k heed.Knock, ops []store.Op, err error) {
	ev, err := heed.NewEvent(heed.RiskRaised, heed.Account{ID: "acme", Incarnation: "i"}, p.n.Add(1), now, heed.EventFacts{},
		map[string]string{"reason": "Risk rose to critical: usage fell by half within four weeks, and nobody answered the last two surveys."})
	if err != nil {
		return "", k, nil, err
	}
	d := records.NewDelivery(ev, endpoint)
	k = heed.Knock{Endpoint: d.Endpoint, Delivery: heed.DeliveryID(d.At, d.Event), Account: d.Account, Attempt: d.Attempt}
	return ev.ID, k, []store.Op{records.PutEvent(ev), records.CreateDelivery(d, now.AddDate(0, 0, 30))}, nil
}

// born writes n events, many to a Write, and returns their knocks.
func (p *postOffice) born(ctx context.Context, n int) ([]heed.Knock, error) {
	var knocks []heed.Knock
	var ops []store.Op
	for i := range n {
		_, k, more, err := p.birth(time.Now().UTC(), tool(i))
		if err != nil {
			return nil, err
		}
		knocks, ops = append(knocks, k), append(ops, more...)
	}
	for chunk := range slices.Chunk(ops, store.MaxOps) {
		if err := p.rec.Write(ctx, chunk...); err != nil {
			return nil, err
		}
	}
	return knocks, nil
}

// atOnce queues n events and says how many were received in a second.
func (p *postOffice) atOnce(ctx context.Context, n int) (float64, error) {
	knocks, err := p.born(ctx, n)
	if err != nil {
		return 0, err
	}
	all := p.receiver.expect(n)
	start := time.Now()
	if err := p.knock(ctx, knocks); err != nil {
		return 0, err
	}
	err = await(ctx, all)
	return float64(n) / time.Since(start).Seconds(), err
}

// steadily makes events at a rate and returns how long each took.
func (p *postOffice) steadily(ctx context.Context, perSecond int, span time.Duration) (sample, error) {
	n := int(span.Seconds() * float64(perSecond))
	all := p.receiver.expect(n)
	err := p.paced(ctx, n, perSecond, tool, p.receiver.sent)
	if err == nil {
		err = await(ctx, all)
	}
	return p.receiver.took(), err
}

func (p *postOffice) knock(ctx context.Context, knocks []heed.Knock) error {
	return hint.SendKnocks(ctx, p.q["deliver"], knocks)
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
