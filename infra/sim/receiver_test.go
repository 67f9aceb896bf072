package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// receivers are the tools that are told, behind one http.RoundTripper: each
// endpoint's host says how its tool behaves.
type receivers struct {
	*fate
	start time.Time

	mu       sync.Mutex
	verifier map[string]*standardwebhooks.Webhook
	got      map[string]map[string][]byte // endpoint → webhook-id → body
	wrong    []string
}

// The tools, by what is wrong with them.
const (
	good  = "good"
	flaky = "flaky"
	down  = "down" // for the second week, longer than any schedule of retries
	gone  = "gone" // answers 410 from the third week on
)

var tools = []string{good, flaky, down, gone}

// RoundTrip answers a post as its tool would.
func (rs *receivers) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	tool, _, _ := strings.Cut(r.URL.Host, ".")
	id := r.Header.Get("webhook-id")
	switch age := time.Since(rs.start); {
	case tool == down && age > week && age < 2*week:
		return nil, errors.New("connection refused")
	case tool == gone && age > 2*week:
		return answer(r, http.StatusGone), nil
	case tool == flaky && !rs.calm && rs.roll("flaky "+id) < .4:
		return rs.fickle(r, id)
	}
	rs.keep(tool, id, r.Header, body)
	if tool == flaky && !rs.calm && rs.roll("lost answer "+id) < .1 {
		return nil, errors.New("connection reset") // it got it, and could not say so
	}
	return answer(r, http.StatusOK), nil
}

func (rs *receivers) fickle(r *http.Request, id string) (*http.Response, error) {
	statuses := []int{500, 502, 429, 404, 307}
	out := answer(r, statuses[int(rs.roll("status "+id)*float64(len(statuses)))])
	out.Header.Set("Retry-After", "30")
	return out, nil
}

const week = 7 * 24 * time.Hour

func answer(r *http.Request, status int) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("ok")), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

// keep verifies a webhook with the official library and keeps it.
func (rs *receivers) keep(tool, id string, h http.Header, body []byte) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if err := rs.verifier[tool].Verify(body, h); err != nil && !strings.Contains(err.Error(), "timestamp too old") {
		// The library reads the wall clock, which fake time has left behind.
		if err := rs.verifier[tool].VerifyIgnoringTimestamp(body, h); err != nil {
			rs.wrong = append(rs.wrong, fmt.Sprintf("%s refused %s: %v", tool, id, err))
		}
	}
	var doc struct{ ID string }
	if json.Unmarshal(body, &doc) != nil || doc.ID != id {
		rs.wrong = append(rs.wrong, fmt.Sprintf("%s got %s with the body of %s", tool, id, doc.ID))
	}
	if before, ok := rs.got[tool][id]; ok && string(before) != string(body) {
		rs.wrong = append(rs.wrong, fmt.Sprintf("%s got %s twice with different bodies", tool, id))
	}
	if rs.got[tool] == nil {
		rs.got[tool] = map[string][]byte{}
	}
	rs.got[tool][id] = body
}
