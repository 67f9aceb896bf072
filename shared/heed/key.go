package heed

import (
	"slices"
	"time"
)

// Scope is something a key may do.
type Scope string

// The scopes. Write implies read; admin implies all.
const (
	ScopeIngest   Scope = "ingest"
	ScopeRead     Scope = "read"
	ScopeWrite    Scope = "write"
	ScopePersonal Scope = "personal"
	ScopeAdmin    Scope = "admin"
)

// Scopes lists them all.
var Scopes = []Scope{ScopeIngest, ScopeRead, ScopeWrite, ScopePersonal, ScopeAdmin}

// Key is an API key. Only the hash of the secret is kept.
type Key struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Hash      string    `json:"hash"`
	Scopes    []Scope   `json:"scopes"`
	Types     []string  `json:"types,omitempty"` // narrows ingest to these signal types
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// KeyPrefix begins every key, so that a leaked one is recognised for what it is.
const KeyPrefix = "heed_"

// HashKey is what is kept of a key. Keys are long and random, so one round suffices.
func HashKey(secret string) string { return digest(fullDigest, "heed key", secret) }

// Allows reports whether the key may do what the scope names at a moment.
func (k Key) Allows(scope Scope, now time.Time) bool {
	if k.Expired(now) {
		return false
	}
	return slices.Contains(k.Scopes, scope) || slices.Contains(k.Scopes, ScopeAdmin) ||
		scope == ScopeRead && slices.Contains(k.Scopes, ScopeWrite)
}

// Expired reports whether the key's time is over.
func (k Key) Expired(now time.Time) bool { return !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) }
