package provider

import (
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// qualtrics tells that a response is there, by ids alone, in a form whose field
// HMAC signs the field MSG. No time is signed.
var qualtrics = Provider{
	Name: "qualtrics", Signs: true, Takes: []Shape{Secret},
	verify:    verifyQualtrics,
	decode:    decodeQualtrics,
	handshake: shakes(http.MethodGet, http.MethodHead),
}

// verifyQualtrics checks hex(HMAC-SHA512(key, MSG)).
func verifyQualtrics(r Request, c Credential) error {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil || len(form["MSG"]) != 1 {
		return errSignature
	}
	return matches(hex.EncodeToString(mac(sha512.New, c.Secret, []byte(form.Get("MSG")))), strings.ToLower(form.Get("HMAC")))
}

// decodeQualtrics reads the signed field alone.
func decodeQualtrics(r Request, _ Credential) (events, error) {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil || !form.Has("MSG") {
		return events{}, misshapen("/MSG")
	}
	v, err := parse([]byte(form.Get("MSG")))
	if err != nil {
		return events{}, err
	}
	if _, ok := v.(map[string]any); !ok {
		return events{}, misshapen("/MSG")
	}
	return events{all: []any{v}}, nil
}
