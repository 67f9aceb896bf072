package heed

import "time"

// Breaker is what is known of an endpoint that fails; there is none of one that
// works. Nobody posts to it before the time Until; then one attempt is let
// through, which closes the breaker or opens it for twice as long.
type Breaker struct {
	Endpoint string    `json:"endpoint"`
	Since    time.Time `json:"since"`    // of the first failure after the last success
	Failures int       `json:"failures"` // since then, as far as they were counted
	Opened   int       `json:"opened"`   // how often, since then
	Until    time.Time `json:"until"`
}

const (
	firstOpening = 30 * time.Second
	lastOpening  = 10 * time.Minute
	// givenUpAfter is how long an endpoint may fail before it is disabled, and
	// givenUpFailures how often at least: a quiet endpoint is not judged by two.
	givenUpAfter    = 5 * 24 * time.Hour
	givenUpFailures = 10
)

// Open opens the breaker, each time for twice as long: 30 s to 10 min.
func (b Breaker) Open(now time.Time) Breaker {
	wait := min(firstOpening<<min(b.Opened, 10), lastOpening)
	b.Opened, b.Until = b.Opened+1, now.Add(wait)
	return b
}

// Hopeless reports whether the endpoint has failed for so long that it is to be disabled.
func (b Breaker) Hopeless(now time.Time) bool {
	return now.Sub(b.Since) >= givenUpAfter && b.Failures >= givenUpFailures
}
