package deliver

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
)

// TestClassesOfRealConnections posts to servers that fail as servers do.
func TestClassesOfRealConnections(t *testing.T) {
	plain := serve(t, httptest.NewUnstartedServer(http.NotFoundHandler()), (*httptest.Server).Start)
	untrusted := serve(t, httptest.NewUnstartedServer(http.NotFoundHandler()), (*httptest.Server).StartTLS)
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11}
	outdated := serve(t, old, (*httptest.Server).StartTLS)
	hangsUp := serve(t, httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic(http.ErrAbortHandler)
	})), (*httptest.Server).Start)
	silent := must(net.Listen("tcp", "127.0.0.1:0"))
	defer silent.Close()
	closed := must(net.Listen("tcp", "127.0.0.1:0"))
	closed.Close()
	for _, c := range []struct {
		name, url string
		private   bool
		want      string
	}{
		{"private", plain, false, classBlocked},
		{"closed and private", "http://" + closed.Addr().String(), false, classBlocked},
		{"closed", "http://" + closed.Addr().String(), true, classRefused},
		{"untrusted", untrusted, true, classTLS},
		{"old TLS", outdated, true, classTLS},
		{"no TLS", strings.Replace(plain, "http:", "https:", 1), true, classTLS},
		{"hangs up", hangsUp, true, classReset},
		{"silent", "http://" + silent.Addr().String(), true, classTimeout},
		{"not found", plain, true, classStatus},
	} {
		d, ep := &Deliver{client: NewClient(c.private, nil)}, heed.Endpoint{URL: c.url}
		if c.want == classTimeout {
			ep.TimeoutSeconds = 1
		}
		if got := d.post(t.Context(), ep, http.Header{}, []byte("{}")); got.class != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.class, c.want)
		}
	}
}

func serve(t *testing.T, s *httptest.Server, start func(*httptest.Server)) string {
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	start(s)
	t.Cleanup(s.Close)
	return s.URL
}
