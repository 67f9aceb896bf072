package deliver

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
)

// reasonHopeless is why an endpoint is disabled that has failed for too long, and
// at least ten times.
const reasonHopeless = "five days without success"

// endpointNotice is the data of operational events about an endpoint. It leaves
// the URL out, which may itself be a secret.
type endpointNotice struct {
	Endpoint string    `json:"endpoint"`
	Reason   string    `json:"reason"`
	Since    time.Time `json:"since"`
}

// disable turns an endpoint off and says so, in one Write, to the endpoints that
// ask for it. One that was disabled, deleted or led elsewhere in the meantime is
// left alone. Its deliveries are cancelled as they come up.
func (d *Deliver) disable(ctx context.Context, ep heed.Endpoint, reason string, now time.Time) error {
	for range maxConflicts {
		row, err := d.rec.Endpoint(ctx, ep.ID)
		if err != nil || row.Value.Status != heed.EndpointEnabled || row.Value.URL != ep.URL {
			return err
		}
		row.Value.Status, row.Value.DisabledReason, row.Value.DisabledAt = heed.EndpointOff, reason, now
		notice := endpointNotice{Endpoint: ep.ID, Reason: reason, Since: now}
		if err := d.announce(ctx, heed.EndpointDisabled, notice, now, records.PutEndpoint(row)); !store.IsConflict(err) {
			return err
		}
	}
	return errors.New("deliver: the endpoint's row keeps changing")
}

// announce writes an operational event with its deliveries, together with the
// change it speaks of, and sends their knocks.
func (d *Deliver) announce(ctx context.Context, kind string, notice endpointNotice, now time.Time, change store.Op) error {
	ev, err := heed.NewOperationalEvent(kind, notice.Endpoint, now, notice, false)
	if err != nil {
		return err
	}
	others, err := d.others(ctx, notice.Endpoint)
	if err != nil {
		return err
	}
	settings, err := d.rec.Settings(ctx)
	if err != nil {
		return err
	}
	said, knocks := records.Fanout(ev, others, settings.Value.Rates(), settings.Value.Retention)
	if err := d.rec.Write(ctx, append(said, change)...); err != nil {
		return err
	}
	d.mention(ctx, hint.SendKnocks(ctx, d.first, knocks))
	return nil
}

// others are all endpoints but the one that news is about.
func (d *Deliver) others(ctx context.Context, about string) ([]heed.Endpoint, error) {
	endpoints, err := d.rec.Endpoints(ctx)
	return slices.DeleteFunc(endpoints, func(ep heed.Endpoint) bool { return ep.ID == about }), err
}
