package provider

import (
	"crypto/sha1" //nolint:gosec // what Segment signs with
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// segment sends events, one or many at once, and of many it signs the first alone.
// With a signing secret Heed believes that one and leaves the others out; with a
// header of the destination's own it believes all.
var segment = Provider{
	Name: "segment", Takes: []Shape{Secret, Header},
	verify: verifySegment,
	decode: decodeSegment,
}

// verifySegment checks hex(HMAC-SHA1(secret, body)), or that of an array's first
// element as it was received. No time is signed.
func verifySegment(r Request, c Credential) error {
	if c.Shape() == Header {
		return verifyStatic(r, c)
	}
	signed := r.Body
	var batch []json.RawMessage
	if json.Unmarshal(r.Body, &batch) == nil && len(batch) > 0 {
		signed = batch[0]
	}
	return matches(hex.EncodeToString(mac(sha1.New, c.Secret, signed)), r.Header.Get("X-Signature"))
}

func decodeSegment(r Request, proof Credential) (events, error) {
	found, err := objects(r, proof)
	if n := len(found.all); n > 1 && proof.Shape() == Secret {
		found.all = found.all[:1]
		found.ignored = append(found.ignored, fmt.Sprintf("%d events after the first are not signed: switch batching off, or prove the sender with a header", n-1))
	}
	return found, err
}
