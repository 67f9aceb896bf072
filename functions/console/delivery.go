package console

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/trace"
)

// maxLooked is how many deliveries one page looks at for those of a status.
const maxLooked = 1000

func (c *Console) deliveryRoutes() []route {
	const all = "/v1/endpoints/{id}/deliveries"
	return []route{
		{method: http.MethodGet, path: all, scope: heed.ScopeAdmin, answer: c.listDeliveries},
		{method: http.MethodGet, path: all + "/{delivery}", scope: heed.ScopeAdmin, answer: c.getDelivery},
		{method: http.MethodPost, path: all + "/{delivery}/resend", scope: heed.ScopeAdmin, answer: c.resend},
		{method: http.MethodPost, path: all + "/{delivery}/cancel", scope: heed.ScopeAdmin, answer: c.cancel},
		{method: http.MethodPost, path: "/v1/endpoints/{id}/test", scope: heed.ScopeAdmin, answer: c.testEndpoint},
		{method: http.MethodPost, path: "/v1/endpoints/{id}/replay", scope: heed.ScopeAdmin, answer: c.replay, remembers: true},
		{method: http.MethodPost, path: "/v1/endpoints/{id}/recover", scope: heed.ScopeAdmin, answer: c.recover, remembers: true},
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
	// Postponed is how often an attempt was put off, and none spent, because the endpoint failed.
	Postponed int `json:"postponed"`
	// Trace finds the log lines of all that led to it and became of it.
	Trace *string `json:"trace"`
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
	return deliveryView{
		ID: heed.DeliveryID(d.At, d.Event), Endpoint: d.Endpoint, WebhookID: d.Event, Type: d.Type,
		Account: orNull(d.Account), Time: d.At, Status: d.Status, Attempt: d.Attempt, NextAt: orNever(d.NextAt),
		Postponed: d.Postponed, Trace: orNull(trace.Parse(d.Trace).ID()),
	}
}

func attemptsIn(d heed.Delivery) attemptsView {
	view := attemptsView{deliveryIn(d), make([]attemptView, len(d.Attempts))}
	for i, a := range d.Attempts {
		view.Attempts[i] = attemptView{
			N: a.N, At: a.At, Millis: a.Millis, Error: orNull(a.Error), Response: orNull(a.Response),
			Trigger: a.Trigger, NextAt: orNever(a.NextAt),
		}
		if a.Status != 0 {
			view.Attempts[i].Status = &d.Attempts[i].Status
		}
	}
	return view
}

var deliveryStatuses = []string{string(heed.Pending), string(heed.Delivered), string(heed.Exhausted), string(heed.Cancelled)}

// wanted is which deliveries a list shows.
type wanted struct {
	status       heed.DeliveryStatus // empty is any
	types        []string            // patterns; nil is any
	since, until time.Time           // of the event; until is not included, and zero is none
}

// wanted reads the filters of a list.
func (r *request) wanted(q url.Values) (w wanted, err error) {
	w.status = heed.DeliveryStatus(q.Get("status"))
	if q.Has("status") && !slices.Contains(deliveryStatuses, string(w.status)) {
		return w, heed.RefuseField("status", "enum", "status must be one of %s", deliveryStatuses)
	}
	if w.types = q["type"]; w.types != nil {
		if errs := checkPatterns("type", w.types, eventTypes); errs != nil {
			return w, mistakes("the list", errs)
		}
	}
	for name, at := range map[string]*time.Time{"since": &w.since, "until": &w.until} {
		if !q.Has(name) {
			continue
		}
		if *at, err = parsedTime(q.Get(name)); err != nil {
			return w, heed.RefuseField(name, "format", "%s", err)
		}
	}
	return w, nil
}

// some reports whether the list leaves some out.
func (w wanted) some() bool { return w.status != "" || w.types != nil }

func (w wanted) has(d heed.Delivery) bool {
	return (w.status == "" || d.Status == w.status) && heed.MatchesType(w.types, d.Type)
}

// listDeliveries answers an endpoint's deliveries, newest first. A page of only
// some of them may be short, even empty, while next leads on: it looks at so many
// deliveries at once and no more.
func (c *Console) listDeliveries(r *request) (reply, error) {
	q, err := r.knownQuery("status", "type", "since", "until", "limit", "cursor")
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
	w, err := r.wanted(q)
	if err != nil {
		return reply{}, err
	}
	row, err := c.endpoint(r)
	if err != nil {
		return reply{}, err
	}
	if cursor == "" && !w.until.IsZero() {
		cursor = heed.DeliveryID(w.until, "")
	}
	look := limit
	if w.some() {
		look = maxLooked
	}
	seen, err := c.rec.Deliveries(r.Context(), row.Value.ID, cursor, look+1)
	if err != nil {
		return reply{}, err
	}
	return deliveryPage(seen, w, look, limit), nil
}

// deliveryPage picks what is wanted, at most limit, out of the first look of the
// deliveries that were seen.
func deliveryPage(seen []heed.Delivery, w wanted, look, limit int) reply {
	var views []deliveryView
	last := ""
	for i, d := range seen {
		if d.At.Before(w.since) {
			break
		}
		if i == look || w.has(d) && len(views) == limit {
			return listed(views, last)
		}
		if w.has(d) {
			views = append(views, deliveryIn(d))
		}
		last = heed.DeliveryID(d.At, d.Event)
	}
	return listed(views, "")
}

func (c *Console) getDelivery(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
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

// cancel ends a pending delivery: there is no further attempt, unless it is sent again.
func (c *Console) cancel(r *request) (reply, error) {
	return onConflict(func() (reply, error) {
		row, err := c.delivery(r)
		if err != nil {
			return reply{}, err
		}
		switch row.Value.Status {
		case heed.Cancelled:
			return reply{body: deliveryIn(row.Value)}, nil
		case heed.Pending:
			row.Value.Status, row.Value.NextAt = heed.Cancelled, time.Time{}
			return reply{body: deliveryIn(row.Value)}, c.commit(r, records.PutDelivery(row, time.Time{}, row.Expires))
		}
		return reply{}, heed.Refuse(heed.Conflicted, "the delivery is %s already: there is nothing to cancel", row.Value.Status)
	})
}
