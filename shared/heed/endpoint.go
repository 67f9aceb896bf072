package heed

import (
	"slices"
	"time"
)

// Endpoint is who is told. Secrets are sealed at rest and shown once.
type Endpoint struct {
	ID             string         `json:"id"`
	URL            string         `json:"url"`
	Description    string         `json:"description"`
	Events         []string       `json:"events"`
	Filter         EndpointFilter `json:"filter"`
	Format         string         `json:"format"`
	Status         EndpointStatus `json:"status"`
	DisabledReason string         `json:"disabled_reason"`
	DisabledAt     time.Time      `json:"disabled_at,omitzero"`
	APIVersion     string         `json:"api_version"`
	CreatedAt      time.Time      `json:"created_at"`
	// Secrets are sealed; the first is current, later ones are still signed with until NotAfter.
	Secrets []SealedSecret `json:"secrets,omitempty"`
	// Headers go with every request, beside Heed's own.
	Headers SealedHeaders `json:"headers,omitzero"`
	// TimeoutSeconds is how long the receiver may take to answer; 0 is the default.
	TimeoutSeconds int `json:"timeout_seconds,omitempty"`
	// MaxPerMinute bounds the requests, evenly spread; 0 is no bound.
	MaxPerMinute int `json:"max_per_minute,omitempty"`
	// DigestHour asks for the digest of each day, and not before this hour of it (UTC,
	// 0–23); nil is no digest.
	DigestHour *int `json:"digest_hour,omitempty"`
	// Challenge asks the receiver to prove, by echoing a token, that it wants Heed's
	// events, before the first goes there; ProvenAt is when it did.
	Challenge bool      `json:"challenge,omitempty"`
	ProvenAt  time.Time `json:"proven_at,omitzero"`
}

// Unproven reports whether the receiver still has to prove itself.
func (e Endpoint) Unproven() bool { return e.Challenge && e.ProvenAt.IsZero() }

// The bounds of an endpoint's own settings.
const (
	DefaultTimeoutSeconds = 15
	MaxTimeoutSeconds     = 30
	MostPerMinute         = 60_000
)

// Timeout is how long the receiver may take to answer one request.
func (e Endpoint) Timeout() time.Duration {
	if e.TimeoutSeconds > 0 {
		return time.Duration(e.TimeoutSeconds) * time.Second
	}
	return DefaultTimeoutSeconds * time.Second
}

// SealedHeaders are an operator's headers as the table keeps them: their values
// may be secrets, so they are sealed, as a JSON object by name.
type SealedHeaders struct {
	Names  []string `json:"names,omitempty"` // in canonical form, sorted
	Sealed []byte   `json:"sealed,omitempty"`
}

// HeadersContext binds sealed headers to their endpoint.
func (e Endpoint) HeadersContext() []byte { return []byte(e.ID + " headers") }

// SealedSecret is one signing secret as the table keeps it.
type SealedSecret struct {
	Sealed   []byte    `json:"sealed"`
	NotAfter time.Time `json:"not_after,omitzero"` // zero while it is the current one
}

// EndpointStatus says whether an endpoint is sent to.
type EndpointStatus string

// The states of an endpoint.
const (
	EndpointEnabled EndpointStatus = "enabled"
	EndpointOff     EndpointStatus = "disabled"
)

// FormatStandard is the Standard Webhooks body; FormatSlack an incoming webhook's.
const (
	FormatStandard = "standard"
	FormatSlack    = "slack"
)

// MaxEndpoints is how many endpoints a deployment has at most.
const MaxEndpoints = 20

// EndpointFilter narrows an endpoint to some events; an empty member narrows nothing.
type EndpointFilter struct {
	Bands    []Band   `json:"bands,omitempty"`
	Segments []string `json:"segments,omitempty"`
	Owners   []string `json:"owners,omitempty"`
	MinARR   *Money   `json:"min_arr,omitempty"`  // accounts of at least so much
	MaxDays  *int     `json:"max_days,omitempty"` // decisions at most so many days ahead
}

// Wants reports whether the endpoint is to be told of the event. A filter that
// looks at what an event does not have lets the event pass only where that is
// natural: an account of unknown ARR is not at least anything. Filters look at
// accounts, so they have no say in events about the deployment itself, nor in the
// digest where it was asked for.
func (e Endpoint) Wants(ev Event, rates Rates) bool {
	return e.Status == EndpointEnabled && e.Subscribes(ev.Type) && (e.unfiltered(ev.Type) || e.Filter.passes(ev.Facts, rates))
}

// Operational reports whether events of the type are about the deployment itself.
func Operational(kind string) bool { return slices.Contains(OperationalEvents, kind) }

func (e Endpoint) unfiltered(kind string) bool {
	return Operational(kind) || kind == PortfolioAssessed && (e.DigestHour != nil || e.names(kind))
}

// Subscribes reports whether the endpoint asks for the event type. "*" asks for the
// business events, also future ones, and no operational ones. People in a chat asked
// for what happens to a customer: the digest is for those who ask for it.
func (e Endpoint) Subscribes(kind string) bool {
	switch {
	case e.names(kind), kind == PortfolioAssessed && e.DigestHour != nil:
		return true
	case Operational(kind), kind == PortfolioAssessed && e.Format == FormatSlack:
		return false
	}
	return slices.Contains(e.Events, "*")
}

// names reports whether the endpoint names the type or its family.
func (e Endpoint) names(kind string) bool {
	return slices.ContainsFunc(e.Events, func(pattern string) bool {
		return pattern != "*" && MatchesType([]string{pattern}, kind)
	})
}

// NotBefore is when the endpoint is to be told of an event: at once, or, of the day's
// digest, when its hour has come.
func (e Endpoint) NotBefore(ev Event) time.Time {
	if ev.Type != PortfolioAssessed || e.DigestHour == nil {
		return ev.At
	}
	hour := DayOf(ev.At).Time().Add(time.Duration(*e.DigestHour) * time.Hour)
	if hour.Before(ev.At) {
		return ev.At
	}
	return hour
}

func (f EndpointFilter) passes(facts EventFacts, rates Rates) bool {
	return (len(f.Bands) == 0 || facts.Band == NoBand || slices.Contains(f.Bands, facts.Band)) &&
		(len(f.Segments) == 0 || slices.Contains(f.Segments, facts.Segment)) &&
		(len(f.Owners) == 0 || slices.Contains(f.Owners, facts.Owner)) &&
		f.rich(facts, rates) && (f.MaxDays == nil || facts.Days == nil || *facts.Days <= *f.MaxDays)
}

func (f EndpointFilter) rich(facts EventFacts, rates Rates) bool {
	if f.MinARR == nil {
		return true
	}
	least, ok := rates.Convert(*f.MinARR)
	return ok && facts.ARR != nil && facts.ARR.Amount >= least.Amount
}
