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

// wanted is which deliveries a list shows, and how many of them at once.
type wanted struct {
	status       heed.DeliveryStatus // empty is any
	types        []string            // patterns; nil is any
	account      string              // its id; empty is any, and none
	since, until time.Time           // of the event; until is not included, and zero is none
	before       string              // only deliveries older than this one; empty is none
	limit        int
}

// wanted reads the parameters of a list.
func (r *request) wanted() (w wanted, err error) {
	q, err := r.knownQuery("status", "type", "account", "since", "until", "limit", "cursor")
	if err != nil {
		return w, err
	}
	if w.limit, w.before, err = r.page(); err != nil {
		return w, err
	}
	if _, _, err := heed.ParseDeliveryID(w.before); err != nil && w.before != "" {
		return w, badCursor("cursor")
	}
	if err := w.filter(q); err != nil {
		return w, err
	}
	if w.before == "" && !w.until.IsZero() {
		w.before = heed.DeliveryID(w.until, "")
	}
	return w, nil
}

// filter reads which deliveries the list leaves out.
func (w *wanted) filter(q url.Values) (err error) {
	w.status = heed.DeliveryStatus(q.Get("status"))
	if q.Has("status") && !slices.Contains(deliveryStatuses, string(w.status)) {
		return heed.RefuseField("status", "enum", "status must be one of %s", deliveryStatuses)
	}
	if w.types = q["type"]; w.types != nil {
		if errs := checkPatterns("type", w.types, eventTypes); errs != nil {
			return mistakes("the list", errs)
		}
	}
	if w.account = q.Get("account"); q.Has("account") && w.account == "" {
		return heed.RefuseField("account", "required", "account must be the id of one")
	}
	for name, at := range map[string]*time.Time{"since": &w.since, "until": &w.until} {
		if !q.Has(name) {
			continue
		}
		if *at, err = parsedTime(q.Get(name)); err != nil {
			return heed.RefuseField(name, "format", "%s", err)
		}
	}
	return nil
}

// look is at how many deliveries a list looks for those it shows.
func (w wanted) look() int {
	if w.status != "" || w.types != nil || w.account != "" {
		return maxLooked
	}
	return w.limit
}

func (w wanted) has(d heed.Delivery) bool {
	return (w.status == "" || d.Status == w.status) && (w.account == "" || d.Account == w.account) && heed.MatchesType(w.types, d.Type)
}

// listDeliveries answers an endpoint's deliveries, newest first. A page of only
// some of them may be short, even empty, while next leads on: it looks at so many
// deliveries at once and no more.
func (c *Console) listDeliveries(r *request) (reply, error) {
	found, last, err := c.deliveriesOf(r)
	if err != nil {
		return reply{}, err
	}
	views := make([]deliveryView, len(found))
	for i, d := range found {
		views[i] = deliveryIn(d)
	}
	return listed(views, last), nil
}

// deliveriesOf reads one page of the deliveries of the endpoint that the path names,
// and behind which of them the next page begins; empty when there is none.
func (c *Console) deliveriesOf(r *request) (found []heed.Delivery, last string, err error) {
	w, err := r.wanted()
	if err != nil {
		return nil, "", err
	}
	row, err := c.endpoint(r)
	if err != nil {
		return nil, "", err
	}
	seen, err := c.rec.Deliveries(r.Context(), row.Value.ID, w.before, w.look()+1)
	if err != nil {
		return nil, "", err
	}
	found, last = w.picked(seen, w.look())
	return found, last, nil
}

// picked are those wanted of the first look of the deliveries that were seen, and
// behind which one there may be more.
func (w wanted) picked(seen []heed.Delivery, look int) (found []heed.Delivery, last string) {
	for i, d := range seen {
		if d.At.Before(w.since) {
			break
		}
		if i == look || w.has(d) && len(found) == w.limit {
			return found, last
		}
		if w.has(d) {
			found = append(found, d)
		}
		last = heed.DeliveryID(d.At, d.Event)
	}
	return found, ""
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
