package console

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

// What marks attempts that a person asked for: the single one passes an endpoint's
// breaker and bound, a replay's many do not.
const (
	triggerManual = "manual"
	triggerReplay = "replay"
)

// resend makes one more attempt of a delivery now, whatever became of it. One that
// waits for its next attempt waits no longer.
func (c *Console) resend(r *request) (reply, error) {
	if _, err := c.enabledEndpoint(r); err != nil {
		return reply{}, err
	}
	settings, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	d, err := onConflict(func() (heed.Delivery, error) {
		row, err := c.delivery(r)
		if err != nil {
			return row.Value, err
		}
		return c.reopen(r, row, expiryOf(settings.Value, r.now))
	})
	if err != nil {
		return reply{}, err
	}
	c.knock(r, d)
	return reply{status: http.StatusAccepted, body: deliveryIn(d)}, nil
}

// enabledEndpoint is the one that the path names, when it is sent to.
func (c *Console) enabledEndpoint(r *request) (heed.Endpoint, error) {
	row, err := c.endpoint(r)
	if err == nil && row.Value.Status != heed.EndpointEnabled {
		err = heed.Refuse(heed.Conflicted, `the endpoint is disabled: enable it first with PATCH {"status":"enabled"}`)
	}
	return row.Value, err
}

// reopen makes a delivery due now, unless it is already. Its schedule goes on
// where it stood; one that was exhausted gets a single attempt.
func (c *Console) reopen(r *request, row records.Row[heed.Delivery], expires time.Time) (heed.Delivery, error) {
	d := row.Value
	if d.Status == heed.Pending && !d.NextAt.After(r.now) {
		return d, nil
	}
	if row.Expires.After(expires) {
		expires = row.Expires
	}
	if d.Status != heed.Pending {
		d.Status, d.Attempt, d.ReopenedAt = heed.Pending, d.Attempt+1, r.now
	}
	d.NextAt = r.now
	row.Value = d
	return d, c.commit(r, records.PutDelivery(row, r.now.Add(records.SafetyNet), expires))
}

// expiryOf is when a delivery that is made or opened now is forgotten.
func expiryOf(settings heed.Settings, now time.Time) time.Time {
	return now.AddDate(0, 0, settings.Retention.DeliveryDays)
}

// knock asks for the next attempts of deliveries that were written. Lost knocks
// only wait for the sweep, so losing them is no failure.
func (c *Console) knock(r *request, deliveries ...heed.Delivery) {
	c.knockAs(r, triggerManual, deliveries...)
}

func (c *Console) knockAs(r *request, trigger string, deliveries ...heed.Delivery) {
	knocks := make([]queue.Message, len(deliveries))
	for i, d := range deliveries {
		knocks[i] = hint.Knock(heed.Knock{
			Endpoint: d.Endpoint, Delivery: heed.DeliveryID(d.At, d.Event), Account: d.Account,
			Attempt: d.Attempt, Trace: d.Trace, Trigger: trigger,
		}, d.NextAt.Sub(r.now))
	}
	c.sendKnocks(r, knocks)
}

// sendKnocks asks for attempts; losing them is no failure, as above.
func (c *Console) sendKnocks(r *request, knocks []queue.Message) {
	if len(knocks) == 0 {
		return
	}
	if err := c.deliver.Send(r.Context(), knocks...); err != nil {
		c.log.WarnContext(r.Context(), "knocks not sent: the sweep will find the deliveries", slog.String("error", err.Error()))
	}
}
