package console

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// sampleForm is a webhook as a tool would send it: the body as JSON, or as text in
// a JSON string, or its raw bytes in base64. A mapping tries other rules than the
// connection's; a provider tries a connection that is not there yet.
type sampleForm struct {
	Provider string            `json:"provider"`
	Headers  map[string]string `json:"headers"`
	Body     json.RawMessage   `json:"body"`
	Raw      []byte            `json:"raw"`
	Mapping  json.RawMessage   `json:"mapping"`
}

// payload is the body that the tool would have sent.
func (f sampleForm) payload() ([]byte, error) {
	body := bytes.TrimSpace(f.Body)
	switch {
	case (len(body) == 0) == (f.Raw == nil):
		return nil, heed.RefuseField("/body", "required", "a sample has either its body or its raw bytes in base64")
	case f.Raw != nil:
		return f.Raw, nil
	case body[0] == '"':
		var text string
		err := json.Unmarshal(body, &text)
		return []byte(text), err
	}
	return body, nil
}

// header is what the tool would have sent. JSON needs no saying so.
func (f sampleForm) header() http.Header {
	h := http.Header{}
	for name, value := range f.Headers {
		h.Set(name, value)
	}
	return h
}

// soundedView is what a sample would become.
type soundedView struct {
	Signals []sampleSignal `json:"signals"`
	Ignored []string       `json:"ignored"`
}

// sampleSignal is a signal that nobody has sent.
type sampleSignal struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"`
	Type    string          `json:"type"`
	Subject string          `json:"subject"`
	Time    time.Time       `json:"time"`
	Data    json.RawMessage `json:"data"`
}

// previewConnection answers which signals a sample would give, or why none. It
// keeps nothing, and believes the sample whoever signed it.
func (c *Console) previewConnection(r *request) (reply, error) {
	r.harmless()
	var form sampleForm
	if err := r.into(&form); err != nil {
		return reply{}, err
	}
	conn, err := c.sampled(r, form.Provider)
	if err != nil {
		return reply{}, err
	}
	payload, err := form.payload()
	if err != nil {
		return reply{}, err
	}
	tool, m, err := mappingOf(conn, form.Mapping)
	if err != nil {
		return reply{}, err
	}
	set, err := c.rec.Settings(r.Context())
	if err != nil {
		return reply{}, err
	}
	sample := provider.Request{Connection: conn.Name, Method: http.MethodPost, Header: form.header(), Body: payload, Now: r.now}
	said, err := tool.Read(sample, provider.Credential{}, m, provider.Setting{Rules: set.Value.Rules(r.now), Currency: set.Value.Currency})
	if p := heed.ProblemOf(err); p != nil { // what intake would refuse gives no signals either
		return reply{body: soundedView{Signals: []sampleSignal{}, Ignored: []string{p.Detail}}}, nil
	}
	return reply{body: soundedIn(said)}, err
}

// sampled is the connection that a sample is for: the one there is, or one that could be made.
func (c *Console) sampled(r *request, tool string) (heed.Connection, error) {
	row, err := c.connection(r)
	if tool == "" || err == nil && row.Value.Provider == tool {
		return row.Value, err
	}
	name := r.PathValue("name")
	if p := heed.ProblemOf(err); err != nil && (p == nil || p.Code != heed.NotFound || !heed.ValidSlug(name)) {
		return heed.Connection{}, err
	}
	if _, known := provider.Lookup(tool); !known {
		return heed.Connection{}, heed.RefuseField("/provider", "enum", "the provider must be one of %s", joined(provider.Names()))
	}
	return heed.Connection{Name: name, Provider: tool}, nil
}

// mappingOf is the connection's mapping, or the one to try instead.
func mappingOf(conn heed.Connection, try json.RawMessage) (*provider.Provider, *provider.Mapping, error) {
	if try == nil {
		try = conn.Mapping
	}
	tool, known := provider.Lookup(conn.Provider)
	if !known {
		return nil, nil, heed.Refuse(heed.Conflicted, "this version does not know the provider %q: write the connection anew", conn.Provider)
	}
	m, errs := tool.Mapping(try)
	for i := range errs {
		errs[i].Pointer = "/mapping" + errs[i].Pointer
	}
	return tool, m, mistakes("the mapping", errs)
}

func soundedIn(said provider.Reading) soundedView {
	view := soundedView{Signals: make([]sampleSignal, len(said.Signals)), Ignored: append([]string{}, said.Ignored...)}
	for i, s := range said.Signals {
		view.Signals[i] = sampleSignal{ID: s.ID, Source: s.Source, Type: s.Type, Subject: s.Subject, Time: s.Time, Data: s.Data}
	}
	return view
}
