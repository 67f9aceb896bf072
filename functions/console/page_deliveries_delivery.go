package console

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/webhook"
)

// deliveryPage is one event for one endpoint, with every attempt and what was sent.
type deliveryPage struct {
	frame
	Delivery deliveryRow
	View     deliveryView
	Endpoint heed.Endpoint
	Gone     bool // the endpoint is
	// Body is the event as it is signed and sent; empty when it is kept no more.
	Body string
	// Withheld says that the body quotes people, whom the reader may not see.
	Withheld bool
	// Headers are those of the last attempt, as far as they can be told afterwards.
	Headers []headerLine
}

type headerLine struct{ Name, Value string }

// Readable is the body, indented: the same members with other spaces.
func (page *deliveryPage) Readable() string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(page.Body), "", "  ") != nil {
		return page.Body
	}
	return b.String()
}

// Newest are the attempts, the last one first.
func (page *deliveryPage) Newest() []heed.Attempt {
	newest := slices.Clone(page.Delivery.Attempts)
	slices.Reverse(newest)
	return newest
}

func (p *pages) deliveryPage(v *visit) (string, any, error) {
	d, err := p.deliveryOf(v)
	if err != nil {
		return "", nil, err
	}
	e, err := p.rec.Errand(v.Context(), heed.Knock{Endpoint: d.Endpoint, Delivery: heed.DeliveryID(d.At, d.Event), Account: d.Account})
	if err != nil {
		return "", nil, err
	}
	page := &deliveryPage{frame: p.frameHere(v, "delivery").alive(), Delivery: deliveryRow{d, heed.DeliveryID(d.At, d.Event)}, View: deliveryIn(d)}
	page.Title, page.Endpoint, page.Gone = v.locale.T("event:"+d.Type), e.Endpoint.Value, !e.Endpoint.Found()
	page.reveal(v, e)
	if page.Body != "" && page.Endpoint.Format == heed.FormatStandard && len(d.Attempts) > 0 {
		page.Headers = p.headersOf(v.Context(), e)
	}
	return "delivery", page, nil
}

// deliveryOf is the delivery of the address, for a reader whose key may see it.
func (p *pages) deliveryOf(v *visit) (heed.Delivery, error) {
	if _, err := p.call(v, deliveryAt(v, "GET", "")); err != nil {
		return heed.Delivery{}, err
	}
	row, err := p.rec.Delivery(v.Context(), v.PathValue("endpoint"), v.PathValue("delivery"))
	return row.Value, err
}

// deliveryAt is a call about the delivery of the address.
func deliveryAt(v *visit, method, what string) apiCall {
	return apiCall{Route: method + " /v1/endpoints/{id}/deliveries/{delivery}" + what, At: []string{v.PathValue("endpoint"), v.PathValue("delivery")}}
}

// reveal puts the body on the page. What quotes people is for those who may see it, and
// the audit log says who did.
func (page *deliveryPage) reveal(v *visit, e records.Errand) {
	if !e.Event.Found() {
		return
	}
	_, quoted, err := e.Event.Value.WithoutComment()
	if page.Withheld = err != nil || quoted && !v.personal(e.Event.Value.Account); !page.Withheld {
		page.Body = string(e.Event.Value.Body)
	}
}

// headersOf are the headers of the last attempt. The signature is made anew with the
// current secret, for comparing. Where that cannot be opened there are none: the
// attempt says so, too.
func (p *pages) headersOf(ctx context.Context, e records.Errand) []headerLine {
	d, ep := e.Delivery.Value, e.Endpoint.Value
	signed, err := p.signedAt(ctx, ep, e.Event.Value, d.Attempts[len(d.Attempts)-1].At)
	if err != nil {
		return nil
	}
	lines := []headerLine{{"content-type", "application/json"}}
	for _, name := range slices.Sorted(maps.Keys(signed)) {
		lines = append(lines, headerLine{strings.ToLower(name), signed.Get(name)})
	}
	for _, name := range ep.Headers.Names {
		lines = append(lines, headerLine{strings.ToLower(name), hidden})
	}
	return lines
}

// signedAt signs an event as an attempt at a moment does, with the current secret.
func (p *pages) signedAt(ctx context.Context, ep heed.Endpoint, ev heed.Event, at time.Time) (http.Header, error) {
	if len(ep.Secrets) == 0 {
		return nil, webhook.ErrNoSecret
	}
	text, err := p.box.Open(ctx, ep.Secrets[0].Sealed, []byte(ep.ID))
	if err != nil {
		return nil, err
	}
	s, err := webhook.ParseSecret(string(text))
	if err != nil {
		return nil, err
	}
	return webhook.Sign([]webhook.Secret{s}, ev.ID, at, ev.Body)
}

// stampOfDelivery changes with every attempt.
func (p *pages) stampOfDelivery(v *visit) (string, error) {
	out, err := p.call(v, deliveryAt(v, "GET", ""))
	return digest([]any{v.locale, v.key.Scopes, out.body}), err
}

// changeDelivery does what the form's button says.
func (p *pages) changeDelivery(v *visit) (string, error) {
	do := v.typed.Get("do")
	if do != "resend" && do != "cancel" {
		return "", heed.RefuseField("/do", "enum", "the button is not known: load the page again")
	}
	_, err := p.call(v, deliveryAt(v, "POST", "/"+do))
	return v.URL.EscapedPath() + "?notice=delivery_" + do, err
}
