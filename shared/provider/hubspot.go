package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// hubSpot sends changes of records in batches, ids and one property each; and what
// a workflow pushes in Heed's template, proven by a header of the workflow's own.
// The old signatures, v1 and v2, have no time and no HMAC: alone they prove nothing.
var hubSpot = Provider{
	Name: "hubspot", Signs: true, Takes: []Shape{Secret, Header},
	verify: verifyHubSpot,
	decode: objects,
}

// verifyHubSpot checks v3: base64(HMAC-SHA256(secret, method + address + body +
// timestamp)), the timestamp in milliseconds. HubSpot names a bound for the past only.
func verifyHubSpot(r Request, c Credential) error {
	if c.Shape() == Header {
		return verifyStatic(r, c)
	}
	given, stamp := r.Header.Get("X-HubSpot-Signature-v3"), r.Header.Get("X-HubSpot-Request-Timestamp")
	if given == "" {
		return errors.New("there is no v3 signature")
	}
	want := mac(sha256.New, c.Secret, []byte(r.Method+hubSpotAddress.Replace(r.URL)), r.Body, []byte(stamp))
	if err := matches(base64.StdEncoding.EncodeToString(want), given); err != nil {
		return err
	}
	ms, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || r.Now.Sub(time.UnixMilli(ms)) > tolerance {
		return errStale
	}
	return nil
}

// hubSpotAddress undoes the twelve escapes that HubSpot undoes before it signs, and no others.
var hubSpotAddress = strings.NewReplacer("%3A", ":", "%2F", "/", "%3F", "?", "%40", "@", "%21", "!", "%24", "$",
	"%27", "'", "%28", "(", "%29", ")", "%2A", "*", "%2C", ",", "%3B", ";",
	"%3a", ":", "%2f", "/", "%3f", "?", "%2a", "*", "%2c", ",", "%3b", ";")
