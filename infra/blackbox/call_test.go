package blackbox

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

// answer is what a request was answered.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) good() bool { return a.status/100 == 2 }

// request is what can be posted again and again.
type request struct {
	method, path string
	header       map[string]string
	body         []byte
}

func jsonRequest(method, path string, body any) request {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // the tests make only what can be written
	}
	return request{method: method, path: path, header: map[string]string{"Content-Type": "application/json"}, body: raw}
}

// call sends a request, with the admin key unless it brings a header of its own.
// The error says that there was no answer.
func (p *process) call(r request) (answer, error) {
	url := p.address()
	if url == "" {
		return answer{}, fmt.Errorf("heed is down")
	}
	req, err := http.NewRequestWithContext(p.t.Context(), r.method, url+r.path, bytes.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+adminKey)
	for name, value := range r.header {
		if req.Header.Set(name, value); value == "" {
			req.Header.Del(name)
		}
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, body}, err
}

// insist sends a request until it is answered, as a tool does that gets no
// answer or a 5xx: the same again.
func (p *process) insist(r request) answer {
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		a, err := p.call(r)
		if err == nil && a.status < 500 {
			return a
		}
		if time.Now().After(end) {
			p.t.Errorf("%s %s is not answered: %d %v %s", r.method, r.path, a.status, err, a.body)
			return a
		}
	}
}

// get reads a JSON answer; false when it is not a 200.
func (p *process) get(path string, into any) bool {
	a := p.insist(request{method: http.MethodGet, path: path})
	if a.status != http.StatusOK {
		return false
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		p.t.Errorf("GET %s answers no JSON: %v", path, err)
		return false
	}
	return true
}

// must sends JSON and wants a 2xx. What the answer says goes into it, unless nil.
// What has to be sent again, because the answer was lost, happens once.
func (p *process) must(method, path string, body, into any) {
	p.t.Helper()
	r := jsonRequest(method, path, body)
	r.header["Idempotency-Key"] = rand.Text()
	a := p.insist(r)
	if !a.good() {
		p.t.Errorf("%s %s is answered %d: %s", method, path, a.status, a.body)
	}
	if into != nil && json.Unmarshal(a.body, into) != nil {
		p.t.Errorf("%s %s answers no JSON: %s", method, path, a.body)
	}
}
