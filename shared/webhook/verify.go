package webhook

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Reasons why Verify refuses a message.
var (
	ErrMissingHeader = errors.New("webhook: missing header")
	ErrInvalidHeader = errors.New("webhook: invalid header")
	ErrNoMatch       = errors.New("webhook: no signature matches; check that both sides use the same secret and that the body is verified as received")
	ErrTooOld        = errors.New("webhook: timestamp too old; check the clocks")
	ErrTooNew        = errors.New("webhook: timestamp too new; check the clocks")
)

// Verify says whether the message was signed with one of the secrets and sent
// within Tolerance of now. body must be the bytes as they were received. The
// error is one of those above or ErrNoSecret.
//
// A valid message may come twice: drop repeats by its HeaderID.
func Verify(secrets []Secret, h http.Header, body []byte, now time.Time) error {
	secrets = live(secrets)
	if len(secrets) == 0 {
		return ErrNoSecret
	}
	for _, name := range []string{HeaderID, HeaderTimestamp, HeaderSignature} {
		if h.Get(name) == "" {
			return fmt.Errorf("%w %s", ErrMissingHeader, name)
		}
	}
	if err := verifyTime(h.Get(HeaderTimestamp), now); err != nil {
		return err
	}
	if !anyMatch(secrets, h, body) {
		return ErrNoMatch
	}
	return nil
}

// verifyTime accepts whole Unix seconds as Sign writes them. 40 bits reach past
// the year 36000 and keep the arithmetic from overflowing.
func verifyTime(text string, now time.Time) error {
	seconds, err := strconv.ParseUint(text, 10, 40)
	if err != nil || strconv.FormatUint(seconds, 10) != text {
		return fmt.Errorf("%w %s: want Unix seconds", ErrInvalidHeader, HeaderTimestamp)
	}
	switch age := now.Sub(time.Unix(int64(seconds), 0)); {
	case age > Tolerance:
		return ErrTooOld
	case age < -Tolerance:
		return ErrTooNew
	}
	return nil
}

// anyMatch compares every token with every secret in constant time and stops at
// none, so that the time taken tells nothing about which one matched.
func anyMatch(secrets []Secret, h http.Header, body []byte) bool {
	given := tokens(h.Get(HeaderSignature))
	found := false
	for _, s := range secrets {
		want := []byte(s.signature(h.Get(HeaderID), h.Get(HeaderTimestamp), body))
		for _, token := range given {
			found = hmac.Equal(want, []byte(token)) || found
		}
	}
	return found
}

// tokens returns the signatures of the version spoken here and skips the rest:
// a sender may add newer schemes beside it.
func tokens(header string) []string {
	var found []string
	for token := range strings.SplitSeq(header, " ") {
		if v, signature, ok := strings.Cut(token, ","); ok && v == version {
			found = append(found, signature)
		}
	}
	return found
}
