package console

import (
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

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
	before, _, err := p.endpointHere(v)
	if err != nil {
		return "", err
	}
	change := onEndpoint(v, "PATCH /v1/endpoints/{id}", endpointBody(v.typed, before))
	change.IfMatch = v.typed.Get("tag")
	_, err = p.call(v, change)
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

// broughtAgain is what sending a stretch of deliveries again came to.
type broughtAgain struct {
	N    int
	More bool // there are more than one call takes: the form goes on where it stopped
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
