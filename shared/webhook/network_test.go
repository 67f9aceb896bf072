package webhook

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestParseNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "[]",
		"10.1.0.0/16":                 "[10.1.0.0/16]",
		"10.1.2.3/16, fd12:3456::/32": "[10.1.0.0/16 fd12:3456::/32]",
		"192.168.1.7,fd00::1":         "[192.168.1.7/32 fd00::1/128]",
		"::ffff:10.0.0.1":             "[10.0.0.1/32]",
		"10.0.0.0/8":                  "[10.0.0.0/8]",
	} {
		got, err := ParseNetworks(text)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"10.0.0.0/7", "0.0.0.0/0", "::/0", "fc00::/7", "10.1.0.0/33", "example.com", "fe80::1%eth0", "::ffff:10.0.0.0/104", "10.1.0.0/16;10.2.0.0/16"} {
		if got, err := ParseNetworks(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestATrustedNetworkOpensNoMoreThanItself even when it spans this machine or metadata.
func TestATrustedNetworkOpensNoMoreThanItself(t *testing.T) {
	allow, err := ParseNetworks("127.0.0.0/8,169.254.0.0/16,10.0.0.0/8,fd00::/16")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"10.1.2.3": true, "fd00:1::1": true, "127.0.0.1": false, "169.254.169.254": false, "11.0.0.1": false, "fd00:ec2::254": false, "::ffff:127.0.0.1": false,
	} {
		if got := Trusted(netip.MustParseAddr(text), allow); got != want {
			t.Errorf("%s: trusted %v", text, got)
		}
	}
}
