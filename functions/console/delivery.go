package console

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

const (
	// triggerManual marks an attempt that a person asked for.
	triggerManual = "manual"
	// maxLooked is how many deliveries one page looks at for those of a status.
	maxLooked = 1000
)

func (c *Console) deliveryRoutes() []route {
	const all = "/v1/endpoints/{id}/deliveries"
	return []route{
		{method: http.MethodGet, path: all, scope: heed.ScopeAdmin, answer: c.listDeliveries},
		{method: http.MethodGet, path: all + "/{delivery}", scope: heed.ScopeAdmin, answer: c.getDelivery},
		{method: http.MethodPost, path: all + "/{delivery}/resend", scope: heed.ScopeAdmin, answer: c.resend},
		{method: http.MethodPost, path: "/v1/endpoints/{id}/test", scope: heed.ScopeAdmin, answer: c.testEndpoint},
		{method: http.MethodPost, path: "/v1/endpoints/{id}/replay", scope: heed.ScopeAdmin, answer: c.replay},
	}
}

// deliveryView is a delivery as lists show it.
type deliveryView struct {
	ID        string              `json:"id"`
	Endpoint  string              `json:"endpoint"`
	WebhookID string              `json:"webhook_id"`
	Type      string              `json:"type"`
	Account   *string             `json:"account"` // null for events about the deployment and for tests
	Time      time.Time           `json:"time"`    // of the event
	Status    heed.DeliveryStatus `json:"status"`
	Attempt   int                 `json:"attempt"` // the next one's number, the last one's when done
	NextAt    *time.Time          `json:"next_at"` // null when done
}

// attemptsView is a delivery with all its attempts that are kept.
type attemptsView struct {
	deliveryView
	Attempts []attemptView `json:"attempts"`
}

type attemptView struct {
	N        int        `json:"n"`
	At       time.Time  `json:"at"`
	Millis   int64      `json:"duration_ms"`
	Status   *int       `json:"status"` // of HTTP; null when there was no answer
	Error    *string    `json:"error"`
	Response *string    `json:"response"` // the beginning of the receiver's answer
	Trigger  string     `json:"trigger"`
	NextAt   *time.Time `json:"next_at"`
}

func deliveryIn(d heed.Delivery) deliveryView {
	return deliveryView{ID: heed.DeliveryID(d.At, d.Event), Endpoint: d.Endpoint, WebhookID: d.Event, Type: d.Type,
		Account: orNull(d.Account), Time: d.At, Status: d.Status, Attempt: d.Attempt, NextAt: orNever(d.NextAt)}
}

func attemptsIn(d heed.Delivery) attemptsView {
	view := attemptsView{deliveryIn(d), make([]attemptView, len(d.Attempts))}
	for i, a := range d.Attempts {
		view.Attempts[i] = attemptView{N: a.N, At: a.At, Millis: a.Millis, Error: orNull(a.Error), Response: orNull(a.Response),
			Trigger: a.Trigger, NextAt: orNever(a.NextAt)}
		if a.Status != 0 {
			view.Attempts[i].Status = &d.Attempts[i].Status
		}
	}
	return view
}

var deliveryStatuses = []string{string(heed.Pending), string(heed.Delivered), string(heed.Exhausted), string(heed.Cancelled)}

// listDeliveries answers an endpoint's deliveries, newest first. A page of one
// status may be short, even empty, while next leads on: it looks at so many
// deliveries at once and no more.
func (c *Console) listDeliveries(r *request) (reply, error) {
	q, err := r.knownQuery("status", "limit", "cursor")
	if err != nil {
		return reply{}, err
	}
	limit, cursor, err := r.page()
	if err != nil {
		return reply{}, err
	}
	if _, _, err := heed.ParseDeliveryID(cursor); err != nil && cursor != "" {
		return reply{}, badCursor("cursor")
	}
	status := q.Get("status")
	if q.Has("status") && !slices.Contains(deliveryStatuses, status) {
		return reply{}, heed.RefuseField("status", "enum", "status must be one of %s", deliveryStatuses)
	}
	row, err := c.endpoint(r)
	if err != nil {
		return reply{}, err
	}
	look := limit
	if status != "" {
		look = maxLooked
	}
	seen, err := c.rec.Deliveries(r.Context(), row.Value.ID, cursor, look+1)
	if err != nil {
		return reply{}, err
	}
	return deliveryPage(seen, heed.DeliveryStatus(status), look, limit), nil
}

// deliveryPage picks those of a status, at most limit, out of the first look of
// the deliveries that were seen.
func deliveryPage(seen []heed.Delivery, status heed.DeliveryStatus, look, limit int) reply {
	var views []deliveryView
	last := ""
	for i, d := range seen {
		wanted := status == "" || d.Status == status
		if i == look || wanted && len(views) == limit {
			return listed(views, last)
		}
		if wanted {
			views = append(views, deliveryIn(d))
		}
		last = heed.DeliveryID(d.At, d.Event)
	}
	return listed(views, "")
}

func (c *Console) getDelivery(r *request) (reply, error) {
	row, err := c.delivery(r)
	if err != nil {
		return reply{}, err
	}
	return reply{body: attemptsIn(row.Value)}, nil
}

// delivery is the one that the path names; the error is a Problem when there is none.
func (c *Console) delivery(r *request) (row records.Row[heed.Delivery], err error) {
	endpoint, id := r.PathValue("id"), r.PathValue("delivery")
	if _, _, wrong := heed.ParseDeliveryID(id); heed.ValidSlug(endpoint) && wrong == nil {
		row, err = c.rec.Delivery(r.Context(), endpoint, id)
	}
	if err == nil && !row.Found() {
		err = heed.Refuse(heed.NotFound, "there is no such delivery: GET /v1/endpoints/{id}/deliveries lists them")
	}
	return row, err
}

// resend makes one more attempt of a delivery, whatever became of it. One that
// is pending already is left as it is.
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

// reopen makes a delivery due now, unless it is pending. Its schedule goes on
// where it stood; one that was exhausted gets a single attempt.
func (c *Console) reopen(r *request, row records.Row[heed.Delivery], expires time.Time) (heed.Delivery, error) {
	d := row.Value
	if d.Status == heed.Pending {
		return d, nil
	}
	if row.Expires.After(expires) {
		expires = row.Expires
	}
	d.Status, d.Attempt, d.NextAt = heed.Pending, d.Attempt+1, r.now
	row.Value = d
	return d, c.rec.Write(r.Context(), records.PutDelivery(row, r.now.Add(records.SafetyNet), expires))
}

// expiryOf is when a delivery that is made or opened now is forgotten.
func expiryOf(settings heed.Settings, now time.Time) time.Time {
	return now.AddDate(0, 0, settings.Retention.DeliveryDays)
}

// knock asks for the next attempts of deliveries that were written. Lost knocks
// only wait for the sweep, so losing them is no failure.
func (c *Console) knock(r *request, deliveries ...heed.Delivery) {
	knocks := make([]queue.Message, len(deliveries))
	for i, d := range deliveries {
		knocks[i] = hint.Knock(heed.Knock{Endpoint: d.Endpoint, Delivery: heed.DeliveryID(d.At, d.Event), Account: d.Account,
			Attempt: d.Attempt, Trigger: triggerManual}, d.NextAt.Sub(r.now))
	}
	if len(knocks) == 0 {
		return
	}
	if err := c.deliver.Send(r.Context(), knocks...); err != nil {
		c.log.WarnContext(r.Context(), "knocks not sent: the sweep will find the deliveries", slog.String("error", err.Error()))
	}
}
