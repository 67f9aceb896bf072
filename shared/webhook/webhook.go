// Package webhook speaks Standard Webhooks 1.0: the secret both sides share,
// the signature in three headers, the schedule of attempts, and what an
// endpoint's URL must look like.
//
// Nothing wakes it and it keeps nothing: every function computes its answer
// from its arguments, the time and the chance included. The deliver function
// signs and plans attempts with it, intake verifies those providers that follow
// the same standard, and receivers may import it to verify Heed.
//
// Errors never contain a secret, a signature or a URL, so they can be logged.
//
// The standard: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
package webhook

import "time"

// The headers of a signed message.
const (
	// HeaderID names the message. It is the same at every attempt, so receivers
	// drop repeats by it.
	HeaderID = "webhook-id"
	// HeaderTimestamp is when this attempt was made, in Unix seconds.
	HeaderTimestamp = "webhook-timestamp"
	// HeaderSignature lists signatures "version,base64", separated by spaces.
	HeaderSignature = "webhook-signature"
)

// Tolerance is how far the clocks of sender and receiver may be apart, either way.
const Tolerance = 5 * time.Minute

// version names the scheme HMAC-SHA256 over "id.timestamp.body".
const version = "v1"
