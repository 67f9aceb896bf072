package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// stripe sends what happens to subscriptions and invoices.
var stripe = Provider{
	Name: "stripe", Signs: true, Takes: []Shape{Secret},
	verify: verifyStripe,
	decode: object,
}

// verifyStripe checks the header t=…,v1=…: hex(HMAC-SHA256(secret, t + "." + body)),
// with the whole whsec_ text as the secret. During a roll there are two v1; other
// schemes are passed over. As in Stripe's own library only the past is refused.
func verifyStripe(r Request, c Credential) error {
	stamp, given, err := stripeHeader(r.Header.Get("Stripe-Signature"))
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New("the header Stripe-Signature holds no time")
	}
	want := hex.EncodeToString(mac(sha256.New, c.Secret, []byte(stamp+"."), r.Body))
	err = errSignature
	for _, signature := range given {
		if matches(want, signature) == nil {
			err = nil
		}
	}
	if err == nil && r.Now.Sub(time.Unix(seconds, 0)) > tolerance {
		return errStale
	}
	return err
}

// stripeHeader splits the header into its time and its v1 signatures.
func stripeHeader(header string) (stamp string, given []string, err error) {
	for pair := range strings.SplitSeq(header, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || strings.Contains(value, "=") {
			return "", nil, errors.New("the header Stripe-Signature is missing or not made of pairs")
		}
		switch strings.TrimSpace(name) {
		case "t":
			stamp = value
		case "v1":
			given = append(given, value)
		}
	}
	return stamp, given, nil
}
