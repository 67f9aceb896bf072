package main

import (
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/webhook"
)

// receiver verifies webhooks and notes when each first came. It listens on a
// port for each of its endpoints, as if each were another tool's.
type receiver struct {
	servers []*httptest.Server
	// name finds in a webhook what its start is known by; nil is its id.
	name func(id string, body []byte) string

	mu       sync.Mutex
	verified webhook.Secret
	started  map[string]time.Time
	came     map[string]time.Time
	left     int
	all      chan struct{}
	// refused are the webhooks whose first post is refused, when that is measured; it is
	// their start.
	refused func(n int) bool
	posts   int
}

func newReceiver(endpoints int) *receiver {
	r := &receiver{}
	r.verified, _ = webhook.NewSecret(rand.Reader) // never fails
	for range endpoints {
		r.servers = append(r.servers, httptest.NewServer(r))
	}
	return r
}

func (r *receiver) url(endpoint int) string { return r.servers[endpoint].URL + "/hook" }

func (r *receiver) close() {
	for _, s := range r.servers {
		s.Close()
	}
}

func (r *receiver) secret() webhook.Secret {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.verified
}

// trust verifies with another secret from now on.
func (r *receiver) trust(s webhook.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.verified = s
}

// expect begins anew; the channel is closed when n different webhooks came.
func (r *receiver) expect(n int) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.started, r.came, r.left, r.all = map[string]time.Time{}, map[string]time.Time{}, n, make(chan struct{})
	return r.all
}

// sent notes when the cause of a webhook began.
func (r *receiver) sent(name string, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.started[name] = at
}

// took are the times from each start to its webhook, in ms.
func (r *receiver) took() sample {
	r.mu.Lock()
	defer r.mu.Unlock()
	var s sample
	for name, start := range r.started {
		if end, ok := r.came[name]; ok {
			s = append(s, float64(end.Sub(start))/float64(time.Millisecond))
		}
	}
	return s
}

// ServeHTTP believes nothing unsigned.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	if webhook.Verify([]webhook.Secret{r.secret()}, q.Header, body, time.Now()) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.refuses(q.Header.Get(webhook.HeaderID), time.Now()) {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	r.note(q.Header.Get(webhook.HeaderID), body, time.Now())
}

// refuses reports whether a post is to fail: the first one of some webhooks, whose
// way begins with that.
func (r *receiver) refuses(id string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, again := r.started[id]; again || r.refused == nil {
		return false
	}
	if r.posts++; !r.refused(r.posts) {
		return false
	}
	r.started[id] = now
	return true
}

func (r *receiver) note(name string, body []byte, now time.Time) {
	if r.name != nil {
		name = r.name(name, body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, repeated := r.came[name]; repeated || r.left == 0 {
		return
	}
	r.came[name] = now
	if r.left--; r.left == 0 {
		close(r.all)
	}
}
