package webhook_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/heed-cs/heed/shared/webhook"
)

func ExampleVerify() {
	// The secret was shown once, when the endpoint was created.
	secret, err := webhook.ParseSecret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	if err != nil {
		fmt.Println(err)
		return
	}
	header := http.Header{
		"Webhook-Id":        {"msg_nl"},
		"Webhook-Timestamp": {"1767225600"},
		"Webhook-Signature": {"v1,AwAPWcio4tY83ZIBMFxc2bfQmp5Kr6iNO9mJQLc3ze0="},
	}
	received := time.Unix(1767225601, 0) // time.Now() in a real receiver

	fmt.Println(webhook.Verify([]webhook.Secret{secret}, header, []byte(`{"a":1}`), received))
	fmt.Println(webhook.Verify([]webhook.Secret{secret}, header, []byte(`{"a":1}`), received.Add(time.Hour)))
	// Output:
	// <nil>
	// webhook: timestamp too old; check the clocks
}
