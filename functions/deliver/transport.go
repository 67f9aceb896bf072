package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"github.com/heed-cs/heed/shared/webhook"
)

// ErrBlocked says that an endpoint led to an address where nothing may be
// delivered. It is found with errors.Is in what the http.Client returns.
var ErrBlocked = errors.New("deliver: blocked address")

// What a receiver may cost us.
const (
	connectTimeout = 5 * time.Second  // name lookup and connection; the TLS handshake once more
	requestTimeout = 30 * time.Second // the whole attempt, when its context sets nothing shorter
	idleTimeout    = 30 * time.Second // a kept connection nobody uses
	maxHeader      = 16 << 10         // bytes of the answer's header
	maxHead        = 2 << 10          // bytes read of the answer's body
)

// closedPorts speak to something that is never a receiver, even in a network
// the operator trusts: ssh, mail, Redis, Lambda's runtime and its secrets extension.
var closedPorts = []uint16{22, 25, 6379, 9001, 2773}

// NewClient returns the client that posts to endpoints. It connects only to
// addresses on the public internet, port 443, and to the operator's allowed
// networks; allowPrivate opens everything but the metadata services. Every
// other connection fails with ErrBlocked.
//
// Redirects are not followed: they come back as the answer. The environment's
// proxy is not used, because behind one the addresses could not be judged.
// Whoever sends sets the attempt's deadline in the context.
func NewClient(allowPrivate bool, allow []netip.Prefix) *http.Client {
	return newClient(newGuard(allowPrivate, allow).control, nil)
}

// control judges one connection about to be made, as net.Dialer.ControlContext does.
type control func(ctx context.Context, network, address string, _ syscall.RawConn) error

func newClient(c control, resolver *net.Resolver) *http.Client {
	dialer := &net.Dialer{Timeout: connectTimeout, ControlContext: c, Resolver: resolver}
	return &http.Client{
		Timeout:       requestTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true, // a dialer of one's own turns it off otherwise
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    connectTimeout,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true, // no gzip bombs
			MaxIdleConns:           100,
			MaxIdleConnsPerHost:    4,
			IdleConnTimeout:        idleTimeout,
		},
	}
}

// guard decides which addresses may be dialled. It sees the concrete address
// right before connecting, so neither the spelling of a URL nor a name that
// changes its mind gets past it.
type guard struct {
	allowPrivate bool
	allow        []netip.Prefix
	public       *ssrf.Guardian
}

func newGuard(allowPrivate bool, allow []netip.Prefix) guard {
	return guard{allowPrivate: allowPrivate, allow: allow, public: ssrf.New(ssrf.WithPorts(443))}
}

func (g guard) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q is no address", ErrBlocked, address)
	}
	return g.check(to)
}

// check returns nil or an ErrBlocked that says why. Zones and the IPv4-mapped
// form are taken off first: prefix tests fail open on both.
func (g guard) check(to netip.AddrPort) error {
	addr := to.Addr().WithZone("").Unmap()
	switch {
	case webhook.Metadata(addr):
		return fmt.Errorf("%w: %s belongs to a metadata service or a link", ErrBlocked, addr)
	case g.allowPrivate:
		return nil
	case webhook.Trusted(addr, g.allow) && !slices.Contains(closedPorts, to.Port()):
		return nil
	}
	if err := g.public.SafeAddrPort(netip.AddrPortFrom(addr, to.Port())); err != nil {
		return fmt.Errorf("%w: %w", ErrBlocked, err)
	}
	return nil
}

// readHead returns the first 2 KiB of an answer's body, or as much as arrived
// before it broke off, and closes it: the attempt is already decided by the
// status, so an error here changes nothing. The request's deadline bounds the wait.
func readHead(body io.ReadCloser) []byte {
	defer body.Close()
	head, _ := io.ReadAll(io.LimitReader(body, maxHead))
	return head
}
