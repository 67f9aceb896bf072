package sim

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// receivers are the tools that are told, behind one http.RoundTripper: each
// endpoint's host says how its tool behaves.
type receivers struct {
	*fate
	start time.Time
	tools map[string]*Tool
}

// The tools, by what is wrong with them.
const (
	good  = "good"
	flaky = "flaky"
	down  = "down" // for more than four days: longer than any schedule of retries, and shorter than what disables
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
	case tool == down && age > week && age < week+100*time.Hour:
		return nil, errors.New("connection refused")
	case tool == gone && age > 2*week:
		return answer(r, http.StatusGone), nil
	case tool == flaky && !rs.calm && rs.roll("flaky "+id) < .4:
		return rs.fickle(r, id)
	}
	rs.tools[tool].Take(r.Header, body)
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
