package provider

import (
	"crypto/sha1" //nolint:gosec // what Intercom signs with
	"net/http"
)

// intercom sends conversations and their ratings, signed with the app's client
// secret; no time is signed, so repeats are found by the signal's id alone. It asks
// with HEAD whether the address answers.
var intercom = Provider{
	Name: "intercom", Signs: true, Takes: []Shape{Secret},
	verify:    hexSigned("X-Hub-Signature", "sha1=", sha1.New),
	decode:    object,
	handshake: shakes(http.MethodHead),
}
