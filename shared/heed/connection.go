package heed

import (
	"encoding/json"
	"slices"
	"time"
)

// Connection is a configured inbound source: a provider, its credentials and how
// its payloads become signals.
type Connection struct {
	Name     string `json:"name"`
	Provider string `json:"provider"`
	// Credentials are sealed, at most two live ones, so that a secret can be rotated.
	Credentials [][]byte `json:"credentials"`
	// Token is the unguessable part of the hook URL where the provider does not sign the body.
	Token string `json:"token,omitempty"`
	// RequireToken lets nothing in that leaves the token out of the address.
	RequireToken bool            `json:"require_token,omitempty"`
	Mapping      json.RawMessage `json:"mapping,omitempty"`
	CreatedAt    time.Time       `json:"created_at"`
	UpdatedAt    time.Time       `json:"updated_at"`
}

// MaxCredentials is how many credentials of a connection may be live at once.
const MaxCredentials = 2

// Overheard is what came through a connection of late and said nothing to Heed,
// the newest first.
type Overheard struct {
	Connection string    `json:"connection"`
	Ignored    []Ignored `json:"ignored"`
}

// Ignored is a webhook that said nothing, or less than it held, and why: never what
// it held.
type Ignored struct {
	At time.Time `json:"at"`
	// Accepted is how many signals the webhook gave beside what was ignored.
	Accepted int      `json:"accepted"`
	Reasons  []string `json:"reasons"`
}

// MaxIgnored is how many ignored webhooks a connection remembers.
const MaxIgnored = 20

// With puts another webhook at the front and forgets the oldest. One that is there
// already changes nothing.
func (o Overheard) With(i Ignored) Overheard {
	for _, known := range o.Ignored {
		if known.At.Equal(i.At) {
			return o
		}
	}
	all := append([]Ignored{i}, o.Ignored...)
	slices.SortStableFunc(all, func(a, b Ignored) int { return b.At.Compare(a.At) })
	o.Ignored = all[:min(len(all), MaxIgnored)]
	return o
}
