package lambda

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// edge is AWS as functions see it: DynamoDB, SQS and KMS, at one address.
type edge struct{ dynamo, sqs http.Handler }

// ServeHTTP hands a request on to the service that it is for. One that is for
// none only opens a connection.
func (e edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch service, _, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); service {
	case "DynamoDB_20120810":
		e.dynamo.ServeHTTP(w, r)
	case "AmazonSQS":
		e.sqs.ServeHTTP(w, r)
	case "TrentService":
		keyService{}.ServeHTTP(w, r)
	}
}

// startEdge returns the address of AWS for the functions.
func (h *Host) startEdge(o Options) (string, error) {
	dynamo, err := relay(o.DynamoDB)
	if err != nil {
		return "", err
	}
	sqs, err := relay(o.SQS)
	if err != nil {
		return "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	var front http.Handler = edge{dynamo, sqs}
	if o.Between != nil {
		front = o.Between(front)
	}
	h.edge = &http.Server{Handler: front, ReadHeaderTimeout: initTime}
	go func() { _ = h.edge.Serve(l) }() // until it is closed
	return "http://" + l.Addr().String(), nil
}

// relay passes requests on to a server.
func relay(address string) (http.Handler, error) {
	server, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 64
	return &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(server) },
		Transport: transport,
		ErrorLog:  log.New(io.Discard, "", 0), // a caller that was killed is no news
	}, nil
}
