package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/heed-cs/heed/shared/webhook"
)

// publicURL is the address that HubSpot signs.
const publicURL = "https://hooks.example.com"

// sign signs anew what tools sign together with the time. The fixtures' other
// signatures hold for ever.
func (h hook) sign(now time.Time) {
	secret := ""
	_ = json.Unmarshal(h.Secret, &secret) // other shapes stand in the request as they are
	switch stamp := strconv.FormatInt(now.Unix(), 10); h.Provider {
	case "stripe":
		h.header.Set("Stripe-Signature", "t="+stamp+",v1="+hex.EncodeToString(hashed(secret, stamp+"."+string(h.body))))
	case "hubspot":
		stamp = strconv.FormatInt(now.UnixMilli(), 10)
		h.header.Set("X-HubSpot-Request-Timestamp", stamp)
		h.header.Set("X-HubSpot-Signature-v3", base64.StdEncoding.EncodeToString(hashed(secret, h.Method+h.URL+string(h.body)+stamp)))
	case "zendesk":
		stamp = now.Format(time.RFC3339)
		h.header.Set("X-Zendesk-Webhook-Signature-Timestamp", stamp)
		h.header.Set("X-Zendesk-Webhook-Signature", base64.StdEncoding.EncodeToString(hashed(secret, stamp+string(h.body))))
	case "formbricks", "standard-webhooks":
		h.standard(secret, now)
	}
}

func (h hook) standard(text string, now time.Time) {
	secret, err := webhook.ParseSecret(text)
	if err != nil {
		return // Heed will say so
	}
	signed, err := webhook.Sign([]webhook.Secret{secret}, h.header.Get(webhook.HeaderID), now, h.body)
	if err != nil {
		return
	}
	for name := range signed {
		h.header.Set(name, signed.Get(name))
	}
}

func hashed(secret, text string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
