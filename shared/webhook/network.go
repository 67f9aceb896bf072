package webhook

import (
	"fmt"
	"net/netip"
	"strings"
)

// The widest network an operator can trust, in bits of its prefix: who writes
// 0.0.0.0/0 means something else.
const (
	widest4 = 8
	widest6 = 16
)

// ParseNetworks reads an operator's trusted private networks: prefixes such as
// 10.1.0.0/16 or fd12:3456::/32, or single addresses, with commas between. Text
// without any is none. Trusting a network opens neither this machine nor metadata
// services (Trusted).
func ParseNetworks(text string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := parseNetwork(part)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Addr().Is4In6() {
		return p, fmt.Errorf("%q is no network: write it like 10.1.0.0/16", text)
	}
	if p.Addr().Is4() && p.Bits() < widest4 || p.Addr().Is6() && p.Bits() < widest6 {
		return p, fmt.Errorf("the network %q is too wide to be trusted: name those of your tools, none wider than /%d, or /%d for IPv6", text, widest4, widest6)
	}
	return p.Masked(), nil
}
