package onlambda

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/trace"
)

// echo answers with what it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "%s %s %s %s %d %s %q", r.Method, r.RequestURI, r.Host, r.RemoteAddr, r.ContentLength, r.Header.Get(problem.RequestID), body)
})

func serve(t *testing.T, handler http.HandlerFunc, event []byte) (response, string) {
	t.Helper()
	log, written := logging()
	out, err := Function{Log: log, HTTP: handler}.Invoke(invoked(t), event)
	if err != nil {
		t.Fatal(err)
	}
	var r response
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r, written.String()
}

func TestARequestArrivesAsFromNetHTTP(t *testing.T) {
	const host = "abc123.execute-api.eu-central-1.amazonaws.com"
	for name, want := range map[string]string{
		"http-post": `POST /v1/signals?dry_run=true&x=a%2Fb&x=c ` + host + ` 192.0.2.7:0 14 req-1 "[{\"id\":\"r-1\"}]"`,
		"http-gzip": `POST /v1/hooks/crm/t0k ` + host + ` 192.0.2.7:0 5 req-1 "\x1f\x8b\x00\xff\xfe"`,
		"http-get":  `GET /v1/accounts/crm:a%20b%3Fc?limit=2 ` + host + ` 192.0.2.7:0 0 req-1 ""`,
	} {
		r, _ := serve(t, echo, fixture(t, name))
		if r.Status != http.StatusOK || r.Body != want || r.Base64 || r.Headers[problem.RequestID] != "req-1" {
			t.Errorf("%s: %+v\nwant %s", name, r, want)
		}
	}
}

// What the gateway verified is handed over, and nothing that a caller says is.
func TestOnlyTheGatewaysClaimsArrive(t *testing.T) {
	for name, want := range map[string]identity.Claims{
		"http-signin": {"iss": "https://login.example.com", "sub": "u-17", "aud": "heed", "exp": "1795170600", "groups": "[staff cs]", "email_verified": "true"},
		"http-get":    nil,
	} {
		serve(t, func(_ http.ResponseWriter, r *http.Request) {
			if diff := cmp.Diff(want, identity.Of(r.Context())); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}, fixture(t, name))
	}
}

func TestHeadersAndCookiesArrive(t *testing.T) {
	serve(t, func(_ http.ResponseWriter, r *http.Request) {
		session, err := r.Cookie("session")
		if err != nil || session.Value != "one" || len(r.Cookies()) != 2 {
			t.Errorf("cookies %v, %v", r.Cookies(), err)
		}
		if got := r.Header.Get("Accept"); got != "application/json, text/html" {
			t.Errorf("Accept: %s", got)
		}
		if _, ok := r.Header["Host"]; ok {
			t.Error("net/http keeps Host out of the header")
		}
	}, fixture(t, "http-get"))
}

func TestTheAnswerHasTheGatewaysForm(t *testing.T) {
	r, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Origin")
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("Too", "late")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "<html>")
	}, fixture(t, "http-get"))
	if r.Status != http.StatusCreated || r.Headers["Vary"] != "Accept, Origin" || r.Headers["Too"] != "" {
		t.Errorf("%+v", r)
	}
	if r.Body != "<html>" || r.Base64 || !strings.HasPrefix(r.Headers["Content-Type"], "text/html") {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(r.Cookies, []string{"a=1", "b=2"}) || r.Headers["Set-Cookie"] != "" {
		t.Errorf("cookies %v, headers %v", r.Cookies, r.Headers)
	}
}

func TestBinaryGoesAsBase64(t *testing.T) {
	image := []byte{0x89, 'P', 'N', 'G', 0xff, 0}
	r, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(image) }, fixture(t, "http-get"))
	got, err := base64.StdEncoding.DecodeString(r.Body)
	if !r.Base64 || err != nil || !bytes.Equal(got, image) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAnEmptyAnswer(t *testing.T) {
	r, _ := serve(t, func(http.ResponseWriter, *http.Request) {}, fixture(t, "http-get"))
	if r.Status != http.StatusOK || r.Body != "" || r.Headers["Content-Type"] != "" {
		t.Errorf("%+v", r)
	}
	head := bytes.Replace(fixture(t, "http-get"), []byte(`"method": "GET"`), []byte(`"method": "HEAD"`), 1)
	r, _ = serve(t, echo, head)
	if r.Status != http.StatusOK || r.Body != "" || r.Headers["Content-Type"] != "text/plain" {
		t.Errorf("HEAD: %+v", r)
	}
}

func TestAPanicIsAnswered(t *testing.T) {
	r, log := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "half of a pa")
		panic("boom")
	}, fixture(t, "http-get"))
	var refusal problem.Document
	if err := json.Unmarshal([]byte(r.Body), &refusal); err != nil {
		t.Fatal(err)
	}
	if r.Status != http.StatusInternalServerError || refusal.Code != "internal" || refusal.RequestID != "req-1" || r.Headers["Content-Type"] != "application/problem+json" {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(log, `"cause":"boom"`) || !strings.Contains(log, `"status":500`) {
		t.Errorf("log %s", log)
	}
}

func TestABodyThatIsNotBase64(t *testing.T) {
	broken := bytes.Replace(fixture(t, "http-gzip"), []byte(`"body": "`), []byte(`"body": "?`), 1)
	r, _ := serve(t, echo, broken)
	if r.Status != http.StatusBadRequest || !strings.Contains(r.Body, `"code":"unreadable"`) {
		t.Errorf("%+v", r)
	}
}

// TestARequestHasATrace takes the one API Gateway began, unless the caller names one.
func TestARequestHasATrace(t *testing.T) {
	var got string
	handler := func(_ http.ResponseWriter, r *http.Request) { got = trace.From(r.Context()).ID() }
	amazons := fixture(t, "http-post")
	callers := bytes.Replace(amazons, []byte(`"host":`), []byte(`"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "host":`), 1)
	for want, event := range map[string][]byte{"5e9f0c651de4d666d4dd26aced652b6c": amazons, "4bf92f3577b34da6a3ce929d0e0e4736": callers} {
		if serve(t, handler, event); got != want {
			t.Errorf("the trace is %q, want %q", got, want)
		}
	}
}

// TestTheLogIsDiscreet holds that paths, queries and bodies stay out of it.
func TestTheLogIsDiscreet(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("POST /v1/hooks/{connection}/{token}", echo)
	_, log := serve(t, mux.ServeHTTP, fixture(t, "http-gzip"))
	if strings.Contains(log, "t0k") || !strings.Contains(log, `"route":"POST /v1/hooks/{connection}/{token}"`) {
		t.Errorf("log %s", log)
	}
}

// TestATerseFunctionTellsOfRefusalsOnly holds that the gateway's access log is
// enough for what went well.
func TestATerseFunctionTellsOfRefusalsOnly(t *testing.T) {
	log, written := logging()
	status := http.StatusAccepted
	f := Function{Log: log, Terse: true, HTTP: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })}
	if _, err := f.Invoke(invoked(t), fixture(t, "http-post")); err != nil || written.Len() > 0 {
		t.Errorf("an accepted request cost a line: %s, %v", written, err)
	}
	status = http.StatusUnprocessableEntity
	if _, err := f.Invoke(invoked(t), fixture(t, "http-post")); err != nil || !strings.Contains(written.String(), `"status":422`) {
		t.Errorf("a refused request cost no line: %s, %v", written, err)
	}
}
