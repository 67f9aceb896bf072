package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/infra/demo"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// demonstration is what `heed serve --demo` adds: a made-up portfolio, and a
// receiver of its own that shows the webhooks it gets.
type demonstration struct {
	dir      string
	seed     uint64
	terminal *terminal
	receiver *receiver
	in       *installation // since enter, as what follows
	key      string
	state    demoState
}

// newDemonstration starts the receiver.
func newDemonstration(dir string, seed uint64, t *terminal) (*demonstration, error) {
	r, err := newReceiver(t.out)
	if err != nil {
		return nil, err
	}
	return &demonstration{dir: dir, seed: seed, terminal: t, receiver: r}, nil
}

func (d *demonstration) close() { d.receiver.close() }

// enter recalls the demo of the folder and admits its key, or the operator's.
func (d *demonstration) enter(ctx context.Context, in *installation, adminKey string) (err error) {
	if d.state, err = d.recall(ctx, in.rec); err != nil {
		return err
	}
	d.in, d.key = in, cmp.Or(adminKey, d.state.Key)
	return console.EnsureAdminKey(ctx, in.rec, d.key, time.Now().UTC())
}

// begin fills the portfolio, unless an earlier start did, sends its webhooks to
// the receiver and says what to do. No webhook tells of what was before.
func (d *demonstration) begin(ctx context.Context, publicURL string) error {
	if !d.state.Seeded {
		if err := d.fill(ctx, d.state); err != nil {
			return fmt.Errorf("making the demo's portfolio: %w", err)
		}
	}
	if err := d.connect(ctx); err != nil {
		return fmt.Errorf("connecting the demo's receiver: %w", err)
	}
	return d.welcome(publicURL)
}

// connect points the endpoint demo to the receiver, which has a new port and
// secret at every start.
func (d *demonstration) connect(ctx context.Context) error {
	row, err := d.in.rec.Endpoint(ctx, "demo")
	if err != nil {
		return err
	}
	if !row.Found() {
		row.Value = heed.Endpoint{
			ID: "demo", Description: "Prints what it gets where heed serve --demo was started", Events: []string{"*"},
			Format: heed.FormatStandard, APIVersion: "v1", CreatedAt: time.Now().UTC(),
		}
	}
	sealed, err := d.in.box.Seal(ctx, []byte(d.receiver.secret.Reveal()), []byte(row.Value.ID))
	if err != nil {
		return err
	}
	row.Value.URL, row.Value.Secrets = d.receiver.url(), []heed.SealedSecret{{Sealed: sealed}}
	row.Value.Status, row.Value.DisabledReason = heed.EndpointEnabled, ""
	d.receiver.before = d.before
	return d.in.rec.Write(ctx, records.PutEndpoint(row))
}

// before is the probability that the judgement of an instant replaced, for the
// receiver's line; events do not carry it.
func (d *demonstration) before(ctx context.Context, account string, asOf time.Time) (float64, bool) {
	receipts, err := d.in.rec.Receipts(ctx, account, 0, 20)
	i := slices.IndexFunc(receipts, func(r records.Receipt) bool { return r.Risk.AsOf.Equal(asOf) })
	if err != nil || i < 0 || receipts[i].Risk.Previous == nil {
		return 0, false
	}
	return receipts[i].Risk.Previous.Probability, true
}

// page is what the console shows of the demonstration.
func (d *demonstration) page() *console.Demo {
	return &console.Demo{
		Account:     demo.Northwind,
		MakeUnhappy: func(ctx context.Context) error { return d.post(ctx, demo.MakeUnhappy(time.Now().UTC())) },
		Requests:    d.receiver.latest,
		Secret:      func() string { return d.receiver.secret.Reveal() },
	}
}

// post sends signals as anybody else would.
func (d *demonstration) post(ctx context.Context, signals []demo.Signal) error {
	api := &client{base: "http://localhost", key: d.key, http: &http.Client{Transport: inProcess{d.in.host}}}
	return api.call(ctx, http.MethodPost, "/v1/signals", signals, nil)
}
