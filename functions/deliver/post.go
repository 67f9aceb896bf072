package deliver

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

// The classes of failed attempts. A class is all that is kept of an error,
// because its text would name the URL or an address.
const (
	classTimeout    = "timeout"
	classRefused    = "refused"
	classDNS        = "dns"
	classTLS        = "tls"
	classReset      = "reset"
	classBlocked    = "blocked_address"
	classConnection = "connection" // any other way not to get through
	classRedirect   = "redirect"
	classStatus     = "status" // an answer, but not 2xx
	classURL        = "url"
	classSecret     = "secret"
	classOpen       = "circuit_open" // the breaker was open for all of the delivery's life
)

// haste is how fast a connection must fail to be tried again at once.
const haste = time.Second

// answer is what came of an attempt.
type answer struct {
	at      time.Time // when the attempt began
	took    time.Duration
	trigger string // auto or manual
	outcome webhook.Outcome
	class   string              // empty when delivered
	head    string              // the beginning of the answer's body
	hurried bool                // this is the quick second try
	forced  bool                // a person asked for it, whatever the breaker says
	final   heed.DeliveryStatus // nothing was posted and nothing ever will be; else empty
}

func (a answer) ended() time.Time { return a.at.Add(a.took) }

// hasty reports whether the connection failed so fast that a second try is cheap.
func (a answer) hasty() bool {
	switch a.class {
	case classRefused, classReset, classDNS, classTLS, classConnection:
		return a.took < haste
	}
	return false
}

// post makes one request and reads the beginning of its answer.
func (d *Deliver) post(ctx context.Context, ep heed.Endpoint, header http.Header, body []byte) answer {
	ctx, cancel := context.WithTimeout(ctx, ep.Timeout())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, ep.URL, bytes.NewReader(body))
	if err != nil {
		return answer{class: classURL}
	}
	req.Header = header.Clone()
	began := time.Now()
	resp, err := d.client.Do(req)
	if err != nil {
		class := classOf(err)
		return answer{outcome: webhook.Outcome{Timeout: class == classTimeout}, class: class, took: time.Since(began)}
	}
	a := answered(resp, time.Now())
	a.took = time.Since(began)
	return a
}

// answered judges an answer by its status. What a redirect says is not kept: it
// might come from where no endpoint may lead.
func answered(resp *http.Response, now time.Time) answer {
	a := answer{
		outcome: webhook.Outcome{Status: resp.StatusCode, Wish: webhook.ParseWish(resp.Header)},
		head:    strings.ToValidUTF8(string(readHead(resp.Body)), ""),
	}
	switch {
	case webhook.Delivered(resp.StatusCode):
		return a
	case resp.StatusCode >= 300 && resp.StatusCode <= 399:
		a.class, a.head = classRedirect, ""
	default:
		a.class = classStatus
	}
	a.outcome.RetryAfter, _ = webhook.ParseRetryAfter(resp.Header.Get("Retry-After"), now)
	return a
}

// classOf names the kind of failure of a request that got no answer.
func classOf(err error) string {
	switch {
	case errors.Is(err, ErrBlocked):
		return classBlocked
	case is[*net.DNSError](err):
		return classDNS
	case timedOut(err):
		return classTimeout
	case untrusted(err):
		return classTLS
	case errors.Is(err, syscall.ECONNREFUSED):
		return classRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return classReset
	}
	return classConnection
}

// untrusted reports whether TLS could not be agreed on. What crypto/tls refuses
// or was refused by an alert is a net.OpError of a name of its own.
func untrusted(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	alert := ok && (op.Op == "remote error" || op.Op == "local error")
	return alert || is[*tls.CertificateVerificationError](err) || is[tls.RecordHeaderError](err) || errors.Is(err, http.ErrSchemeMismatch)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func timedOut(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}
