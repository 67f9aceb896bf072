package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// answering is an API that gives its answers one after the other, the last for
// ever, and keeps what it was asked.
type answering struct {
	answers []string
	asked   []string
	sent    []string // bodies
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := a.answers[min(len(a.asked), len(a.answers)-1)]
	body, _ := io.ReadAll(r.Body)
	a.asked, a.sent = append(a.asked, r.Method+" "+r.URL.RequestURI()), append(a.sent, string(body))
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(answer))
}

// commanded runs a command line against an API and returns what it wrote.
func commanded(t *testing.T, api http.Handler, code int, args ...string) string {
	t.Helper()
	server := httptest.NewServer(api)
	defer server.Close()
	s := begin(t, append(args, "--url", server.URL, "--key", "heed_x")...)
	if got := s.code(); got != code {
		t.Errorf("heed %v ends with %d, want %d: %s", args, got, code, s.err)
	}
	return s.out.String()
}

const twoQueues = `{"items":[
 {"queue":"retry","visible":3,"in_flight":1,"delayed":4,"oldest_at":"2026-11-20T09:30:00Z","dead":0,"letters":[]},
 {"queue":"signals","visible":0,"in_flight":0,"delayed":0,"oldest_at":null,"dead":250,
  "letters":[{"reason":"the signal cannot be read","function":"aggregate","time":"2026-11-20T09:30:00Z"},
             {"reason":"received too often without success","function":null,"time":null}]}],"next":null}`

func TestQueuesAreShown(t *testing.T) {
	want := `QUEUE    WAITING  IN FLIGHT  DELAYED  OLDEST                DEAD
retry    3        1          4        2026-11-20T09:30:00Z  0
signals  0        0          0        -                     250

Dead letters of signals, 2 of 250:
  2026-11-20T09:30:00Z aggregate: the signal cannot be read
  at an unknown time signals: received too often without success
`
	if got := commanded(t, &answering{answers: []string{twoQueues}}, 0, "queues"); got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
}

func TestRedriveGoesOnUntilNothingMoves(t *testing.T) {
	api := &answering{answers: []string{twoQueues, `{"queue":"signals","moved":200,"left":0}`, `{"queue":"signals","moved":50,"left":0}`, `{"queue":"signals","moved":0,"left":0}`}}
	if got := commanded(t, api, 0, "redrive"); got != "signals: 250 went back, 0 are left\n" {
		t.Errorf("it prints %s", got)
	}
	asked := strings.Join(api.asked, "\n")
	if want := strings.Repeat("\nPOST /v1/queues/signals/redrive?limit=200", 3); asked != "GET /v1/queues?limit=200"+want {
		t.Errorf("it asked\n%s", asked)
	}
}

func TestRedriveIsBounded(t *testing.T) {
	api := &answering{answers: []string{`{"moved":200,"left":50}`, `{"moved":30,"left":20}`}}
	if got := commanded(t, api, 0, "redrive", "signals", "--max", "230"); got != "signals: 230 went back, 20 are left\n" {
		t.Errorf("it prints %s", got)
	}
	if asked := strings.Join(api.asked, "\n"); !strings.HasSuffix(asked, "limit=30") {
		t.Errorf("it asked\n%s", asked)
	}
}
