package main

import (
	"bytes"
	"io"
	"net/http"
)

// inProcess is a transport that leads to a handler of this process.
type inProcess struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := &captured{header: http.Header{}, status: http.StatusOK}
	t.ServeHTTP(w, r)
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// captured keeps an answer.
type captured struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *captured) Header() http.Header         { return w.header }
func (w *captured) WriteHeader(status int)      { w.status = status }
func (w *captured) Write(b []byte) (int, error) { return w.body.Write(b) }
