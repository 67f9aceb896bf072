package lambda

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/onlambda"
)

// echo says what it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
	http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
	w.Header().Set("Content-Type", r.Header.Get("X-Answer"))
	w.WriteHeader(http.StatusTeapot)
	_, _ = fmt.Fprintf(w, "%s %s %s %q %q %x", r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Values("Cookie"), r.Header.Get("X-Twice"), body)
})

// TestARequestArrivesWhole sends requests through the gateway's form and Heed's
// reading of it, and straight to the handler; both must see the same.
func TestARequestArrivesWhole(t *testing.T) {
	f := onlambda.Function{Log: slog.New(slog.DiscardHandler), HTTP: echo}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		payload, _ := json.Marshal(requestOf(r, "/v1/{rest...}", body))
		answer, err := f.Invoke(r.Context(), payload)
		if err != nil || !write(w, answer) {
			t.Errorf("answered %s, %v", answer, err)
		}
	}))
	defer gateway.Close()
	straight := httptest.NewServer(echo)
	defer straight.Close()
	for _, row := range []struct{ method, path, kind, body string }{
		{"GET", "/v1/a?x=a%2Fb&x=c&y", "", ""},
		{"GET", "/v1/%C3%BC%20b", "", ""},
		{"POST", "/v1/signals", "application/json", `{"a":"ü🚀"}`},
		{"POST", "/v1/signals", "application/cloudevents+json; charset=utf-8", `{"a":1}`},
		{"PUT", "/v1/x", "application/json", "\xff\x00 no text"},
		{"PATCH", "/v1/x", "application/x-www-form-urlencoded", "a=%20"},
	} {
		want, got := ask(t, straight.URL, row.method, row.path, row.kind, row.body), ask(t, gateway.URL, row.method, row.path, row.kind, row.body)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s (-straight +through the gateway):\n%s", row.method, row.path, diff)
		}
	}
}

type said struct {
	Status  int
	Type    string
	Cookies []string
	Body    string
}

func ask(t *testing.T, base, method, path, kind, body string) said {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Answer", "text/plain")
	r.Header.Set("X-Twice", "one, two")
	r.Header.Set("Cookie", "s=1; t=2")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return said{res.StatusCode, res.Header.Get("Content-Type"), res.Header.Values("Set-Cookie"), string(text)}
}

func TestTheGatewayEncodesWhatIsNoText(t *testing.T) {
	for _, row := range []struct {
		kind, encoding, body string
		want                 bool
	}{
		{"application/json", "", "{}", false},
		{"text/csv; charset=utf-8", "", "a,b", false},
		{"application/json", "gzip", "{}", true},
		{"application/json", "", "\xff", true},
		{"application/cloudevents+json", "", "{}", true},
		{"", "", "{}", true},
		{"", "", "", false},
	} {
		r := &http.Request{Method: "POST", URL: &url.URL{Path: "/"}, Header: http.Header{"Content-Type": {row.kind}}}
		if row.encoding != "" {
			r.Header.Set("Content-Encoding", row.encoding)
		}
		if got := requestOf(r, "/", []byte(row.body)); got.IsBase64Encoded != row.want || got.RouteKey != "$default" {
			t.Errorf("%+v: base64 %t, route %s", row, got.IsBase64Encoded, got.RouteKey)
		}
	}
}

// TestTheGatewayHidesWhatWentWrong fails functions behind a route.
func TestTheGatewayHidesWhatWentWrong(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*function)
		status int
	}{
		"crash":    {func(f *function) { f.variables = []string{"HEED_TEST_INIT=fails"} }, 500},
		"throttle": {func(f *function) { f.limit = 0 }, 503},
		"nonsense": {func(*function) {}, 500}, // a number is no answer
	} {
		w := httptest.NewRecorder()
		working(t, row.change).route("/")(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != row.status || w.Header().Get("Content-Type") != "application/json" || strings.Contains(w.Body.String(), "HEED") {
			t.Errorf("%s is answered %d %s", name, w.Code, w.Body)
		}
	}
}
