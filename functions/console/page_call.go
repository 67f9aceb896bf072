package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

// apiCall is a call of the API that a page makes for its reader.
type apiCall struct {
	// Route is the method and the path as openapi.yaml has them, At the values of the
	// path's wildcards in their order.
	Route string
	At    []string
	Query url.Values
	// Body is sent as JSON; nil sends none.
	Body any
	// IfMatch is the entity tag of what is changed, so that nobody's change is lost.
	IfMatch string
}

// call asks the API, so that a page can do and see nothing that its reader's key
// could not: scope, rate limit, validation, audit log and Idempotency-Key are those
// of the call.
func (p *pages) call(v *visit, c apiCall) (reply, error) {
	rt, ok := p.api[c.Route]
	if !ok {
		return reply{}, fmt.Errorf("the page asks for %q, which the API has not", c.Route)
	}
	if !v.may(rt.scope) {
		return reply{}, heed.Refuse(heed.Forbidden, "this key has not the scope %q: sign in with one that has", rt.scope)
	}
	r, err := c.request(v)
	if err != nil {
		return reply{}, err
	}
	if r.Method != http.MethodGet {
		v.harmless() // the log tells of the call, not of the form
	}
	return p.carry(rt, http.Header{}, r)
}

// fetch is call for a page that shows the answer: into is a pointer to what it holds.
func (p *pages) fetch(v *visit, c apiCall, into any) error {
	out, err := p.call(v, c)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(out.body)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// found is a list as the API answers it.
type found[T any] struct {
	Items []T
	Next  *string
}

// askedFor is the question to the API that an address asks; a form sends what is left
// open as empty texts.
func askedFor(q url.Values, names ...string) url.Values {
	asked := url.Values{}
	for _, name := range names {
		if value := q.Get(name); value != "" {
			asked.Set(name, value)
		}
	}
	return asked
}

// request is the call as the API gets it.
func (c apiCall) request(v *visit) (*request, error) {
	method, path, _ := strings.Cut(c.Route, " ")
	r := v.Request.Clone(v.Context())
	r.Method, r.Body = method, http.NoBody
	r.URL = &url.URL{Path: c.path(path, r), RawQuery: c.Query.Encode()}
	r.Header = http.Header{"Accept-Language": {string(v.locale)}}
	for name, value := range map[string]string{problem.RequestID: v.Header.Get(problem.RequestID), "If-Match": c.IfMatch, idempotencyKey: v.once(method)} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if c.Body != nil {
		raw, err := json.Marshal(c.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(raw))
	}
	return &request{Request: r, key: v.key, now: v.now}, nil
}

// path puts the values where the wildcards are.
func (c apiCall) path(pattern string, r *http.Request) string {
	segments, values := strings.Split(pattern, "/"), c.At
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") && len(values) > 0 {
			r.SetPathValue(strings.Trim(segment, "{}"), values[0])
			segments[i], values = values[0], values[1:]
		}
	}
	return strings.Join(segments, "/")
}

// once names what a form orders, so that sending it twice does it once.
func (v *visit) once(method string) string {
	if method != http.MethodPost || v.Method != http.MethodPost {
		return ""
	}
	return v.PostFormValue("once")
}
