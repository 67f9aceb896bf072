package console

import (
	"encoding/base64"
	"net/url"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// endpointPage is one endpoint: how it fares, what was sent to it, and all that can be
// done about it.
type endpointPage struct {
	frame
	Endpoint endpointRow
	// Edit, Acts and Bring are the page's forms, each with what was typed into it.
	Edit        endpointFields
	Tag         string // of the endpoint as the form shows it
	Acts, Bring frame
	// Kinds are the types of events; Statuses those of deliveries.
	Kinds, Statuses []string
	Asked           url.Values // the filters in use
	Rows            []deliveryRow
	After           string // the next page; empty on the last
	// Made holds the secret that the form made; nil when it made none.
	Made *endpointView
	// Again is how many deliveries the form set going; nil when it set none going.
	Again *broughtAgain
	// Since is where the form for sending again begins.
	Since string
}

// pressed is the frame for a form with these buttons: what was typed into another form
// of the page is none of its business.
func (f frame) pressed(buttons ...string) frame {
	if !contains(buttons, f.Form.Get("do")) {
		f.Form = typed{Once: f.Form.Once}
	}
	return f
}

// deliveryRow is a delivery in a list.
type deliveryRow struct {
	heed.Delivery
	ID string
}

func (p *pages) endpointPage(v *visit) (string, any, error) {
	e, tag, err := p.endpointHere(v)
	if err != nil {
		return "", nil, err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	row, err := p.endpointRow(v, e, lateLook)
	if err != nil {
		return "", nil, err
	}
	page := &endpointPage{frame: p.frameHere(v, "endpoint").alive(), Endpoint: row, Kinds: eventTypes, Statuses: deliveryStatuses, Since: sinceOf(row, v.now)}
	page.Title = e.ID
	page.Edit = endpointFields{page.pressed("save"), draftOf(e, set.Value.Currency)}
	page.Tag = page.Edit.Form.Or("tag", tag)
	page.Acts, page.Bring = page.pressed("test", "rotate", "enable", "disable", "delete"), page.pressed("recover", "replay", "")
	page.Made, _ = v.typed.Done.(*endpointView)
	page.Again, _ = v.typed.Done.(*broughtAgain)
	return "endpoint", page, p.listIn(v, page)
}

// endpointHere is the endpoint of the address with its entity tag, for a reader whose
// key may see it.
func (p *pages) endpointHere(v *visit) (e endpointView, tag string, err error) {
	out, err := p.call(v, onEndpoint(v, "GET /v1/endpoints/{id}", nil))
	if err == nil {
		e, tag = out.body.(endpointView), out.etag
	}
	return e, tag, err
}

// sinceOf is where sending again is likely to begin: when the endpoint began to fail,
// else a day ago.
func sinceOf(e endpointRow, now time.Time) string {
	if e.Health.Since != nil {
		return e.Health.Since.UTC().Format(momentForm)
	}
	return now.AddDate(0, 0, -1).Format(momentForm)
}

// listIn reads the deliveries that pass the reader's filters.
func (p *pages) listIn(v *visit, page *endpointPage) error {
	page.Asked = askedFor(v.URL.Query(), "status", "type", "account", "since", "until", "cursor")
	call := onEndpoint(v, "GET /v1/endpoints/{id}/deliveries", nil)
	call.Query = asksFor(page.Asked)
	r, err := call.request(v)
	if err != nil {
		return err
	}
	found, last, err := p.deliveriesOf(r)
	if err != nil {
		return err
	}
	for _, d := range found {
		page.Rows = append(page.Rows, deliveryRow{d, heed.DeliveryID(d.At, d.Event)})
	}
	if last != "" {
		page.After = page.with("cursor", base64.RawURLEncoding.EncodeToString([]byte(last))) + "#list"
	}
	return nil
}

// asksFor are the same for the API: days as times, the last one whole.
func asksFor(asked url.Values) url.Values {
	q := url.Values{}
	for name := range asked {
		q.Set(name, asked.Get(name))
	}
	if day, err := heed.ParseDay(asked.Get("since")); err == nil {
		q.Set("since", string(day)+"T00:00:00Z")
	}
	if asked.Has("until") {
		q.Set("until", endOf(asked.Get("until")))
	}
	return q
}

// Filtered reports whether filters leave some deliveries out.
func (page *endpointPage) Filtered() bool {
	return page.Asked.Has("status") || page.Asked.Has("type") || page.Asked.Has("account") || page.Asked.Has("since") || page.Asked.Has("until")
}

// LookedAt is among how many deliveries those of a filter are looked for.
func (page *endpointPage) LookedAt() int { return maxLooked }

// To is the page of a delivery.
func (d deliveryRow) To() string {
	return "/ui/deliveries/" + url.PathEscape(d.Endpoint) + "/" + url.PathEscape(d.ID)
}

// stampOfEndpoint changes with the endpoint, with what became of its newest
// deliveries, and every minute: older ones may have moved, too.
func (p *pages) stampOfEndpoint(v *visit) (string, error) {
	e, _, err := p.endpointHere(v)
	if err != nil {
		return "", err
	}
	newest, err := p.rec.Deliveries(v.Context(), e.ID, "", lateLook)
	return digest([]any{v.locale, v.key.Scopes, v.URL.Query(), v.now.Truncate(time.Minute).Unix(), e, newest}), err
}
