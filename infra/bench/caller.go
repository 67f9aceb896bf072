package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strconv"
	"time"
)

// caller sends one prepared request again and again on a connection that is
// kept open. It does so little itself that what is measured is the server.
type caller struct {
	conn    net.Conn
	answers *bufio.Reader
	request []byte
}

// dial connects to a server; the request is one as it goes over the wire.
func dial(address string, request []byte) (*caller, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &caller{conn, bufio.NewReader(conn), request}, nil
}

// call sends the request and reads the answer.
func (c *caller) call(want int) error {
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	status, length, err := readHead(c.answers)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, c.answers, length); err != nil {
		return err
	}
	if status != want {
		return fmt.Errorf("answered %d, want %d", status, want)
	}
	return nil
}

// readHead reads the status and the length of a body that follows.
func readHead(r *bufio.Reader) (status int, length int64, err error) {
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		switch line = bytes.TrimRight(line, "\r\n"); {
		case first:
			status, _ = strconv.Atoi(string(line[min(9, len(line)):min(12, len(line))]))
		case len(line) == 0:
			return status, length, nil
		default:
			if name, value, _ := bytes.Cut(line, []byte(": ")); string(name) == "Content-Length" {
				length, _ = strconv.ParseInt(string(value), 10, 64)
			}
		}
	}
}

// post writes a POST as it goes over the wire.
func post(path, body string, header ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", path, len(body))
	for i := 0; i < len(header); i += 2 {
		fmt.Fprintf(&b, "%s: %s\r\n", textproto.CanonicalMIMEHeaderKey(header[i]), header[i+1])
	}
	b.WriteString("\r\n" + body)
	return b.Bytes()
}

// served is a server on loopback with callers that keep their connections.
type served struct {
	server  *http.Server
	address string
	callers []*caller
	client  *http.Client
}

func serve(h http.Handler, callers int, request []byte) (*served, error) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &served{server: &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}, address: on.Addr().String()}
	s.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}
	go func() { _ = s.server.Serve(on) }() // ends with close
	s.callers, err = dialAll(s.address, callers, request)
	return s, err
}

func dialAll(address string, n int, request []byte) ([]*caller, error) {
	all := make([]*caller, n)
	errs := make([]error, n)
	for i := range all {
		all[i], errs[i] = dial(address, request)
	}
	return all, errors.Join(errs...)
}

// side calls with every caller and wants the status.
func (s *served) side(status int) side {
	return side{len(s.callers), func(w int) (int, error) { return 1, s.callers[w].call(status) }}
}

// ordinary calls with as many callers of net/http.
func (s *served) ordinary(status int) side {
	return side{len(s.callers), func(w int) (int, error) { return 1, s.call(s.callers[w].request, status) }}
}

// call sends a request as http.Client would.
func (s *served) call(raw []byte, want int) error {
	q, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return err
	}
	q.RequestURI, q.URL.Scheme, q.URL.Host = "", "http", s.address
	w, err := s.client.Do(q)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, w.Body)
	_ = w.Body.Close()
	if w.StatusCode != want {
		return fmt.Errorf("answered %s, want %d", w.Status, want)
	}
	return nil
}

func (s *served) close() {
	_ = s.server.Close()
	s.client.CloseIdleConnections()
	for _, c := range s.callers {
		_ = c.conn.Close()
	}
}
