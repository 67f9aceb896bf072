package webhook

import (
	"fmt"
	"net/textproto"
	"slices"
	"strings"
)

// The bounds of the headers an operator adds to every request of an endpoint.
const (
	MaxHeaders     = 10
	maxHeaderName  = 64
	maxHeaderValue = 1024
)

// reserved are headers nobody but the sender sets: those that frame a message or
// belong to one connection, those that say who it comes from and how it is
// signed, and those that metadata services want to see before they answer.
var reserved = []string{
	"Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Expect", "Host", "Keep-Alive", "Te",
	"Trailer", "Transfer-Encoding", "Upgrade", "Accept-Encoding", "Forwarded", "Via", "X-Real-Ip", "User-Agent", "Cookie",
	"Traceparent", "Tracestate", "Metadata", "Metadata-Flavor",
}

// reservedPrefixes are reserved with whatever follows.
var reservedPrefixes = []string{"Webhook-", "Proxy-", "Sec-", "X-Aws-", "X-Amz-", "X-Amzn-", "X-Forwarded-", "X-Google-Metadata-", "X-Metadata-"}

// CheckHeader says what is wrong with a header that an operator adds to the
// requests of an endpoint; nil when nothing is. The error can be shown to the
// user and repeats nothing of the value.
func CheckHeader(name, value string) error {
	if name == "" || len(name) > maxHeaderName || strings.ContainsFunc(name, notInToken) {
		return fmt.Errorf("a header's name has 1 to %d letters, digits, hyphens, underscores and full stops", maxHeaderName)
	}
	canonical := textproto.CanonicalMIMEHeaderKey(name)
	if slices.Contains(reserved, canonical) || slices.ContainsFunc(reservedPrefixes, func(p string) bool { return strings.HasPrefix(canonical, p) }) {
		return fmt.Errorf("the header %s is Heed's own, or belongs to the connection: choose another name", canonical)
	}
	if value == "" || len(value) > maxHeaderValue || strings.ContainsFunc(value, unprintable) || strings.TrimSpace(value) != value {
		return fmt.Errorf("a header's value has 1 to %d printable ASCII characters, without spaces at its ends", maxHeaderValue)
	}
	return nil
}

// notInToken is stricter than HTTP, where more characters may stand in a name
// than servers agree about.
func notInToken(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }
