// Package deliver posts events to endpoints: it signs, posts, records, and tries again.
//
// Messages of the deliver and retry queues wake it: knocks that each name one
// attempt of one delivery. In one Get it reads the delivery, its endpoint and its
// event; when the attempt is still to be made it posts the event's body and puts
// the outcome on the delivery, if nobody did before. A failure sets the next
// attempt: near ones wait in the retry queue, far ones in the due order of the
// table, which a schedule sweeps every minute for whatever should be on its way.
//
// Only the delivery's row says what is to be done. A knock that comes twice, late
// or never changes no more than the time of a post, or repeats one under the same
// webhook-id. When the table fails, the message returns and the attempt is made
// again; when a queue fails, the sweep brings the delivery.
//
// A receiver that hangs holds a few lanes of its own endpoint and nothing else
// (lanes.go). One that keeps failing is left alone: its breaker, a row that is there
// only while it fails, moves its deliveries on in the due order without a post and
// without spending attempts, but for one probe at a time (breaker.go). So does an
// endpoint that bounds its requests (pace.go).
package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/trace"
)

// Options are what an installation may set; the zero value serves.
type Options struct {
	// Version is told to receivers in User-Agent: Heed/<version>. Empty is "dev".
	Version string
	// Lanes is how many posts to one endpoint this process makes at a time. 0 is 4.
	Lanes int
}

func (o Options) filled() Options {
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Lanes <= 0 {
		o.Lanes = 4
	}
	return o
}

const (
	// longest is the most time that an endpoint may take to answer.
	longest = heed.MaxTimeoutSeconds * time.Second
	// margin is what must be left of a call's time after a post, to record it.
	margin = 5 * time.Second
)

// Deliver is the function. It is safe for concurrent use.
type Deliver struct {
	log    *slog.Logger
	rec    *records.Records
	box    secret.Box
	client *http.Client
	retry  queue.Sender // later attempts
	first  queue.Sender // first attempts
	opt    Options
	lanes  *lanes
	pulses *pulses
	told   trace.Pace // of sweeps that found nothing
	// sweepMost bounds the deliveries of one sweep.
	sweepMost int
}

var _ queue.Handler = (*Deliver)(nil)

// New makes the function. The client should be NewClient's: it alone keeps posts
// away from private addresses. The box opens the secrets of endpoints.
func New(log *slog.Logger, rec *records.Records, box secret.Box, client *http.Client, retry, deliver queue.Sender, o Options) *Deliver {
	o = o.filled()
	return &Deliver{
		log: log, rec: rec, box: box, client: client, retry: retry, first: deliver, opt: o,
		lanes: newLanes(o.Lanes), pulses: &pulses{of: map[string]*pulse{}}, sweepMost: maxSwept,
	}
}

// Handle makes the attempts a batch of knocks names, all at once. It serves the
// deliver and the retry queue alike, and ends in time to record what it began.
func (d *Deliver) Handle(ctx context.Context, batch []queue.Message) queue.Failures {
	errs := make([]error, len(batch))
	var all sync.WaitGroup
	for i, m := range batch {
		all.Go(func() { errs[i] = d.answer(ctx, m) })
	}
	all.Wait()
	failed := queue.Failures{}
	for i, err := range errs {
		if err != nil {
			failed[batch[i].ID] = err
		}
	}
	return failed
}

// answer handles one message. What panics harms only itself.
func (d *Deliver) answer(ctx context.Context, m queue.Message) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("a knock panicked: %v\n%s", reason, debug.Stack())
		}
	}()
	k, err := read(m)
	if err != nil {
		return err
	}
	leave, err := d.lanes.enter(ctx, passage{k.Endpoint, k.Delivery, k.Attempt}, longest+margin)
	if err != nil {
		return d.putOff(ctx, m, k, err)
	}
	defer leave()
	if err := d.attempt(ctx, k, time.Now().UTC()); !errors.Is(err, errBusy) {
		return err
	}
	return d.putOff(ctx, m, k, errBusy)
}

// read reads a knock, and drops one that can name no delivery.
func read(m queue.Message) (heed.Knock, error) {
	k, err := hint.Read[heed.Knock](m)
	if err != nil {
		return k, err
	}
	if !heed.ValidSlug(k.Endpoint) {
		return k, queue.Drop(errors.New("a knock names no endpoint"))
	}
	if _, _, err = heed.ParseDeliveryID(k.Delivery); err != nil {
		return k, queue.Drop(err)
	}
	return k, nil
}
