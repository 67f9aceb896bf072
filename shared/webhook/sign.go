package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Reasons why a message cannot be signed or verified at all.
var (
	ErrID       = errors.New("webhook: the id must be visible ASCII without a full stop")
	ErrNoSecret = errors.New("webhook: no live secret")
)

// Sign returns the three headers of one attempt, made at the given time, at
// sending body under the id. Every live secret signs: pass the current one
// first and, while it is being rotated out, the previous one after it. The
// error is ErrID or ErrNoSecret.
func Sign(secrets []Secret, id string, at time.Time, body []byte) (http.Header, error) {
	if !validID(id) {
		return nil, ErrID
	}
	timestamp := strconv.FormatInt(at.Unix(), 10)
	var tokens []string
	for _, s := range live(secrets) {
		tokens = append(tokens, version+","+s.signature(id, timestamp, body))
	}
	if len(tokens) == 0 {
		return nil, ErrNoSecret
	}
	h := http.Header{}
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, timestamp)
	h.Set(HeaderSignature, strings.Join(tokens, " "))
	return h, nil
}

// signature is the base64 HMAC-SHA256 of "id.timestamp.body".
func (s Secret) signature(id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// live leaves out zero secrets: anyone can sign with an empty key.
func live(secrets []Secret) []Secret {
	var found []Secret
	for _, s := range secrets {
		if len(s.key) > 0 {
			found = append(found, s)
		}
	}
	return found
}

// validID refuses the full stop, which would let "a" + "1.2" and "a.1" + "2"
// sign the same content, and what a header cannot carry.
func validID(id string) bool {
	for _, c := range []byte(id) {
		if c <= ' ' || c > '~' || c == '.' {
			return false
		}
	}
	return id != ""
}
