package provider

import "crypto/sha256"

// typeform sends the responses to a form. It signs the body with a secret that is
// set per webhook, and no time, so repeats are found by the signal's id alone.
var typeform = Provider{
	Name: "typeform", Signs: true, Takes: []Shape{Secret},
	verify: base64Signed("Typeform-Signature", "sha256=", sha256.New),
	decode: object,
}
