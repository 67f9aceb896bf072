package lambda

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/policy"
	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

// TestEveryRoleIsWhatItsFunctionNeeds sends the functions on every errand that
// they have, rare ones too, each held to its role. A call that is not granted
// fails there as on AWS; what is granted and was never called is too much.
func TestEveryRoleIsWhatItsFunctionNeeds(t *testing.T) {
	var notes bytes.Buffer
	newErrands(t, &notes).run()
	newErrands(t, &notes).ask("GET", "/v1/accounts", "", 200) // who starts first makes the root key
	observed, err := policy.Read(&notes)
	if err != nil {
		t.Error(err)
	}
	if err := policy.Check(wiring.Template, observed); err != nil {
		t.Error(err)
	}
}

// errands drive a Heed step by step: nothing polls and nothing beats by itself.
type errands struct {
	*testing.T
	host *Host
	tool string // the address of a receiver that answers as its path says
}

func newErrands(t *testing.T, notes *bytes.Buffer) *errands {
	t.Helper()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status) // other paths are taken
		w.WriteHeader(status)
	}))
	t.Cleanup(receiver.Close)
	h := deployed(t, notes, func(*Options) {})
	return &errands{t, h, receiver.URL}
}

func (e *errands) run() {
	e.beat("Fold", 0) // makes the root key
	e.ask("PUT", "/v1/accounts/acme", `{"name":"Acme","segment":"smb"}`, 200)
	e.ask("POST", "/v1/endpoints", `{"id":"steady","url":"`+e.tool+`/200","events":["*","endpoint.*"]}`, 201)
	e.ask("POST", "/v1/endpoints", `{"id":"broken","url":"`+e.tool+`/500","events":["*"]}`, 201)
	e.ask("POST", "/v1/endpoints", `{"id":"gone","url":"`+e.tool+`/410","events":["*"]}`, 201)
	e.listen()
	e.judge()
	e.park()
	e.forget()
}

// listen takes in what tools tell, of today and of the past.
func (e *errands) listen() {
	e.ask("PUT", "/v1/connections/survey", `{"provider":"typeform","credentials":["a-secret-of-the-tool"]}`, 200)
	e.ask("POST", "/v1/hooks/survey", `{}`, 401)
	past := time.Now().AddDate(0, 0, -9).Format(time.RFC3339)
	e.ask("POST", "/v1/signals", `[{"id":"1","source":"crm","type":"feedback.nps","subject":"acme","data":{"score":1}},
		{"id":"2","source":"crm","type":"feedback.nps","subject":"acme","time":"`+past+`","data":{"score":9}},
		{"id":"3","source":"crm","type":"contract.signed","subject":"acme","data":{"contract":"c","arr":{"amount":100000,"currency":"EUR"},"term_months":12,"renewal_date":"2099-12-31"}},
		{"id":"4","source":"crm","type":"contract.cancel_noticed","subject":"acme","data":{"contract":"c"}}]`, 202)
	e.drain()
	e.ask("POST", "/v1/signals", `{"id":"1","source":"crm","type":"feedback.nps","subject":"acme","data":{"score":1}}`, 202) // again
	e.drain()
	e.beat("Fold", 0)
	e.beat("Fold", time.Hour) // takes the markers of the past away
}

// judge lets every account be judged, and what was said of it be delivered.
func (e *errands) judge() {
	e.beat("Sweep", 0)
	e.beat("Train", 0)
	e.fail("steady", time.Hour) // so that it recovers with its next delivery
	e.ask("POST", "/v1/endpoints/steady/test", `{}`, 202)
	e.beat("Due", 0) // finds the test, whose message nobody has received yet
	e.drain()
	e.ask("GET", "/v1/accounts/acme/risk", "", 200)
	e.ask("GET", "/v1/accounts/acme/signals", "", 200)
	e.ask("GET", "/v1/portfolio", "", 200)
}

// fail opens the breaker of an endpoint, as it was so long ago.
func (e *errands) fail(endpoint string, ago time.Duration) {
	e.Helper()
	at := time.Now().Add(-ago)
	breaker := records.Row[heed.Breaker]{Value: heed.Breaker{Endpoint: endpoint, Since: at, Failures: 5}.Open(at)}
	if err := e.host.records(e.T).Write(e.Context(), records.PutBreaker(breaker)); err != nil {
		e.Error(err)
	}
}

// park sends what can never work to every queue, and the dead letters back.
func (e *errands) park() {
	for _, s := range e.host.sources {
		e.host.send(e.T, s.Queue, "poison")
	}
	e.drain()
	e.parked(1)
	for _, s := range e.host.sources {
		e.ask("POST", "/v1/queues/"+s.Queue+"/redrive", "", 200)
	}
	e.parked(0)
	e.ask("GET", "/v1/queues", "", 200)
	e.ask("GET", "/v1/doctor", "", 200)
	e.ask("POST", "/v1/accounts/acme/recount", `{"fix":true}`, 200)
}

// parked holds how many dead letters each queue has.
func (e *errands) parked(want int) {
	e.Helper()
	for _, s := range e.host.sources {
		if depth := e.host.depth(e.T, s.Queue+"-dead"); depth != want {
			e.Errorf("%d messages are parked in %s-dead, want %d", depth, s.Queue, want)
		}
	}
}

func (e *errands) forget() {
	e.ask("DELETE", "/v1/endpoints/broken", "", 204)
	e.ask("DELETE", "/v1/connections/survey", "", 204)
	e.ask("DELETE", "/v1/accounts/acme", "", 204)
	e.drain()
}

// ask sends a request and holds the answer's status.
func (e *errands) ask(method, path, body string, status int) {
	e.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+adminKey)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	e.host.ServeHTTP(w, r)
	if w.Code != status {
		e.Errorf("%s %s is answered %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
}

// beat runs the schedule of that name as if it were so much later.
func (e *errands) beat(name string, later time.Duration) {
	e.Helper()
	for _, f := range e.host.functions {
		for _, timer := range f.Timers {
			if timer.Name != name {
				continue
			}
			if _, err := f.invoke(input(timer, time.Now().Add(later))); err != nil {
				e.Errorf("%s: %v", name, err)
			}
		}
	}
}

// drain hands all visible messages to their functions, until there are none.
func (e *errands) drain() {
	for again := true; again; {
		again = false
		for _, s := range e.host.sources {
			if batch := s.receive(e.Context(), s.Batch, 0); len(batch) > 0 {
				s.handle(batch)
				again = true
			}
		}
	}
}
