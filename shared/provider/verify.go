package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/webhook"
)

// The reasons why a request is not believed. They quote nothing that was sent.
var (
	errSignature = errors.New("the signature does not match")
	errStale     = errors.New("the timestamp is more than 5 minutes off: check the clocks")
	errStatic    = errors.New("the credential is missing or wrong")
	errShape     = errors.New("the connection's credential does not fit its provider: write it anew")
)

// tolerance is how far a signed timestamp may be from now.
const tolerance = 5 * time.Minute

// mac is the HMAC of texts put after one another.
func mac(algorithm func() hash.Hash, key string, parts ...[]byte) []byte {
	m := hmac.New(algorithm, []byte(key))
	for _, part := range parts {
		m.Write(part)
	}
	return m.Sum(nil)
}

// matches compares a signature in constant time.
func matches(want, given string) error {
	if !hmac.Equal([]byte(want), []byte(given)) {
		return errSignature
	}
	return nil
}

// hexSigned checks a header against prefix + hex(HMAC(secret, body)).
func hexSigned(header, prefix string, algorithm func() hash.Hash) func(Request, Credential) error {
	return func(r Request, c Credential) error {
		return matches(prefix+hex.EncodeToString(mac(algorithm, c.Secret, r.Body)), r.Header.Get(header))
	}
}

// base64Signed checks a header against prefix + base64(HMAC(secret, body)).
func base64Signed(header, prefix string, algorithm func() hash.Hash) func(Request, Credential) error {
	return func(r Request, c Credential) error {
		return matches(prefix+base64.StdEncoding.EncodeToString(mac(algorithm, c.Secret, r.Body)), r.Header.Get(header))
	}
}

// sameSecret compares in constant time, whatever the lengths.
func sameSecret(want, given string) bool {
	a, b := sha256.Sum256([]byte(want)), sha256.Sum256([]byte(given))
	return want != "" && hmac.Equal(a[:], b[:])
}

// verifyStatic checks a credential that stands in the request as it is: the
// control for tools that sign nothing.
func verifyStatic(r Request, c Credential) error {
	ok := false
	switch c.Shape() {
	case Secret:
		ok = sameSecret(c.Secret, bearer(r.Header))
	case Basic:
		user, password, given := basicAuth(r.Header)
		right := sameSecret(c.Password, password)
		ok = sameSecret(c.User, user) && right && given
	case Header:
		ok = sameSecret(c.Value, r.Header.Get(c.Header))
	case Query:
		ok = sameSecret(c.Value, queryValue(r.URL, c.QueryKey))
	default:
		return errShape
	}
	if !ok {
		return errStatic
	}
	return nil
}

func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// basicAuth reads RFC 7617: the password may hold colons.
func basicAuth(h http.Header) (user, password string, ok bool) {
	return (&http.Request{Header: h}).BasicAuth()
}

func queryValue(address, key string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Query().Get(key)
}

// verifyStandard checks Standard Webhooks headers.
func verifyStandard(r Request, c Credential) error {
	secret, err := webhook.ParseSecret(c.Secret)
	if err != nil {
		return errShape
	}
	return webhook.Verify([]webhook.Secret{secret}, r.Header, r.Body, r.Now)
}
