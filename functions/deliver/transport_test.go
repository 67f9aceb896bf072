package deliver

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/heed-cs/heed/shared/webhook"
)

// special lists every range that must be refused, with its neighbours outside
// where those are public.
var special = []struct{ prefix, before, after string }{
	{"0.0.0.0/8", "", "1.0.0.0"},
	{"10.0.0.0/8", "9.255.255.255", "11.0.0.0"},
	{"100.64.0.0/10", "100.63.255.255", "100.128.0.0"},
	{"127.0.0.0/8", "126.255.255.255", "128.0.0.0"},
	{"169.254.0.0/16", "169.253.255.255", "169.255.0.0"},
	{"172.16.0.0/12", "172.15.255.255", "172.32.0.0"},
	{"192.0.0.0/24", "191.255.255.255", "192.0.1.0"},
	{"192.0.2.0/24", "192.0.1.255", "192.0.3.0"},
	{"192.31.196.0/24", "192.31.195.255", "192.31.197.0"},
	{"192.52.193.0/24", "192.52.192.255", "192.52.194.0"},
	{"192.88.99.0/24", "192.88.98.255", "192.88.100.0"},
	{"192.168.0.0/16", "192.167.255.255", "192.169.0.0"},
	{"192.175.48.0/24", "192.175.47.255", "192.175.49.0"},
	{"198.18.0.0/15", "198.17.255.255", "198.20.0.0"},
	{"198.51.100.0/24", "198.51.99.255", "198.51.101.0"},
	{"203.0.113.0/24", "203.0.112.255", "203.0.114.0"},
	{"224.0.0.0/4", "223.255.255.255", ""},
	{"240.0.0.0/4", "", ""},
	{"168.63.129.16/32", "168.63.129.15", "168.63.129.17"},
	{"100.100.100.200/32", "", ""},
	{"192.0.0.192/32", "", ""},
	{"169.254.169.254/32", "", ""},
	{"169.254.170.2/32", "", ""},

	{"::/8", "", ""}, // unspecified, loopback, mapped, compatible, translated, NAT64
	{"::1/128", "", ""},
	{"::127.0.0.1/128", "", ""},
	{"::ffff:0:127.0.0.1/128", "", ""},
	{"64:ff9b::/96", "", ""},
	{"64:ff9b::169.254.169.254/128", "", ""},
	{"64:ff9b:1::/48", "", ""},
	{"100::/64", "", ""},
	{"1fff::/16", "", "2000::"},
	{"2001::/23", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
	{"2001:db8::/32", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"},
	{"2002::/16", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"},
	{"2620:4f:8000::/48", "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8001::"},
	{"3fff::/20", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::"},
	{"4000::/3", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
	{"5f00::/16", "", ""},
	{"fc00::/7", "", ""},
	{"fd00:ec2::254/128", "", ""},
	{"fd20:ce::254/128", "", ""},
	{"fe80::/10", "", ""},
	{"fec0::/10", "", ""},
	{"ff00::/8", "", ""},
}

func TestSpecialAddressesAreRefused(t *testing.T) {
	literal, named := newProbe(newGuard(false, nil)), newProbe(newGuard(false, nil))
	for _, s := range special {
		prefix := netip.MustParsePrefix(s.prefix)
		for _, addr := range []netip.Addr{prefix.Addr(), last(prefix)} {
			wantBlocked(t, literal, "https://"+host(addr)+"/")
			wantBlocked(t, named.answering(addr), "https://hook.example/")
			if webhook.CheckURL("https://"+host(addr)+"/", false) == nil {
				t.Errorf("%v passes the check at creation", addr)
			}
		}
		for _, text := range []string{s.before, s.after} {
			if text == "" {
				continue
			}
			addr := netip.MustParseAddr(text)
			wantDialled(t, literal, "https://"+host(addr)+"/")
			wantDialled(t, named.answering(addr), "https://hook.example/")
			if err := webhook.CheckURL("https://"+host(addr)+"/", false); err != nil {
				t.Errorf("%v at creation: %v", addr, err)
			}
		}
	}
}

// The check at creation has a table of its own; the two must agree everywhere.
func TestGuardAgreesWithTheCheckAtCreation(t *testing.T) {
	g := newGuard(false, nil)
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "address")
		b[0] = rapid.SampledFrom([]byte{b[0], 0x20, 0x26, 0x3f}).Draw(t, "first byte")
		for _, addr := range []netip.Addr{netip.AddrFrom4([4]byte(b[:4])), netip.AddrFrom16([16]byte(b))} {
			blocked := g.check(netip.AddrPortFrom(addr, 443)) != nil
			if blocked == webhook.Public(addr) {
				t.Errorf("%v: blocked %v", addr, blocked)
			}
		}
	})
}

func TestSpellingsOfRefusedAddresses(t *testing.T) {
	p := newProbe(newGuard(false, nil))
	for _, h := range []string{
		"[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:7f00:0001]", "[::]",
		"[fe80::1%25lo]", "[::1%25lo]", "[fd00::1%25lo]", "[::ffff:127.0.0.1%25lo]",
		"①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1",
	} {
		wantBlocked(t, p, "https://"+h+"/")
	}
	// What the C resolver makes of these; Go's own finds no such host.
	loopback, private := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.168.0.1")
	for h, addr := range map[string]netip.Addr{
		"2130706433": loopback, "0x7f000001": loopback, "0177.0.0.1": loopback, "127.1": loopback, "127.0.0.1.": loopback,
		"0": netip.MustParseAddr("0.0.0.0"), "0300.0250.0.1": private,
	} {
		_, err := p.answering(addr).get("https://" + h + "/")
		if none := new(net.DNSError); !errors.Is(err, ErrBlocked) && !errors.As(err, &none) {
			t.Errorf("%s: %v", h, err)
		}
	}
	wantBlocked(t, p.answering(private), "https://internal.example/")
}

func TestGuardIgnoresZonesAndMapping(t *testing.T) {
	trusting := newGuard(false, prefixes("10.0.0.0/8", "fd00::/8"))
	for _, address := range []string{"[::ffff:10.0.0.1]:443", "[fd00::1%lo]:443", "[::ffff:8.8.8.8]:443", "[2606:4700::1111%lo]:443"} {
		if err := trusting.control(t.Context(), "tcp", address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"[::ffff:192.168.0.1]:443", "[fe80::1%lo]:443", "hook.example:443", "8.8.8.8", ""} {
		if err := trusting.control(t.Context(), "tcp", address, nil); !errors.Is(err, ErrBlocked) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestPorts(t *testing.T) {
	for _, c := range []struct {
		address      string
		allowPrivate bool
		allow        []netip.Prefix
		blocked      bool
	}{
		{"8.8.8.8:443", false, nil, false},
		{"8.8.8.8:80", false, nil, true},
		{"8.8.8.8:22", false, nil, true},
		{"8.8.8.8:8443", false, nil, true},
		{"8.8.8.8:8443", true, nil, false},
		{"8.8.8.8:8443", false, prefixes("8.8.8.0/24"), false},
		{"10.0.0.1:8080", false, prefixes("10.0.0.0/24"), false},
		{"10.0.0.1:22", false, prefixes("10.0.0.0/24"), true},
		{"10.0.0.1:25", false, prefixes("10.0.0.0/24"), true},
		{"10.0.0.1:2773", false, prefixes("10.0.0.0/24"), true},
		{"10.0.0.1:6379", false, prefixes("10.0.0.0/24"), true},
		{"10.0.0.1:9001", false, prefixes("10.0.0.0/24"), true},
		{"10.0.1.1:8080", false, prefixes("10.0.0.0/24"), true},
		{"127.0.0.1:9001", true, nil, false},
	} {
		err := newGuard(c.allowPrivate, c.allow).check(netip.MustParseAddrPort(c.address))
		if errors.Is(err, ErrBlocked) != c.blocked {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestMetadataStaysClosedWhateverIsAllowed(t *testing.T) {
	wide := prefixes("0.0.0.0/0", "::/0", "169.254.0.0/16", "fd00:ec2::/32")
	for _, addr := range []string{
		"169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
		"fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::a9fe:a9fe",
		"::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::",
	} {
		to := netip.AddrPortFrom(netip.MustParseAddr(addr), 443)
		for _, g := range []guard{newGuard(true, nil), newGuard(false, wide), newGuard(true, wide)} {
			if err := g.check(to); !errors.Is(err, ErrBlocked) {
				t.Errorf("%s: %v", addr, err)
			}
		}
	}
	// Loopback takes allowPrivate; a wide network is not enough.
	for _, addr := range []string{"127.0.0.1", "127.255.255.255", "0.0.0.0", "::1", "::", "64:ff9b::127.0.0.1"} {
		to := netip.AddrPortFrom(netip.MustParseAddr(addr), 443)
		if err := newGuard(false, wide).check(to); !errors.Is(err, ErrBlocked) {
			t.Errorf("%s in a wide network: %v", addr, err)
		}
		if err := newGuard(true, nil).check(to); err != nil {
			t.Errorf("%s with private endpoints: %v", addr, err)
		}
	}
}

func TestRebindingIsNoticed(t *testing.T) {
	p := newProbe(newGuard(false, nil))
	wantDialled(t, p.answering(netip.MustParseAddr("8.8.8.8")), "https://hook.example/")
	wantBlocked(t, p.answering(netip.MustParseAddr("10.0.0.1")), "https://hook.example/")
}

func TestEveryAnswerOfANameIsJudged(t *testing.T) {
	p := newProbe(newGuard(false, nil))
	mixed := p.answering(netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("127.0.0.1"))
	_, _ = mixed.get("https://hook.example/")
	for _, address := range []string{"10.0.0.1:443", "127.0.0.1:443"} {
		if err, seen := mixed.judged(address); !seen || !errors.Is(err, ErrBlocked) {
			t.Errorf("%s: judged %v, %v", address, seen, err)
		}
	}
	if err, seen := mixed.judged("8.8.8.8:443"); !seen || err != nil {
		t.Errorf("the public one: judged %v, %v", seen, err)
	}
}

func TestBlockedServerSeesNothing(t *testing.T) {
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	_, err := NewClient(false, prefixes("0.0.0.0/0")).Post(server.URL, "application/json", strings.NewReader("{}"))
	if !errors.Is(err, ErrBlocked) || asked {
		t.Errorf("got %v, the server was asked: %v", err, asked)
	}
}

func TestRedirectsAreAnswers(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			http.Redirect(w, r, "/elsewhere", status)
		}))
		res, err := NewClient(true, nil).Post(server.URL, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		readHead(res.Body)
		if res.StatusCode != status || asked != 1 {
			t.Errorf("status %d after %d requests, want %d after one", res.StatusCode, asked, status)
		}
		server.Close()
	}
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the proxy was asked for %s", r.Host)
	}))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	p := newProbe(newGuard(true, nil)).answering(netip.MustParseAddr("127.0.0.1"))
	wantDialled(t, p, "http://hook.example/")
	wantDialled(t, p, "https://hook.example/")
	if p.client.Transport.(*http.Transport).Proxy != nil {
		t.Error("there is a proxy")
	}
}

func TestNothingIsDecompressed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Accept-Encoding"); got != "" {
			t.Errorf("asked for %s", got)
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte("as sent"))
	}))
	defer server.Close()
	res, err := NewClient(true, nil).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if head := readHead(res.Body); string(head) != "as sent" {
		t.Errorf("read %q", head)
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()

	var unknown x509.UnknownAuthorityError
	if _, err := NewClient(true, nil).Get(server.URL); !errors.As(err, &unknown) {
		t.Errorf("self-signed: %v", err)
	}
	trusting := trust(NewClient(true, nil), server)
	res, err := trusting.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	readHead(res.Body)
	if res.ProtoMajor != 2 {
		t.Errorf("spoke %s, want HTTP/2", res.Proto)
	}
	trusting.CloseIdleConnections()
}

func TestOldTLSIsRefused(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	if _, err := trust(NewClient(true, nil), server).Get(server.URL); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("got %v", err)
	}
}

func trust(c *http.Client, server *httptest.Server) *http.Client {
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	c.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
	return c
}

// The receivers below misbehave over a pipe in a bubble, so that the wait costs
// no time and is measured exactly.
func TestMisbehavingReceiversAreBounded(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
	for _, c := range []struct {
		name   string
		serve  func(w io.Writer) error
		failed bool          // no answer at all
		head   int           // bytes read of the body
		took   time.Duration // exactly
	}{
		{"never answers", func(w io.Writer) error { return nil }, true, 0, requestTimeout},
		{"drips its header", drip("HTTP/1.1 200 OK\r\nX: ", "x"), true, 0, requestTimeout},
		{"never ends its header", flood("HTTP/1.1 200 OK\r\n", "X: "+strings.Repeat("x", 100)+"\r\n"), true, 0, 0},
		{"sends one huge header", flood("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", 100)), true, 0, 0},
		{"floods with 1xx", flood("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), true, 0, 0},
		{"drips its body", drip(answer, "x"), false, int(requestTimeout / dripEvery), requestTimeout},
		{"never ends its body", flood(answer, strings.Repeat("x", 1000)), false, maxHead, 0},
		{"never begins its body", drip(answer, ""), false, 0, requestTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, sent := piped(c.serve)
				began, head := time.Now(), []byte(nil)
				res, err := client.Get("http://hook.example/")
				if err == nil {
					head = readHead(res.Body)
				}
				if (err != nil) != c.failed || len(head) != c.head || time.Since(began) != c.took {
					t.Errorf("error %v, %d bytes of body, %v", err, len(head), time.Since(began))
				}
				client.CloseIdleConnections()
				if got := <-sent; got > 64<<10 {
					t.Errorf("took %d bytes", got)
				}
			})
		})
	}
}

func TestReadHeadClosesTheBody(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		_, _ = w.Write([]byte("half"))
		w.CloseWithError(errors.New("reset"))
	}()
	if head := readHead(r); string(head) != "half" {
		t.Errorf("read %q", head)
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("still open: %v", err)
	}
}

// piped returns a client whose one connection is served by serve, and a channel
// that tells at the end how many bytes were taken from it.
func piped(serve func(io.Writer) error) (*http.Client, <-chan int) {
	sent := make(chan int, 1)
	client := newClient(nil, nil)
	client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			counted, served := &counter{w: far}, make(chan error)
			_, _ = http.ReadRequest(bufio.NewReader(far))
			go func() { served <- serve(counted) }()
			_, _ = io.Copy(io.Discard, far) // until the client hangs up
			far.Close()
			<-served
			sent <- counted.n
		}()
		return near, nil
	}
	return client, sent
}

func flood(first, then string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, first)
		for err == nil {
			_, err = io.WriteString(w, then)
		}
		return err
	}
}

// dripEvery never meets requestTimeout, where the order would be left to chance.
const dripEvery = 700 * time.Millisecond

func drip(first, then string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, first)
		for err == nil {
			time.Sleep(dripEvery) // by the bubble's clock
			_, err = io.WriteString(w, then)
		}
		return err
	}
}

type counter struct {
	w io.Writer
	n int
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += n
	return n, err
}

// errDialled stands for a connection: the probe lets none be made.
var errDialled = errors.New("judged fit to dial")

// probe is a client that asks the guard and then hangs up, with a resolver of
// its own, so that no packet leaves the test.
type probe struct {
	client  *http.Client
	mu      sync.Mutex
	answers []netip.Addr
	alias   string // every name is another name of this one; empty is none
	asked   map[string]error
}

func newProbe(g guard) *probe {
	p := &probe{asked: map[string]error{}}
	p.client = newClient(func(ctx context.Context, network, address string, c syscall.RawConn) error {
		err := g.control(ctx, network, address, c)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked[address] = err
		return errors.Join(err, errDialled)
	}, p.resolver())
	return p
}

// answering sets what every name resolves to from now on.
func (p *probe) answering(addrs ...netip.Addr) *probe {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = addrs
	return p
}

func (p *probe) judged(address string) (err error, seen bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	err, seen = p.asked[address]
	return err, seen
}

func (p *probe) get(url string) (*http.Response, error) { return p.client.Get(url) }

// resolver is Go's own, talking to a server at the other end of a pipe.
func (p *probe) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			for p.answer(far) == nil {
			}
		}()
		return near, nil
	}}
}

// answer reads one DNS query, framed as over TCP, and answers it from p.answers.
func (p *probe) answer(conn net.Conn) error {
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return err
	}
	query := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, query); err != nil {
		return err
	}
	const header = 12
	question := query[header : header+slices.Index(query[header:], 0)+5] // the name, its end, type and class
	kind := binary.BigEndian.Uint16(question[len(question)-4:])
	p.mu.Lock()
	var records []byte
	count := uint16(0)
	if p.alias != "" {
		records, count = append(records, another(p.alias)...), 1
	}
	for _, addr := range p.answers {
		if (kind == 1 && addr.Is4()) || (kind == 28 && addr.Is6()) {
			records = append(records, record(kind, addr)...)
			count++
		}
	}
	p.mu.Unlock()
	reply := append([]byte{}, query[:2]...)
	for _, field := range []uint16{0x8180, 1, count, 0, 0} {
		reply = binary.BigEndian.AppendUint16(reply, field)
	}
	reply = append(append(reply, question...), records...)
	_, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
	return err
}

// another says that the name asked about is another name of a name.
func another(name string) []byte {
	var written []byte
	for label := range strings.SplitSeq(name, ".") {
		written = append(append(written, byte(len(label))), label...)
	}
	return append([]byte{0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 0, 0, byte(len(written))}, written...)
}

// record is one address for the name asked about, to be kept for 0 seconds.
func record(kind uint16, addr netip.Addr) []byte {
	r := []byte{0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(addr.BitLen() / 8)}
	return append(r, addr.AsSlice()...)
}

func wantBlocked(t *testing.T, p *probe, url string) {
	t.Helper()
	if _, err := p.get(url); !errors.Is(err, ErrBlocked) {
		t.Errorf("%s, names answered by %v: %v, want it blocked", url, p.answers, err)
	}
}

func wantDialled(t *testing.T, p *probe, url string) {
	t.Helper()
	if _, err := p.get(url); !errors.Is(err, errDialled) || errors.Is(err, ErrBlocked) {
		t.Errorf("%s, names answered by %v: %v, want it dialled", url, p.answers, err)
	}
}

// host writes an address as the host of a URL.
func host(addr netip.Addr) string {
	if addr.Is6() {
		return fmt.Sprintf("[%s]", addr)
	}
	return addr.String()
}

// last is the highest address of a prefix.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	addr, _ := netip.AddrFromSlice(b)
	return addr
}

func prefixes(texts ...string) []netip.Prefix {
	var parsed []netip.Prefix
	for _, text := range texts {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}
