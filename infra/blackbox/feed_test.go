package blackbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// follower reads the feed by following next, from some moment on.
type follower struct {
	name string
	p    *process
	mu   sync.Mutex
	seen map[string]string
	stop chan struct{}
	over chan struct{}
}

// follow begins behind an event, or with the oldest.
func follow(p *process, name, after string, limit string) *follower {
	f := &follower{name: name, p: p, seen: map[string]string{}, stop: make(chan struct{}), over: make(chan struct{})}
	go f.run(after, limit)
	return f
}

// run reads on at once while there is more, and else as often as a busy tool does.
func (f *follower) run(next, limit string) {
	defer close(f.over)
	for pause := time.Duration(0); ; {
		select {
		case <-f.stop:
			return
		case <-time.After(pause):
		}
		var more bool
		if next, more = f.read(next, limit); more {
			pause = 0
		} else {
			pause = 200 * time.Millisecond
		}
	}
}

// read takes one page and gives where to go on, and whether there was anything on it.
func (f *follower) read(after, limit string) (next string, more bool) {
	a, err := f.p.call(request{method: http.MethodGet, path: "/v1/events?limit=" + limit + "&after=" + url.QueryEscape(after)})
	if err != nil || a.status >= 500 {
		return after, false // it is down; the same again
	}
	var page struct {
		Items []json.RawMessage
		Next  string
	}
	if json.Unmarshal(a.body, &page) != nil || a.status != http.StatusOK || page.Next == "" {
		f.p.t.Errorf("the feed after %q is answered %d: %s", after, a.status, a.body)
		return after, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, raw := range page.Items {
		var e event
		if json.Unmarshal(raw, &e) != nil || f.seen[e.ID] != "" {
			f.p.t.Errorf("the follower %s meets %s again, or cannot read it: %s", f.name, e.ID, raw)
		}
		f.seen[e.ID] = string(raw)
	}
	return page.Next, len(page.Items) > 0
}

func (f *follower) end() {
	close(f.stop)
	<-f.over
}

// bodies are the events that were seen, by id.
func (f *follower) bodies() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := map[string]string{}
	for id, body := range f.seen {
		all[id] = body
	}
	return all
}
