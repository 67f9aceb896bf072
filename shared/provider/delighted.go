package provider

import "crypto/sha256"

// delighted sends survey responses as they grow, signed with the private API key;
// no time is signed, so repeats are found by the signal's id alone.
var delighted = Provider{
	Name: "delighted", Signs: true, Takes: []Shape{Secret},
	verify: hexSigned("X-Delighted-Webhook-Signature", "sha256=", sha256.New),
	decode: object,
}
