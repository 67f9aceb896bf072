package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// zendesk sends ticket events in its own envelope, and whatever an administrator
// writes in a trigger: for satisfaction ratings, Heed's template.
var zendesk = Provider{
	Name: "zendesk", Signs: true, Takes: []Shape{Secret},
	verify: verifyZendesk,
	decode: object,
}

// The headers that Zendesk signs with.
const (
	zendeskSignature = "X-Zendesk-Webhook-Signature"
	zendeskTimestamp = "X-Zendesk-Webhook-Signature-Timestamp"
)

// verifyZendesk checks base64(HMAC-SHA256(secret, timestamp + body)); the secret is
// used as the text that Zendesk shows. Zendesk names no bound on the timestamp's
// age, and says that it is there against replay.
func verifyZendesk(r Request, c Credential) error {
	stamp := r.Header.Get(zendeskTimestamp)
	want := base64.StdEncoding.EncodeToString(mac(sha256.New, c.Secret, []byte(stamp), r.Body))
	if err := matches(want, r.Header.Get(zendeskSignature)); err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || r.Now.Sub(at).Abs() > tolerance {
		return errStale
	}
	return nil
}
