package webhook

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

func TestMetadata(t *testing.T) {
	for _, addr := range []string{
		"169.254.0.0", "169.254.169.254", "169.254.170.2", "169.254.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192",
		"fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fe80::1", "fe80::a9fe:a9fe%eth0", "febf::1",
		"::ffff:169.254.169.254", "::169.254.169.254", "::ffff:0:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1",
	} {
		if !Metadata(netip.MustParseAddr(addr)) || Public(netip.MustParseAddr(addr)) {
			t.Errorf("%s is open", addr)
		}
	}
	for _, addr := range []string{"169.253.255.255", "169.255.0.0", "168.63.129.15", "168.63.129.17", "10.0.0.1", "127.0.0.1", "::1", "::", "fd00:ec1::1", "fec0::1"} {
		if Metadata(netip.MustParseAddr(addr)) {
			t.Errorf("%s is no metadata address", addr)
		}
	}
}

func TestNeitherZoneNorMappingChangesTheJudgement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		four := netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "four")))
		mapped := netip.AddrFrom16(four.As16())
		if Public(four) != Public(mapped) || Metadata(four) != Metadata(mapped) {
			t.Errorf("%v and %v differ", four, mapped)
		}
		six := netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "six")))
		if Public(six) != Public(six.WithZone("lo")) || Metadata(six) != Metadata(six.WithZone("lo")) {
			t.Errorf("%v differs with a zone", six)
		}
		if Public(six) && Metadata(six) {
			t.Errorf("%v is both", six)
		}
	})
	var zero netip.Addr
	if Public(zero) || Metadata(zero) || Trusted(zero, prefixes("0.0.0.0/0", "::/0")) {
		t.Error("the zero address is something")
	}
}
