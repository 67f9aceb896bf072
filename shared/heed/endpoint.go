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
	APIVersion     string         `json:"api_version"`
	CreatedAt      time.Time      `json:"created_at"`
	// Secrets are sealed; the first is current, later ones are still signed with until NotAfter.
	Secrets []SealedSecret `json:"secrets,omitempty"`
}

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
// natural: an account of unknown ARR is not at least anything.
func (e Endpoint) Wants(ev Event, rates Rates) bool {
	return e.Status == EndpointEnabled && e.Subscribes(ev.Type) && e.Filter.passes(ev.Facts, rates)
}

// Subscribes reports whether the endpoint names the event type. "*" names the
// business events, also future ones, and no operational ones.
func (e Endpoint) Subscribes(kind string) bool {
	operational := slices.Contains(OperationalEvents, kind)
	return slices.ContainsFunc(e.Events, func(pattern string) bool {
		if pattern == "*" {
			return !operational
		}
		return MatchesType([]string{pattern}, kind)
	})
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
