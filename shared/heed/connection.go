package heed

import (
	"encoding/json"
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
