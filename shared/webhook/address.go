package webhook

import "net/netip"

// metadata is where machines learn their credentials. It stays closed even to
// operators who open everything else.
var metadata = prefixes(
	"169.254.0.0/16",     // link-local: instance metadata, container credentials, X-Ray
	"100.100.100.200/32", // Alibaba Cloud
	"168.63.129.16/32",   // Azure
	"192.0.0.192/32",     // Oracle Cloud
	"fe80::/10",          // link-local
	"fd00:ec2::/32",      // AWS
	"fd20:ce::/32",       // Google Cloud
)

// special is what is not the public internet, by IANA's special-purpose
// registries, beside the IPv6 space outside public6.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)

// thisMachine is what a host reaches itself by. Connecting to the unspecified
// address does that too.
var thisMachine = prefixes("127.0.0.0/8", "0.0.0.0/8", "::1/128")

// public6 is all of IPv6 that is given out for use on the internet.
var public6 = netip.MustParsePrefix("2000::/3")

// The IPv6 ranges that carry an IPv4 address, which a gateway may unwrap.
var (
	compatible = netip.MustParsePrefix("::/96")
	translated = netip.MustParsePrefix("::ffff:0:0:0/96")
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour  = netip.MustParsePrefix("2002::/16")
)

// Metadata says whether the address belongs to a cloud's metadata service or to
// a link. Nothing is ever delivered there, whatever the operator allows.
func Metadata(addr netip.Addr) bool {
	return within(plain(addr), metadata) || within(embedded(addr), metadata)
}

// Public says whether the address is one of the public internet.
func Public(addr netip.Addr) bool {
	addr = plain(addr)
	if !addr.IsValid() || Metadata(addr) || within(addr, special) {
		return false
	}
	return addr.Is4() || public6.Contains(addr)
}

// Trusted says whether the address lies in one of the operator's allowed
// networks. This machine and metadata are never trusted, however wide they are.
func Trusted(addr netip.Addr, allow []netip.Prefix) bool {
	return within(plain(addr), allow) && !Metadata(addr) && !within(embedded(addr), thisMachine)
}

// embedded returns the IPv4 address that an IPv6 one carries (mapped,
// compatible, translated, NAT64, 6to4), or the address itself without its zone.
func embedded(addr netip.Addr) netip.Addr {
	addr = plain(addr)
	if !addr.Is6() {
		return addr
	}
	b := addr.As16()
	switch {
	case sixToFour.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6]))
	case compatible.Contains(addr) && addr != netip.IPv6Loopback(),
		translated.Contains(addr), nat64.Contains(addr):
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return addr
}

// plain removes what makes a prefix test fail open: a zone and the IPv4-mapped form.
func plain(addr netip.Addr) netip.Addr { return addr.WithZone("").Unmap() }

func within(addr netip.Addr, in []netip.Prefix) bool {
	for _, p := range in {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func prefixes(texts ...string) []netip.Prefix {
	var parsed []netip.Prefix
	for _, text := range texts {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}
