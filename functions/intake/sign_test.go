package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http/httptest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// These sign independently of the code under test, as the tools document it.

const signingSecret = "fixture-signing-secret"

func macOf(text string) string {
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// zendesk posts a body as Zendesk would.
func (r *rig) zendesk(body string) *httptest.ResponseRecorder {
	r.Helper()
	r.connect(heed.Connection{Name: "zd", Provider: "zendesk"}, signingSecret)
	stamp := r.now.Format(time.RFC3339)
	return r.hook("/v1/hooks/zd", body, map[string]string{
		"X-Zendesk-Webhook-Signature-Timestamp": stamp,
		"X-Zendesk-Webhook-Signature":           macOf(stamp + body), "X-Zendesk-Webhook-Invocation-Id": "inv-1",
	})
}

// typeform posts a body as Typeform would.
func (r *rig) typeform(body string) *httptest.ResponseRecorder {
	r.Helper()
	r.connect(heed.Connection{Name: "tf", Provider: "typeform"}, signingSecret)
	return r.hook("/v1/hooks/tf", body, map[string]string{"Typeform-Signature": "sha256=" + macOf(body)})
}
