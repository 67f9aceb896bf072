package console

import (
	"net/http"
	"net/url"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// lateLook is how many of an endpoint's newest deliveries tell how it fares of late.
const lateLook = 50

// deliveriesPage lists who is told, how it arrives there, and makes endpoints.
type deliveriesPage struct {
	frame
	Endpoints []endpointRow
	// Draft is what the form for a new endpoint begins with.
	Draft endpointDraft
	// Made is the endpoint that the form made, with its secret; nil when it made none.
	Made *endpointView
	Full bool // there are as many endpoints as there can be
}

// endpointRow is an endpoint with how it fares.
type endpointRow struct {
	endpointView
	Health health
	Late   lately
}

func (p *pages) deliveriesRoutes() []route {
	const all, endpoint, delivery = "/ui/deliveries", "/ui/deliveries/{endpoint}", "/ui/deliveries/{endpoint}/{delivery}"
	return []route{
		{method: http.MethodGet, path: all, raw: p.watched(p.deliveriesPage, p.stampOfDeliveries)},
		{method: http.MethodPost, path: all, raw: p.filled(p.deliveriesPage, p.makeEndpoint)},
		{method: http.MethodGet, path: endpoint, raw: p.watched(p.endpointPage, p.stampOfEndpoint)},
		{method: http.MethodPost, path: endpoint, raw: p.filled(p.endpointPage, p.changeEndpoint)},
		{method: http.MethodGet, path: delivery, raw: p.watched(p.deliveryPage, p.stampOfDelivery)},
		{method: http.MethodPost, path: delivery, raw: p.filled(p.deliveryPage, p.changeDelivery)},
	}
}

func (p *pages) deliveriesPage(v *visit) (string, any, error) {
	endpoints, err := p.endpointsFor(v)
	if err != nil {
		return "", nil, err
	}
	set, err := p.rec.Settings(v.Context())
	if err != nil {
		return "", nil, err
	}
	page := &deliveriesPage{frame: p.frameHere(v, "deliveries").alive(), Full: len(endpoints) >= heed.MaxEndpoints}
	page.Draft = draftOf(newEndpoint, set.Value.Currency)
	page.Made, _ = v.typed.Done.(*endpointView)
	for _, e := range endpoints {
		row, err := p.endpointRow(v, e, lateLook)
		if err != nil {
			return "", nil, err
		}
		page.Endpoints = append(page.Endpoints, row)
	}
	return "deliveries", page, nil
}

// Looked is at how many deliveries of each endpoint the page looks.
func (page *deliveriesPage) Looked() int { return lateLook }

// frameHere is the frame of a page whose forms are sent to its own address.
func (p *pages) frameHere(v *visit, name string) frame {
	f := p.frameFor(v, name)
	f.Section, f.at = "deliveries", *v.URL
	return f
}

// endpointsFor are all endpoints, for a reader whose key may see them.
func (p *pages) endpointsFor(v *visit) ([]endpointView, error) {
	var all found[endpointView]
	err := p.fetch(v, apiCall{Route: "GET /v1/endpoints", Query: url.Values{"limit": {"200"}}}, &all)
	return all.Items, err
}

func (p *pages) endpointRow(v *visit, e endpointView, look int) (endpointRow, error) {
	newest, err := p.rec.Deliveries(v.Context(), e.ID, "", look)
	late := latelyOf(newest)
	return endpointRow{e, healthOf(e, late, v.now), late}, err
}

// stampOfDeliveries changes with every endpoint, with what became of the newest
// deliveries of each, and every minute: older ones may have moved, too.
func (p *pages) stampOfDeliveries(v *visit) (string, error) {
	endpoints, err := p.endpointsFor(v)
	if err != nil {
		return "", err
	}
	seen := []any{v.locale, v.key.Scopes, v.now.Truncate(time.Minute).Unix()}
	for _, e := range endpoints {
		row, err := p.endpointRow(v, e, deliveriesShown)
		if err != nil {
			return "", err
		}
		seen = append(seen, row)
	}
	return digest(seen), nil
}

// makeEndpoint makes an endpoint and shows its secret on the page itself: no address
// leads to it again.
func (p *pages) makeEndpoint(v *visit) (string, error) {
	body := endpointBody(v.typed, newEndpoint)
	if id := v.typed.Get("id"); id != "" {
		body["id"] = id
	}
	var made endpointView
	if err := p.fetch(v, apiCall{Route: "POST /v1/endpoints", Body: body}, &made); err != nil {
		return "", err
	}
	v.typed.Done, v.typed.Values = &made, nil // the form is empty again
	return "", nil
}
