package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/heed-cs/heed/infra/plan"
)

// Guard judges calls to AWS as IAM would by the template's roles, and notes each
// kind of call that was made or tried. Whoever runs functions gives each of them
// its id as access key, because that is what a request shows.
type Guard struct {
	granted map[string]map[Call]bool
	names   map[string]string
	mu      sync.Mutex
	noted   map[line]bool
	notes   io.Writer
}

// NewGuard judges the calls of the functions of a template whose stack has that
// name. notes takes each kind of call when it is seen first, for Read.
func NewGuard(template []byte, stack string, notes io.Writer) (*Guard, error) {
	wired, err := plan.Parse(template, nil)
	if err != nil {
		return nil, err
	}
	granted, err := grants(template)
	if err != nil {
		return nil, err
	}
	g := &Guard{granted: map[string]map[Call]bool{}, names: namesOf(wired, stack), noted: map[line]bool{}, notes: notes}
	for function, calls := range granted {
		g.granted[function] = setOf(calls)
	}
	return g, nil
}

// namesOf are the ids of what a stack is made of, by the names it has there.
func namesOf(wired *plan.Plan, stack string) map[string]string {
	names := map[string]string{"Key": "Key"}
	for _, t := range wired.Tables {
		names[stack+"-"+t.ID] = t.ID
	}
	for _, q := range wired.Queues {
		names[stack+"-"+q.Name] = q.ID
	}
	return names
}

// Before lets those requests through to next that the caller's role allows.
func (g *Guard) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := r.Header.Get("X-Amz-Target")
		if target == "" { // a connection that is opened early
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = g.judge(caller(r), target, body)
		}
		if err != nil {
			deny(w, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// caller is the access key that signed the request.
func caller(r *http.Request) string {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(credential, "/")
	return id
}

// judge notes a request, and says what of it is not allowed.
func (g *Guard) judge(function, target string, body []byte) error {
	calls, err := CallsOf(target, body, g.names)
	if err != nil {
		return errors.Join(err, g.note(line{Function: function, Fault: err.Error()}))
	}
	for _, c := range calls {
		if err := g.note(line{Function: function, Call: c}); err != nil {
			return err
		}
		if !g.granted[function][c] {
			return fmt.Errorf("%s is not authorized to perform: %v", function, c)
		}
	}
	return nil
}

func (g *Guard) note(l line) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.noted[l] {
		return nil
	}
	g.noted[l] = true
	return json.NewEncoder(g.notes).Encode(l)
}

// deny answers as AWS does when a role does not allow a call.
func deny(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": "AccessDeniedException", "message": err.Error()}) // the caller may be gone
}
