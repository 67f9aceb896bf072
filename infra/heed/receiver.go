package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/shared/webhook"
)

const (
	receiverPath = "/webhooks/heed"
	keptRequests = 20
	maxWebhook   = 1 << 20 // bytes
)

// receiver is the demo's customer-success tool: it verifies webhooks as any
// receiver should, prints a line for each and keeps the last ones to be shown.
type receiver struct {
	out    io.Writer
	secret webhook.Secret
	before func(ctx context.Context, account string, asOf time.Time) (float64, bool)
	server *http.Server
	on     net.Listener

	mu   sync.Mutex
	kept []console.SignedRequest // newest first
}

// newReceiver listens on a free loopback port, under a fresh secret.
func newReceiver(out io.Writer) (*receiver, error) {
	secret, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		return nil, err
	}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the demo's receiver: %w", err)
	}
	r := &receiver{out: out, secret: secret, on: on}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+receiverPath, r.receive)
	r.server = &http.Server{Handler: mux, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, MaxHeaderBytes: maxHeader}
	go func() { _ = r.server.Serve(on) }() // ends with close
	return r, nil
}

func (r *receiver) close() { _ = r.server.Close() }

func (r *receiver) url() string { return "http://" + r.on.Addr().String() + receiverPath }

// receive verifies the bytes as they came, before it reads anything into them.
func (r *receiver) receive(w http.ResponseWriter, q *http.Request) {
	now := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxWebhook))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	err = webhook.Verify([]webhook.Secret{r.secret}, q.Header, body, now)
	r.keep(console.SignedRequest{At: now, Header: q.Header, Body: body, Verified: err == nil})
	if err != nil {
		r.print("✗ signature refused · " + err.Error())
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	r.print("✓ signature verified · " + r.line(q.Context(), body, now))
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) keep(request console.SignedRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = slices.Insert(r.kept, 0, request)
	r.kept = r.kept[:min(len(r.kept), keptRequests)]
}

// latest are the last requests, newest first.
func (r *receiver) latest() []console.SignedRequest {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.kept)
}

func (r *receiver) print(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintln(r.out, line)
}
