package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

// What a caller may cost. Functions answer within half a minute by themselves.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10 // bytes
)

// front is the address Heed listens on, and what answers there.
type front struct {
	log       *slog.Logger
	listener  net.Listener
	publicURL string
	server    *http.Server
	broken    chan error // has one error when answering ended
}

// listen takes the address, so that a busy one is known before anything is written.
func listen(log *slog.Logger, address, public string) (*front, error) {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: stop what listens there, or set HEED_ADDR to another address, such as 127.0.0.1:8081", address)
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %s (HEED_ADDR): %w", address, err)
	}
	public, err = publicURL(public, l.Addr().(*net.TCPAddr))
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &front{log: log, listener: l, publicURL: public, server: server(log), broken: make(chan error, 1)}, nil
}

func server(log *slog.Logger) *http.Server {
	return &http.Server{
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

func (f *front) address() string { return f.listener.Addr().String() }

// start begins to answer.
func (f *front) start(h http.Handler) {
	f.server.Handler = f.checked(h)
	go func() { f.broken <- f.server.Serve(f.listener) }()
}

// close lets requests under way end, for a while, and takes no more.
func (f *front) close() {
	bounded, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if f.server.Shutdown(bounded) != nil {
		_ = f.server.Close() // they had their time
	}
	_ = f.listener.Close() // if it never started
}

// checked refuses, on a loopback address, requests for another host: a page on
// the internet whose name is made to lead to this machine (DNS rebinding) would
// otherwise act as its user. Elsewhere the names that lead here are not known.
func (f *front) checked(h http.Handler) http.Handler {
	if !f.listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.expects(r.Host) {
			h.ServeHTTP(w, r)
			return
		}
		f.refuse(w, r)
	})
}

func (f *front) refuse(w http.ResponseWriter, r *http.Request) {
	id := rand.Text()
	r.Header.Set(problem.RequestID, id)
	f.log.InfoContext(r.Context(), "request for another host refused", "request_id", id, "host", r.Host)
	problem.Write(w, r, f.log, heed.Refuse(heed.Forbidden,
		"Heed does not answer to this host name: use %s, or set HEED_PUBLIC_URL to the address you use", f.publicURL))
}

func (f *front) expects(host string) bool {
	name := hostname(host)
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback()
	}
	public, err := url.Parse(f.publicURL)
	return strings.EqualFold(name, "localhost") || err == nil && strings.EqualFold(name, public.Hostname())
}

// hostname is a Host header without its port and brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
