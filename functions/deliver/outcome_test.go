package deliver

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// bomb is a small body that becomes 64 MiB when it is decompressed.
func bomb() string {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for range 64 {
		must(z.Write(make([]byte, 1<<20)))
	}
	z.Close()
	return packed.String()
}

// TestOutcomes is the table of what becomes of a delivery by how its receiver answers:
// its state, how the attempt is shown, and how long it waits at least and at most.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name        string
		answer      receiver
		state       heed.DeliveryStatus
		status      int
		class       string
		least, most time.Duration // until the next attempt, with a fifth of play
	}{
		{"200", says(200, "ok"), heed.Delivered, 200, "", 0, 0},
		{"204", says(204, ""), heed.Delivered, 204, "", 0, 0},
		{"200 with a Location", says(200, "", "Location", "http://169.254.169.254/", "Refresh", "0; url=http://127.0.0.1/"), heed.Delivered, 200, "", 0, 0},
		{"gzip bomb", says(200, bomb(), "Content-Encoding", "gzip"), heed.Delivered, 200, "", 0, 0},
		{"301 to metadata", says(301, "secret", "Location", "http://169.254.169.254/"), heed.Pending, 301, classRedirect, 4 * time.Second, 6 * time.Second},
		{"307 to loopback", says(307, "secret", "Location", "https://127.0.0.1/"), heed.Pending, 307, classRedirect, 4 * time.Second, 6 * time.Second},
		{"308 to http", says(308, "", "Location", "http://tool/"), heed.Pending, 308, classRedirect, 4 * time.Second, 6 * time.Second},
		{"400", says(400, "no"), heed.Pending, 400, classStatus, 4 * time.Second, 6 * time.Second},
		{"404", says(404, ""), heed.Pending, 404, classStatus, 4 * time.Second, 6 * time.Second},
		{"410", says(410, ""), heed.Cancelled, 410, classStatus, 0, 0},
		{"429", says(429, ""), heed.Pending, 429, classStatus, 48 * time.Second, 72 * time.Second},
		{"429 with Retry-After", says(429, "", "Retry-After", "600"), heed.Pending, 429, classStatus, 480 * time.Second, 720 * time.Second},
		{"503 with Retry-After", says(503, "", "Retry-After", "86400"), heed.Pending, 503, classStatus, 48 * time.Minute, 72 * time.Minute},
		{"500", says(500, ""), heed.Pending, 500, classStatus, 4 * time.Second, 6 * time.Second},
		{"502", says(502, ""), heed.Pending, 502, classStatus, 48 * time.Second, 72 * time.Second},
		{"504", says(504, ""), heed.Pending, 504, classStatus, 48 * time.Second, 72 * time.Second},
		{"hangs", hangs, heed.Pending, 0, classTimeout, 48 * time.Second, 72 * time.Second},
		{"blocked", fails(ErrBlocked), heed.Pending, 0, classBlocked, 4 * time.Second, 6 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", c.answer)
				k := w.born("tool")[0]
				w.handle(k)
				w.expect(k, c.state, 1, c.class)
				dl := w.delivery(k)
				a := dl.Attempts[0]
				if wait := time.Until(dl.NextAt); c.state == heed.Pending && (wait < c.least || wait > c.most) {
					t.Errorf("it waits %v, want %v to %v", wait, c.least, c.most)
				}
				if a.Status != c.status || len(a.Response) > maxHead || strings.Contains(a.Response, "secret") {
					t.Errorf("shown are %d and %d bytes: %.40q", a.Status, len(a.Response), a.Response)
				}
				if asked := len(w.to("tool")); asked != 1 {
					t.Errorf("%d requests, want one", asked)
				}
			})
		})
	}
}

// TestAConnectionThatBreaks at any stage is a failure by the rules, never a delivery.
func TestAConnectionThatBreaks(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
	for _, c := range []struct{ name, sends, class string }{
		{"before the request", "-", classReset},
		{"after the request", "", classReset},
		{"in the status", answer[:7], classReset},
		{"in the header", answer[:25], classReset},
		{"in the body", answer, ""}, // the status has decided
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := newClient(nil, nil)
				client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					go func() {
						defer far.Close()
						if c.sends == "-" {
							return
						}
						r, err := http.ReadRequest(bufio.NewReader(far))
						if err == nil {
							_, _ = io.Copy(io.Discard, r.Body)
							_, _ = io.WriteString(far, c.sends)
						}
					}()
					return near, nil
				}
				d := &Deliver{client: client}
				a := d.post(t.Context(), heed.Endpoint{URL: "http://hook.example/"}, http.Header{}, []byte("{}"))
				got := a.class
				if got == classConnection { // net.Pipe has no reset of its own
					got = classReset
				}
				if got != c.class {
					t.Errorf("%q, want %q", a.class, c.class)
				}
				client.CloseIdleConnections()
			})
		})
	}
}

// TestNamesShareNoConnection: a connection that was judged for one name carries nothing
// for another, not even over HTTP/2 with a certificate for both; nor does one that is
// kept open lead to where its name has moved.
func TestNamesShareNoConnection(t *testing.T) {
	trusted, port := bothNames(t)
	var judged []string
	client := newClient(func(_ context.Context, _, address string, _ syscall.RawConn) error {
		judged = append(judged, address)
		return nil
	}, newProbe(newGuard(true, nil)).answering(netip.MustParseAddr("127.0.0.1")).resolver())
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = trusted
	defer client.CloseIdleConnections()
	for _, name := range []string{"one.example", "two.example", "one.example"} {
		res, err := client.Get(fmt.Sprintf("https://%s:%s/", name, port))
		if err != nil {
			t.Fatal(err)
		}
		if readHead(res.Body); res.ProtoMajor != 2 {
			t.Fatalf("spoke %s, want HTTP/2", res.Proto)
		}
	}
	if len(judged) != 2 {
		t.Errorf("two names were judged %d times: %v", len(judged), judged)
	}
}

// TestANameThatIsAnotherName: what a chain of names ends in is judged.
func TestANameThatIsAnotherName(t *testing.T) {
	p := newProbe(newGuard(false, nil)).answering(netip.MustParseAddr("10.0.0.1"))
	p.alias = "internal.example."
	wantBlocked(t, p, "https://hook.example/")
	wantDialled(t, p.answering(netip.MustParseAddr("8.8.8.8")), "https://hook.example/")
}
