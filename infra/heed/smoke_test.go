package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// deployment answers the calls of a tour as a Heed on AWS does.
type deployment struct {
	mu     sync.Mutex
	asked  []string
	denies string // a path that is answered 500
}

func (d *deployment) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	path := regexp.MustCompile(`smoke-[a-z0-9]{8}`).ReplaceAllString(r.URL.RequestURI(), "smoke-x")
	d.asked = append(d.asked, r.Method+" "+path)
	switch {
	case d.denies != "" && strings.HasSuffix(path, d.denies):
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"status":500,"code":"internal","detail":"Heed failed on this request"}`)
	case path == "/v1/doctor":
		at, _ := json.Marshal(time.Now().UTC())
		fmt.Fprintf(w, `{"at":%s,"version":"v1.2.3","findings":[]}`, at)
	case strings.HasSuffix(path, "?q=smoke-x"):
		fmt.Fprint(w, `{"items":[{}],"next":null}`)
	case strings.HasSuffix(path, "/recount"):
		fmt.Fprint(w, `{"signals":1,"different":0}`)
	case path == "/v1/signals" && r.ContentLength > 10<<20:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	default:
		fmt.Fprint(w, `{"risk":{"band":"low"}}`)
	}
}

func TestSmoke(t *testing.T) {
	a, d := onAWS(t), &deployment{}
	server := httptest.NewServer(d)
	defer server.Close()
	a.Answer("FilterLogEvents", `{"events":[{"logStreamName":"2026/11/20/heed-Intake[7]aa","message":"{\"type\":\"platform.report\",\"record\":{\"metrics\":{\"initDurationMs\":116.67}}}"}]}`)
	got := ran(t, 0, "smoke", "--stack", "heed", "--url", server.URL, "--key", "heed_x")
	for _, want := range []string{
		"ok    table        heed-Table works", "ok    version      Heed v1.2.3 answers", "ok    index lag    The account was listed after",
		"ok    tour         The signal is stored and counted once.", "ok    gateway      A request of 11 MB is answered 413",
		"ok    cold start   heed-Intake: 1, in the middle 117 ms", "ok    iam          Nothing was denied.", "0 to mend now",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	if asked := strings.Join(d.asked, "\n"); !strings.Contains(asked, "PUT /v1/accounts/smoke-x\n") || !strings.HasSuffix(asked, "DELETE /v1/accounts/smoke-x") ||
		strings.Count(asked, "POST /v1/signals\n") != 3 {
		t.Errorf("it asked\n%s", asked)
	}
}

func TestSmokeThatFails(t *testing.T) {
	onAWS(t)
	server := httptest.NewServer(&deployment{denies: "/recount"})
	defer server.Close()
	got := ran(t, 1, "smoke", "--stack", "heed", "--url", server.URL, "--key", "heed_x")
	if !strings.Contains(got, "did not pass: Heed failed on this request (500 internal).") {
		t.Errorf("it prints %s", got)
	}
}

// TestTheTourPassesOnARealHeed holds that the calls of a tour are those of the API,
// and that nothing of it stays.
func TestTheTourPassesOnARealHeed(t *testing.T) {
	s := serve(t, "--data", t.TempDir())
	s.says("Admin key")
	api := s.api(s.printedKey())
	for _, f := range (&smoke{api: api, id: "smoke-real"}).tour(t.Context()) {
		if f.Status != heed.Well {
			t.Errorf("%s: %s", f.Check, f.Finding)
		}
	}
	if err := api.call(t.Context(), http.MethodGet, "/v1/accounts/smoke-real", nil, nil); err == nil || !strings.Contains(err.Error(), "not_found") {
		t.Errorf("the account is still there: %v", err)
	}
}
