package policy

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Recorder notes the calls to AWS that pass through it. Whoever runs functions
// gives each of them its id as access key, because that is what a request shows.
type Recorder struct {
	functions []string
	names     map[string]string
	mu        sync.Mutex
	observed  map[string]map[Call]bool
	faults    []error
}

// NewRecorder notes the calls of the functions with these ids; other callers pass
// unseen. For names see CallsOf.
func NewRecorder(functions []string, names map[string]string) *Recorder {
	return &Recorder{functions: functions, names: names, observed: map[string]map[Call]bool{}}
}

// Before notes each request on its way to next.
func (r *Recorder) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if function, target := caller(req), req.Header.Get("X-Amz-Target"); target != "" && slices.Contains(r.functions, function) {
			r.note(function, target, body)
		}
		next.ServeHTTP(w, req)
	})
}

// caller is the access key that signed the request.
func caller(req *http.Request) string {
	_, credential, _ := strings.Cut(req.Header.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(credential, "/")
	return id
}

func (r *Recorder) note(function, target string, body []byte) {
	calls, err := CallsOf(target, body, r.names)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.faults = append(r.faults, err)
	}
	if r.observed[function] == nil {
		r.observed[function] = map[Call]bool{}
	}
	for _, c := range calls {
		r.observed[function][c] = true
	}
}

// Calls are what was noted so far, and an error when something was not understood.
func (r *Recorder) Calls() (map[string][]Call, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[string][]Call{}
	for function, calls := range r.observed {
		all[function] = sorted(calls)
	}
	return all, errors.Join(r.faults...)
}
