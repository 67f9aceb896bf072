package cloud

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// amazon are the five roots in which the certificates of AWS end, from
// https://www.amazontrust.com/repository/. Lambda's own file has thirty times as
// many, and reading all of them is the larger part of a cold start.
//
//go:embed amazon.pem
var amazon []byte

// handshakeTime is how long one TLS handshake may take.
const handshakeTime = 5 * time.Second

// dialer opens TLS connections to AWS.
type dialer struct {
	net.Dialer
	roots func() *x509.CertPool // asked once the first connection is opened
	// strict trusts nobody but the roots. Otherwise whoever the system trusts is
	// trusted too, such as Amazon's next root, at the price of reading them all.
	strict   bool
	system   *x509.CertPool // whom the system trusts; nil is its own list
	sessions tls.ClientSessionCache
}

// newDialer trusts Amazon's roots, or instead of them those in the file that
// AWS_CA_BUNDLE names, as the tools of AWS do.
func newDialer() (*dialer, error) {
	d := &dialer{Dialer: net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}, sessions: tls.NewLRUClientSessionCache(8)}
	text := amazon
	if file := os.Getenv("AWS_CA_BUNDLE"); file != "" {
		var err error
		if text, err = os.ReadFile(file); err != nil {
			return nil, fmt.Errorf("cloud: AWS_CA_BUNDLE cannot be read: name a file of certificates, or unset it: %w", err)
		}
		d.strict = true
	}
	d.roots = sync.OnceValue(func() *x509.CertPool {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(text)
		return pool
	})
	return d, nil
}

// dialTLS connects and shakes hands.
func (d *dialer) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := d.shake(ctx, network, address, d.roots())
	if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); unknown && !d.strict {
		return d.shake(ctx, network, address, d.system)
	}
	return conn, err
}

func (d *dialer) shake(ctx context.Context, network, address string, roots *x509.CertPool) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	t := tls.Dialer{NetDialer: &d.Dialer, Config: &tls.Config{RootCAs: roots, ClientSessionCache: d.sessions}}
	return t.DialContext(ctx, network, address)
}
