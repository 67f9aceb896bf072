package heed

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

var accountID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,128}$`)

// ValidAccountID reports whether the id may name an account.
func ValidAccountID(id string) bool { return accountID.MatchString(id) }

var slug = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// ValidSlug reports whether the name may stand for a connection or an endpoint.
func ValidSlug(name string) bool { return slug.MatchString(name) }

// SignalID is a signal's identity for ever, whatever account it turns out to
// belong to: the first 32 hex digits of SHA-256 over source, a zero byte and id.
func SignalID(source, id string) string {
	return digest(source, id)[:32]
}

// ExternalAccountID is the id of the provisional account made for a tool's id
// that no account has claimed yet.
func ExternalAccountID(connection, external string) string {
	return "ext-" + digest(connection, external)[:20]
}

// EventID is derived, never random, so that saying a thing twice is saying it
// once: base32 over what the event is and its place in the account's events.
func EventID(kind, account, incarnation string, n int64) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{kind, account, incarnation, strconv.FormatInt(n, 10)}, "\x00")))
	return "evt_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}
