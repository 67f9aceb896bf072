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

// broughtAgain is what sending a stretch of deliveries again came to.
type broughtAgain struct {
	N    int
	More bool // there are more than one call takes: the form goes on where it stopped
}

func (p *pages) endpointPage(v *visit) (string, any, error) {
	var e endpointView
	if err := p.fetch(v, apiCall{Route: "GET /v1/endpoints/{id}", At: []string{v.PathValue("endpoint")}}, &e); err != nil {
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
	page := &endpointPage{frame: p.frameHere(v, "endpoint").alive(), Endpoint: row, Kinds: eventTypes, Statuses: deliveryStatuses}
	page.Edit = endpointFields{page.pressed("save"), draftOf(e, set.Value.Currency)}
	page.Acts, page.Bring = page.pressed("test", "rotate", "enable", "disable", "delete"), page.pressed("recover", "replay", "")
	page.Title, page.Since = e.ID, sinceOf(row, v.now)
	page.Made, _ = v.typed.Done.(*endpointView)
	page.Again, _ = v.typed.Done.(*broughtAgain)
	return "endpoint", page, p.fillEndpointPage(v, page)
}

// sinceOf is where sending again is likely to begin: when the endpoint began to fail,
// else a day ago.
func sinceOf(e endpointRow, now time.Time) string {
	if e.Health.Since != nil {
		return e.Health.Since.UTC().Format(momentForm)
	}
	return now.AddDate(0, 0, -1).Format(momentForm)
}

// fillEndpointPage reads the deliveries that pass the reader's filters.
func (p *pages) fillEndpointPage(v *visit, page *endpointPage) error {
	page.Asked = wishes(v.URL.Query())
	call := apiCall{Route: "GET /v1/endpoints/{id}/deliveries", At: []string{page.Endpoint.ID}, Query: asksFor(page.Asked)}
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

// wishes are the filters and the place that an address names; a form sends those left
// open as empty texts.
func wishes(q url.Values) url.Values {
	asked := url.Values{}
	for _, name := range []string{"status", "type", "since", "until", "cursor"} {
		if value := q.Get(name); value != "" {
			asked.Set(name, value)
		}
	}
	return asked
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
	return page.Asked.Has("status") || page.Asked.Has("type") || page.Asked.Has("since") || page.Asked.Has("until")
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
	var e endpointView
	if err := p.fetch(v, apiCall{Route: "GET /v1/endpoints/{id}", At: []string{v.PathValue("endpoint")}}, &e); err != nil {
		return "", err
	}
	newest, err := p.rec.Deliveries(v.Context(), e.ID, "", lateLook)
	return digest([]any{v.locale, v.key.Scopes, v.URL.Query(), v.now.Truncate(time.Minute).Unix(), e, newest}), err
}

// changeEndpoint does what the form's button says.
func (p *pages) changeEndpoint(v *visit) (string, error) {
	do, ok := map[string]sent{
		"save": p.saveEndpoint, "enable": p.turned(heed.EndpointEnabled), "disable": p.turned(heed.EndpointOff), "rotate": p.rotateOnPage,
		"test": p.testOnPage, "recover": p.againBy("recover"), "replay": p.againBy("replay"), "delete": p.deleteOnPage,
	}[v.typed.Get("do")]
	if !ok {
		return "", heed.RefuseField("/do", "enum", "the button is not known: load the page again")
	}
	return do(v)
}

// onEndpoint is a call about the endpoint of the page.
func onEndpoint(v *visit, route string, body any) apiCall {
	return apiCall{Route: route, At: []string{v.PathValue("endpoint")}, Body: body}
}

func (p *pages) saveEndpoint(v *visit) (string, error) {
	var before endpointView
	if err := p.fetch(v, onEndpoint(v, "GET /v1/endpoints/{id}", nil), &before); err != nil {
		return "", err
	}
	_, err := p.call(v, onEndpoint(v, "PATCH /v1/endpoints/{id}", endpointBody(v.typed, before)))
	return v.URL.EscapedPath() + "?notice=endpoint_saved", err
}

// turned switches the endpoint on or off.
func (p *pages) turned(status heed.EndpointStatus) sent {
	return func(v *visit) (string, error) {
		_, err := p.call(v, onEndpoint(v, "PATCH /v1/endpoints/{id}", map[string]any{"status": status}))
		return v.URL.EscapedPath() + "?notice=endpoint_" + string(status), err
	}
}

// rotateOnPage makes a new secret and shows it on the page itself.
func (p *pages) rotateOnPage(v *visit) (string, error) {
	var made endpointView
	body := map[string]any{"overlap_hours": numeral(v.typed.Get("overlap_hours"))}
	if err := p.fetch(v, onEndpoint(v, "POST /v1/endpoints/{id}/rotate", body), &made); err != nil {
		return "", err
	}
	v.typed.Done, v.typed.Values = &made, nil
	return "", nil
}

// testOnPage sends an invented event, and leads to what comes of it.
func (p *pages) testOnPage(v *visit) (string, error) {
	var test testView
	if err := p.fetch(v, onEndpoint(v, "POST /v1/endpoints/{id}/test", map[string]any{"type": v.typed.Get("type")}), &test); err != nil {
		return "", err
	}
	return v.URL.EscapedPath() + "/" + url.PathEscape(test.Delivery) + "?notice=tested", nil
}

// againBy sends a stretch of deliveries again, in the API's one way or the other. Where
// there are more than one call takes, the form goes on behind them.
func (p *pages) againBy(way string) sent {
	return func(v *visit) (string, error) {
		body := map[string]any{"since": moment(v.typed.Get("since"))}
		if until := v.typed.Get("until"); until != "" {
			body["until"] = moment(until)
		}
		if kinds := ticked(v.typed, "events"); len(kinds) > 0 {
			body["events"] = kinds
		}
		var done struct {
			replayView
			Recovered int `json:"recovered"`
		}
		if err := p.fetch(v, onEndpoint(v, "POST /v1/endpoints/{id}/"+way, body), &done); err != nil {
			return "", err
		}
		v.typed.Done, v.typed.Values = &broughtAgain{N: done.Replayed + done.Recovered, More: done.Next != nil}, nil
		if done.Next != nil {
			v.typed.Values = url.Values{"since": {done.Next.UTC().Format(momentForm)}}
		}
		return "", nil
	}
}

// deleteOnPage removes the endpoint. One that is gone already is as it should be.
func (p *pages) deleteOnPage(v *visit) (string, error) {
	_, err := p.call(v, onEndpoint(v, "DELETE /v1/endpoints/{id}", nil))
	if refusal := heed.ProblemOf(err); refusal != nil && refusal.Code == heed.NotFound {
		err = nil
	}
	return "/ui/deliveries?notice=endpoint_deleted", err
}
