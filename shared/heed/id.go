package heed

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"
)

// ValidAccountID reports whether the id may name an account: [A-Za-z0-9._-]{1,128}.
func ValidAccountID(id string) bool {
	return spelt(id, 128, func(c byte) bool { return alphanumeric(c) || c == '.' || c == '_' || c == '-' })
}

// ValidSlug reports whether the name may stand for a connection or an endpoint: [A-Za-z0-9_-]{1,64}.
func ValidSlug(name string) bool {
	return spelt(name, 64, func(c byte) bool { return alphanumeric(c) || c == '_' || c == '-' })
}

// spelt reports whether s is 1 to limit bytes, all of them allowed. A regular
// expression would be compiled at every start of every function.
func spelt(s string, limit int, allowed func(byte) bool) bool {
	for i := range len(s) {
		if !allowed(s[i]) {
			return false
		}
	}
	return s != "" && len(s) <= limit
}

func alphanumeric(c byte) bool { return lower(c) || capital(c) || '0' <= c && c <= '9' }
func lower(c byte) bool        { return 'a' <= c && c <= 'z' }
func capital(c byte) bool      { return 'A' <= c && c <= 'Z' }

// SignalID is a signal's identity for ever, whatever account it turns out to
// belong to: the first 32 hex digits of SHA-256 over source, a zero byte and id.
func SignalID(source, id string) string {
	return digest(signalDigits, source, id)
}

// AppendSignalID writes a SignalID behind what is there already.
func AppendSignalID(to []byte, source, id string) []byte {
	return appendDigest(to, signalDigits, source, id)
}

const signalDigits = 32

// ExternalAccountID is the id of the provisional account made for a tool's id
// that no account has claimed yet.
func ExternalAccountID(connection, external string) string {
	return "ext-" + digest(20, connection, external)
}

// EventID is derived, never random, so that saying a thing twice is saying it
// once: base32 over what the event is and its place in the account's events.
func EventID(kind, account, incarnation string, n int64) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{kind, account, incarnation, strconv.FormatInt(n, 10)}, "\x00")))
	return "evt_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// fullDigest is all hex digits there are.
const fullDigest = 2 * sha256.Size

// digest is the first hex digits of SHA-256 over the parts with zero bytes
// between them. Parts of ordinary length are put together on the stack: every
// signal has its digest taken several times.
func digest(digits int, parts ...string) string {
	var room [fullDigest]byte
	return string(appendDigest(room[:0], digits, parts...))
}

func appendDigest(to []byte, digits int, parts ...string) []byte {
	var room [256]byte
	text := room[:0]
	for i, p := range parts {
		if i > 0 {
			text = append(text, 0)
		}
		text = append(text, p...)
	}
	sum := sha256.Sum256(text)
	return hex.AppendEncode(to, sum[:digits/2])
}
