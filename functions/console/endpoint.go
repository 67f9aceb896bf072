package console

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/webhook"
)

// reasonManual is why an endpoint is disabled that a person turned off.
const reasonManual = "manual"

func (c *Console) endpointRoutes() []route {
	const one = "/v1/endpoints/{id}"
	return []route{
		{method: http.MethodPost, path: "/v1/endpoints", scope: heed.ScopeAdmin, answer: c.createEndpoint, remembers: true},
		{method: http.MethodGet, path: "/v1/endpoints", scope: heed.ScopeAdmin, answer: c.listEndpoints},
		{method: http.MethodGet, path: one, scope: heed.ScopeAdmin, answer: c.getEndpoint},
		{method: http.MethodPatch, path: one, scope: heed.ScopeAdmin, answer: c.patchEndpoint},
		{method: http.MethodDelete, path: one, scope: heed.ScopeAdmin, answer: c.deleteEndpoint},
		{method: http.MethodPost, path: one + "/rotate", scope: heed.ScopeAdmin, answer: c.rotateSecret},
	}
}

func (c *Console) listEndpoints(r *request) (reply, error) {
	endpoints, err := c.rec.Endpoints(r.Context())
	if err != nil {
		return reply{}, err
	}
	breakers, err := c.rec.Breakers(r.Context(), endpoints...)
	if err != nil {
		return reply{}, err
	}
	return pageIn(r, endpoints, func(e heed.Endpoint) string { return e.ID },
		func(e heed.Endpoint) endpointView { return endpointIn(e, breakers[e.ID], r.now) })
}

func (c *Console) getEndpoint(r *request) (reply, error) {
	if _, err := r.knownQuery(); err != nil {
		return reply{}, err
	}
	row, err := c.endpoint(r)
	if err != nil {
		return reply{}, err
	}
	b, err := c.rec.Breaker(r.Context(), row.Value.ID)
	view := endpointIn(row.Value, b.Value, r.now)
	return reply{body: view, etag: tagOf(row.Version, view)}, err
}

// endpoint is the one that the path names; the error is a Problem when there is none.
func (c *Console) endpoint(r *request) (records.Row[heed.Endpoint], error) {
	id := r.PathValue("id")
	if !heed.ValidSlug(id) {
		return records.Row[heed.Endpoint]{}, noEndpoint(id)
	}
	row, err := c.rec.Endpoint(r.Context(), id)
	if err == nil && !row.Found() {
		err = noEndpoint(id)
	}
	return row, err
}

func noEndpoint(id string) error {
	return heed.Refuse(heed.NotFound, "there is no endpoint %q: GET /v1/endpoints lists them", id)
}

// createEndpoint makes an endpoint and shows its secret, this once.
func (c *Console) createEndpoint(r *request) (reply, error) {
	body, err := r.body()
	if err != nil {
		return reply{}, err
	}
	id, form, err := newEndpointForm(body)
	if err != nil {
		return reply{}, err
	}
	if err := c.check(form, heed.Endpoint{}); err != nil {
		return reply{}, err
	}
	out, err := c.once(r, body, func() (reply, []store.Op, error) { return c.planEndpoint(r, id, form) })
	if store.IsConflict(err) {
		err = heed.Refuse(heed.Conflicted, "there is an endpoint %q already: choose another id, or change that one with PATCH", id)
	}
	return out, err
}

// planEndpoint counts before it writes: two requests at one moment may make one
// endpoint too many, which harms nothing.
func (c *Console) planEndpoint(r *request, id string, form endpointForm) (reply, []store.Op, error) {
	endpoints, err := c.rec.Endpoints(r.Context())
	if err != nil {
		return reply{}, nil, err
	}
	if len(endpoints) >= heed.MaxEndpoints {
		return reply{}, nil, heed.Refuse(heed.Conflicted, "there are %d endpoints, the most there can be: delete one first", heed.MaxEndpoints)
	}
	e := heed.Endpoint{ID: id, APIVersion: "v1", CreatedAt: r.now}
	if err := c.fillEndpoint(r.Context(), form, &e, r.now); err != nil {
		return reply{}, nil, err
	}
	text, sealed, err := c.newSecret(r.Context(), id)
	if err != nil {
		return reply{}, nil, err
	}
	e.Secrets = []heed.SealedSecret{sealed}
	view := endpointIn(e, heed.Breaker{}, r.now)
	view.Secret = text
	out := reply{status: http.StatusCreated, body: view}
	return out, []store.Op{records.PutEndpoint(records.Row[heed.Endpoint]{Value: e})}, nil
}

// newSecret draws a signing secret and seals it for its endpoint, under whose id
// the deliver function opens it.
func (c *Console) newSecret(ctx context.Context, endpoint string) (string, heed.SealedSecret, error) {
	s, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		return "", heed.SealedSecret{}, err
	}
	sealed, err := c.box.Seal(ctx, []byte(s.Reveal()), []byte(endpoint))
	return s.Reveal(), heed.SealedSecret{Sealed: sealed}, err
}

// patchEndpoint applies a JSON merge patch (RFC 7396). Enabling an endpoint
// clears why it was disabled; one that Heed disabled is tried with a ping first.
func (c *Console) patchEndpoint(r *request) (reply, error) {
	patch, err := r.object()
	if err != nil {
		return reply{}, err
	}
	return c.editEndpoint(r, func(e *heed.Endpoint) (amendment, error) {
		before := *e
		form, err := formOf(*e).patched(withoutShown(patch, *e))
		if err != nil {
			return amendment{}, err
		}
		if err := c.check(form, before); err != nil {
			return amendment{}, err
		}
		if err := c.fillEndpoint(r.Context(), form, e, r.now); err != nil {
			return amendment{}, err
		}
		return c.revive(r, before, *e)
	})
}

// withoutShown leaves out a URL that is only what Heed shows of the one it has.
func withoutShown(patch map[string]json.RawMessage, e heed.Endpoint) map[string]json.RawMessage {
	var said string
	if json.Unmarshal(patch["url"], &said) != nil || said != shownURL(e) {
		return patch
	}
	patch = maps.Clone(patch)
	delete(patch, "url")
	return patch
}

// amendment is what a change of an endpoint brings with it.
type amendment struct {
	secret  string          // that was made, to be shown this once
	breaker *heed.Breaker   // as it is after the change; nil when the change leaves it
	ops     []store.Op      // to be written along
	born    []heed.Delivery // to be sent afterwards
}

// editEndpoint changes the endpoint that the path names and answers it.
func (c *Console) editEndpoint(r *request, change func(*heed.Endpoint) (amendment, error)) (reply, error) {
	return onConflict(func() (reply, error) {
		row, err := c.endpoint(r)
		if err != nil {
			return reply{}, err
		}
		if err := r.ifMatch(row.Version); err != nil {
			return reply{}, err
		}
		done, err := change(&row.Value)
		if err != nil {
			return reply{}, err
		}
		if done.breaker == nil {
			b, err := c.rec.Breaker(r.Context(), row.Value.ID)
			if err != nil {
				return reply{}, err
			}
			done.breaker = &b.Value
		}
		view := endpointIn(row.Value, *done.breaker, r.now)
		tag := tagOf(row.Version+1, view)
		view.Secret = done.secret
		if err := c.commit(r, append(done.ops, records.PutEndpoint(row))...); err != nil {
			return reply{}, err
		}
		c.knockAs(r, "", done.born...)
		return reply{body: view, etag: tag}, nil
	})
}

// deleteEndpoint removes an endpoint. What is on its way to it is cancelled as it comes up.
func (c *Console) deleteEndpoint(r *request) (reply, error) {
	row, err := c.endpoint(r)
	if err == nil {
		err = r.ifMatch(row.Version)
	}
	if err != nil {
		return reply{}, err
	}
	ops := append(records.ForgetEndpoint(row.Value.ID), records.DeleteEndpoint(row.Value.ID))
	return noContent, c.commit(r, ops...)
}
