package deliver

import (
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/records"
)

// What opens a breaker that is closed.
const (
	// tripWeight is how much failing in a row is too much: five failures. A time-out
	// weighs two, because it holds a lane for long.
	tripWeight = 5
	// tripLeast is how many attempts of a minute say something about their share of failures.
	tripLeast = 20
	// tripAttempt is the attempt of one delivery whose failure shows, after half an
	// hour, what nobody may have counted: a quiet endpoint's attempts are made by
	// processes that come and go.
	tripAttempt = 4
)

// pulses are how endpoints have answered this process. Another process has its
// own: what they have in common is the breaker's row.
type pulses struct {
	mu sync.Mutex
	of map[string]*pulse // by endpoint, of which a deployment has few
}

type pulse struct {
	since  time.Time // of the first failure after the last success
	times  int       // failures since
	weight int       // of these
	well   time.Time // the last success

	minute      time.Time // when the minute that is counted began
	all, failed int       // attempts of this minute
}

// failing says how long an endpoint has failed.
type failing struct {
	since time.Time
	times int
}

// note counts an attempt, and reports whether the endpoint fails too much.
func (p *pulses) note(e records.Errand, a answer) (failing, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := e.Endpoint.Value.ID
	if p.of[id] == nil {
		p.of[id] = &pulse{}
	}
	one := p.of[id]
	one.count(a)
	f, tripped := one.trips(e, a)
	if tripped {
		*one = pulse{well: one.well}
	}
	return f, tripped
}

func (p *pulse) count(a answer) {
	if a.at.Sub(p.minute) >= time.Minute {
		p.minute, p.all, p.failed = a.at, 0, 0
	}
	p.all++
	if a.class == "" {
		p.times, p.weight, p.well = 0, 0, a.ended()
		return
	}
	if p.times == 0 {
		p.since = a.at
	}
	p.failed++
	p.times++
	p.weight++
	if a.outcome.Timeout {
		p.weight++
	}
}

func (p *pulse) trips(e records.Errand, a answer) (failing, bool) {
	earlier := e.Delivery.Value.Attempts
	switch {
	case a.class == "":
		return failing{}, false
	case p.weight >= tripWeight:
		return failing{p.since, p.times}, true
	case p.all >= tripLeast && 2*p.failed >= p.all:
		return failing{p.minute, p.failed}, true
	case len(earlier)+1 >= tripAttempt && p.well.Before(earlier[0].At):
		return failing{earlier[0].At, len(earlier) + 1}, true
	}
	return failing{}, false
}
