package webhook

import (
	"strings"
	"testing"
)

func TestHeadersAnOperatorMayAdd(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"X-Api-Key", "s3cret"},
		{"Authorization", "Bearer abc.def"},
		{"x-tenant_id", "a b"},
		{"Api.Version", "~"},
		{strings.Repeat("a", maxHeaderName), strings.Repeat("v", maxHeaderValue)},
	} {
		if err := CheckHeader(c.name, c.value); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestHeadersAnOperatorMayNotAdd(t *testing.T) {
	for _, name := range []string{
		"Host", "host", "HOST", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade",
		"Proxy-Authorization", "Proxy-Connection", "Expect", "Content-Type", "Content-Encoding", "Accept-Encoding",
		"webhook-id", "Webhook-Timestamp", "webhook-signature", "webhook-anything", "User-Agent", "traceparent",
		"X-Aws-Ec2-Metadata-Token", "x-aws-parameters-secrets-token", "X-Amz-Security-Token", "Metadata", "Metadata-Flavor",
		"X-Forwarded-For", "Forwarded", "X-Real-IP", "Cookie",
		"", " ", "X Y", "X:Y", "X\r\nY", "X\x00", "Ünï", strings.Repeat("a", maxHeaderName+1),
	} {
		if CheckHeader(name, "v") == nil {
			t.Errorf("%q is let through", name)
		}
	}
	for _, value := range []string{"", " v", "v ", "a\r\nHost: evil", "a\nb", "a\rb", "a\x00b", "a\tb", "\x7f", "ü", strings.Repeat("v", maxHeaderValue+1)} {
		if err := CheckHeader("X-Key", value); err == nil || len(value) > 2 && strings.Contains(err.Error(), value) {
			t.Errorf("%q: %v", value, err)
		}
	}
}
