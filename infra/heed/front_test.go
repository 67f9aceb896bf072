package main

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestForeignHostsAreRefused holds that a page of the internet whose name leads
// to this machine gets no answer.
func TestForeignHostsAreRefused(t *testing.T) {
	for _, row := range []struct {
		listen, public, host string
		status               int
	}{
		{"127.0.0.1", "", "127.0.0.1:8080", 204},
		{"127.0.0.1", "", "127.0.0.1", 204},
		{"127.0.0.1", "", "localhost:9999", 204},
		{"127.0.0.1", "", "LOCALHOST", 204},
		{"127.0.0.1", "", "[::1]:8080", 204},
		{"127.0.0.1", "", "[::1]", 204},
		{"127.0.0.1", "", "evil.example", 403},
		{"127.0.0.1", "", "localhost.evil.example", 403},
		{"127.0.0.1", "", "127.0.0.1.evil.example:8080", 403},
		{"127.0.0.1", "", "192.0.2.7", 403},
		{"127.0.0.1", "", "", 403},
		{"127.0.0.1", "https://heed.example.com", "heed.example.com", 204},
		{"127.0.0.1", "https://heed.example.com", "Heed.Example.com:443", 204},
		{"127.0.0.1", "https://heed.example.com", "other.example.com", 403},
		{"192.0.2.1", "", "anything.example", 204},
		{"0.0.0.0", "", "anything.example", 204},
	} {
		on := &net.TCPAddr{IP: net.ParseIP(row.listen), Port: 8080}
		public, err := publicURL(row.public, on)
		if err != nil {
			t.Fatal(err)
		}
		f := &front{log: slog.New(slog.DiscardHandler), listener: pretending{on}, publicURL: public}
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/healthz", nil)
		r.Host = row.host
		f.checked(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })).ServeHTTP(w, r)
		if w.Code != row.status {
			t.Errorf("listening on %s as %q, the host %q is answered %d, want %d", row.listen, row.public, row.host, w.Code, row.status)
		}
		if row.status == 403 && !strings.Contains(w.Body.String(), `"code":"forbidden"`) {
			t.Errorf("no problem document: %s", w.Body)
		}
	}
}

// pretending is a listener that only has an address.
type pretending struct{ address net.Addr }

func (pretending) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (pretending) Close() error              { return nil }
func (p pretending) Addr() net.Addr          { return p.address }

func TestPublicURL(t *testing.T) {
	for _, row := range []struct{ given, listen, want string }{
		{"", "127.0.0.1", "http://127.0.0.1:8080"},
		{"", "0.0.0.0", "http://127.0.0.1:8080"},
		{"", "::", "http://127.0.0.1:8080"},
		{"", "::1", "http://[::1]:8080"},
		{"https://heed.example.com/", "127.0.0.1", "https://heed.example.com"},
		{"http://10.0.0.7:8080", "10.0.0.7", "http://10.0.0.7:8080"},
		{"heed.example.com", "127.0.0.1", ""},
		{"ftp://heed.example.com", "127.0.0.1", ""},
		{"https://heed.example.com/heed", "127.0.0.1", ""},
		{"https://a:b@heed.example.com", "127.0.0.1", ""},
		{"https://", "127.0.0.1", ""},
	} {
		got, err := publicURL(row.given, &net.TCPAddr{IP: net.ParseIP(row.listen), Port: 8080})
		if got != row.want || (err != nil) != (row.want == "") {
			t.Errorf("%q on %s: %q, %v; want %q", row.given, row.listen, got, err, row.want)
		}
	}
}
