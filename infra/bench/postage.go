package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/functions/deliver"
	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	tablebolt "github.com/heed-cs/heed/shared/store/bolt"
)

const (
	// postedPieces is how many deliveries are counted: each is like the other.
	postedPieces = 200
	// answerTime is how long a receiver takes to answer, for which Lambda is billed.
	answerTime = 200 * time.Millisecond
	// deliverMemory is the function's memory in MB, at which Lambda gives a share of a core.
	deliverMemory, wholeCore = 256, 1769
	minutesOfMonth           = 30 * 24 * 60
	// pollers of a queue each end a long poll three times a minute, on two queues.
	emptyReceives = 2 * 5 * 3 * minutesOfMonth
)

// measurePostage counts what deliveries ask of AWS and multiplies by its prices.
// Every message is a batch of its own, as events that come now and then are.
func measurePostage(ctx context.Context, b *bench) error {
	once, err := postage(ctx, b, nil)
	if err != nil {
		return err
	}
	near, err := postage(ctx, b, &again{attempt: 1})
	if err != nil {
		return err
	}
	far, err := postage(ctx, b, &again{attempt: 5})
	if err != nil {
		return err
	}
	idle, err := idleMonth(ctx, b)
	if err != nil {
		return err
	}
	b.price("a million deliveries on AWS", once, nil, atMost(8, " USD"))
	b.price("a million retries after seconds, in all", near, once, atMost(8, " USD"))
	b.price("a million retries after hours, in all", far, once, atMost(10, " USD"))
	b.price("a month without deliveries", idle, nil, atMost(1, " USD"))
	return nil
}

// price puts down a bill, or what it has beyond another.
func (b *bench) price(figure string, bill, beyond []cost.Cost, g *goal) {
	var parts []string
	total := 0.0
	for i, c := range bill {
		dollars := c.Dollars
		if beyond != nil {
			dollars -= beyond[i].Dollars
		}
		total += dollars
		if dollars >= 0.005 {
			parts = append(parts, fmt.Sprintf("%s %.2f", c.What, dollars))
		}
	}
	b.out.row(figure, total, " USD", "", g, strings.Join(parts, " + "))
}

// again lets the given attempt of each delivery fail, and the next one succeed.
type again struct{ attempt int }

// postage sends deliveries, each of which costs the same, and gives the bill of a million.
func postage(ctx context.Context, b *bench, fails *again) ([]cost.Cost, error) {
	o, err := newSorting(ctx, b)
	if err != nil {
		return nil, err
	}
	defer o.close()
	for range postedPieces {
		if err := o.piece(ctx, fails); err != nil {
			return nil, err
		}
	}
	return o.meter.Bill(1e6 / postedPieces), nil
}

// idleMonth runs an hour of sweeps that find nothing, and gives the bill of a month.
func idleMonth(ctx context.Context, b *bench) ([]cost.Cost, error) {
	o, err := newSorting(ctx, b)
	if err != nil {
		return nil, err
	}
	defer o.close()
	for i := range 60 {
		o.meter.Scheduled()
		if err := o.billed(func() error { return o.deliver.Due(ctx, time.Now().Add(time.Duration(i)*time.Minute)) }); err != nil {
			return nil, err
		}
	}
	bill := o.meter.Bill(minutesOfMonth / 60)
	i := slices.IndexFunc(bill, func(c cost.Cost) bool { return c.What == "SQS requests" })
	bill[i].Amount += emptyReceives
	bill[i].Dollars = bill[i].Amount * bill[i].Price.Dollars
	return bill, nil
}

// sorting is deliver with everything it asks of AWS counted.
type sorting struct {
	*postOffice
	meter   *cost.Meter
	counted *records.Records
	deliver *deliver.Deliver
	sent    letters
	status  int // that the receiver answers with
}

// letters are messages that were sent and not yet received.
type letters struct{ waiting []queue.Message }

func (l *letters) Send(_ context.Context, msgs ...queue.Message) error {
	l.waiting = append(l.waiting, msgs...)
	return nil
}

func newSorting(ctx context.Context, b *bench) (*sorting, error) {
	p, err := newPostOffice(ctx, b)
	if err != nil {
		return nil, err
	}
	o := &sorting{postOffice: p, meter: cost.NewMeter()}
	table, err := tablebolt.New(p.file)
	if err != nil {
		p.close()
		return nil, err
	}
	o.counted = records.New(cost.Table(o.meter, "deliver", table), p.box)
	o.begin()
	return o, nil
}

// begin makes the function anew: it is to remember nothing of the deliveries
// before, whose failures would open the endpoint's breaker.
func (o *sorting) begin() {
	to := func(name string) queue.Sender { return cost.Sender(o.meter, "deliver", name, &o.sent) }
	log := slog.New(slog.NewJSONHandler(cost.Lines(o.meter), nil))
	o.deliver = deliver.New(log, o.counted, o.box, &http.Client{Transport: o}, to("retry"), to("deliver"), deliver.Options{})
}

// RoundTrip is the receiver.
func (o *sorting) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: o.status, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// piece brings one event from its birth to its end.
func (o *sorting) piece(ctx context.Context, fails *again) error {
	o.begin()
	now := time.Now().UTC()
	_, k, ops, err := o.birth(now, tool(0))
	if err != nil {
		return err
	}
	if err := o.counted.Write(ctx, ops...); err != nil {
		return err
	}
	if fails != nil {
		if err := o.refuse(ctx, &k, fails.attempt); err != nil {
			return err
		}
	} else if err := cost.Sender(o.meter, "score", "deliver", &o.sent).Send(ctx, hint.Knock(k, 0)); err != nil {
		return err
	}
	o.status = http.StatusNoContent
	return o.receive(ctx)
}

// refuse lets an attempt fail and the time pass until the next.
func (o *sorting) refuse(ctx context.Context, k *heed.Knock, attempt int) error {
	row, err := o.rec.Delivery(ctx, k.Endpoint, k.Delivery)
	if err != nil {
		return err
	}
	row.Value.Attempt = attempt // as if those before had failed: not counted
	if err := o.rec.Write(ctx, records.PutDelivery(row, row.Value.NextAt, row.Expires)); err != nil {
		return err
	}
	k.Attempt, o.status = attempt, http.StatusServiceUnavailable
	if err := cost.Sender(o.meter, "score", "deliver", &o.sent).Send(ctx, hint.Knock(*k, 0)); err != nil {
		return err
	}
	if err := o.receive(ctx); err != nil {
		return err
	}
	return o.wait(ctx, *k)
}

// wait lets the sweep bring what no queue holds so long, and the time come.
func (o *sorting) wait(ctx context.Context, k heed.Knock) error {
	row, err := o.rec.Delivery(ctx, k.Endpoint, k.Delivery)
	if err != nil {
		return err
	}
	if len(o.sent.waiting) == 0 {
		if err := o.billed(func() error { return o.deliver.Due(ctx, row.Value.NextAt.Add(-time.Minute)) }); err != nil {
			return err
		}
		if row, err = o.rec.Delivery(ctx, k.Endpoint, k.Delivery); err != nil {
			return err
		}
	}
	row.Value.NextAt = time.Now().UTC()
	return o.rec.Write(ctx, records.PutDelivery(row, row.Value.NextAt.Add(records.SafetyNet), row.Expires))
}

// receive hands over what was sent, one message to a call.
func (o *sorting) receive(ctx context.Context) error {
	batch := o.sent.waiting
	o.sent.waiting = nil
	for i := range batch {
		batch[i].ID = "m"
		bytes := cost.MessageBytes(batch[i])
		o.meter.Queue(cost.Label{Function: "poller", Operation: cost.Receive, Noun: "deliver"}, 1, bytes, 0)
		o.meter.Queue(cost.Label{Function: "poller", Operation: cost.Delete, Noun: "deliver"}, 1, 0, 0)
		if err := o.billed(func() error { return failure(o.deliver.Handle(ctx, batch[i:i+1])) }); err != nil {
			return err
		}
	}
	return nil
}

// billed runs one call of the function: the computing it took here at the share of a
// core that its memory buys, the time its calls take on AWS, and the receiver's.
func (o *sorting) billed(run func() error) error {
	waited, computed := o.meter.Waited("deliver"), computing()
	if err := run(); err != nil {
		return err
	}
	computed = (computing() - computed) * wholeCore / deliverMemory
	o.meter.Billed("deliver", computed, o.meter.Waited("deliver")-waited+answerTime, deliverMemory)
	return nil
}

// computing is what this process has computed, none where nobody tells.
func computing() time.Duration {
	d, _ := cpuTime()
	return d
}
