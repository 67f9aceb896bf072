package deliver

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// certificate is one that signs itself, for names, until a time.
func certificate(t *testing.T, name string, until time.Time, more ...string) tls.Certificate {
	t.Helper()
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: append(more, name), NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	raw := must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: must(x509.ParseCertificate(raw))}
}

// bothNames serves two names over HTTP/2: whom to trust, and the port.
func bothNames(t *testing.T) (*x509.CertPool, string) {
	t.Helper()
	own := certificate(t, "one.example", time.Now().AddDate(0, 1, 0), "two.example")
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2, server.TLS = true, &tls.Config{Certificates: []tls.Certificate{own}}
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(own.Leaf)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return pool, port
}

// TestTLSIsVerified even when whoever made the certificate is trusted.
func TestTLSIsVerified(t *testing.T) {
	soon := time.Now().AddDate(0, 1, 0)
	for name, c := range map[string]struct {
		host  string
		until time.Time
		auth  tls.ClientAuthType
		want  string
	}{
		"good":                 {"hook.example", soon, tls.NoClientCert, ""},
		"of another name":      {"other.example", soon, tls.NoClientCert, classTLS},
		"expired":              {"hook.example", time.Now().Add(-time.Hour), tls.NoClientCert, classTLS},
		"asks for our own":     {"hook.example", soon, tls.RequireAnyClientCert, classTLS},
		"asks, and takes none": {"hook.example", soon, tls.RequestClientCert, ""},
	} {
		t.Run(name, func(t *testing.T) {
			own := certificate(t, c.host, c.until)
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			server.TLS = &tls.Config{Certificates: []tls.Certificate{own}, ClientAuth: c.auth}
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			client := NewClient(true, nil)
			transport := client.Transport.(*http.Transport)
			transport.TLSClientConfig.RootCAs = x509.NewCertPool()
			transport.TLSClientConfig.RootCAs.AddCert(own.Leaf)
			transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			}
			resp, err := client.Get("https://hook.example/")
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body) // with TLS 1.3 a server refuses after the handshake
				resp.Body.Close()
			}
			got := ""
			if err != nil {
				got = classOf(err)
			}
			if got != c.want {
				t.Errorf("%q, want %q: %v", got, c.want, err)
			}
		})
	}
}

// TestANameOfManyAddresses: a private one among them, in either family, or very many.
func TestANameOfManyAddresses(t *testing.T) {
	public, private6 := netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("fd00::1")
	p := newProbe(newGuard(false, nil)).answering(public, private6)
	_, _ = p.get("https://hook.example/")
	if err, seen := p.judged("[fd00::1]:443"); seen && err == nil {
		t.Error("the private IPv6 address is dialled")
	}
	var many []netip.Addr
	for i := range 1000 {
		many = append(many, netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}))
	}
	wantBlocked(t, newProbe(newGuard(false, nil)).answering(many...), "https://hook.example/")
}
