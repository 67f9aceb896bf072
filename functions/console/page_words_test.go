package console

import (
	"regexp"
	"testing"
)

// The page says what goes together, and never that one thing causes another.
func TestThePageClaimsNoCause(t *testing.T) {
	cause := regexp.MustCompile(`(?i)\b(because|due to|caused|leads to|weil|wegen|aufgrund|führt zu|verursacht)\b`)
	for name, said := range words() {
		if cause.MatchString(said.EN + " / " + said.DE) {
			t.Errorf("%s says %q / %q", name, said.EN, said.DE)
		}
	}
}
