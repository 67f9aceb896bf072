package webhook

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// maxURL is the longest URL of an endpoint, in bytes.
const maxURL = 2048

// CheckURL tells whoever creates an endpoint early what is wrong with its URL.
// It is a courtesy and guards nothing: names resolve to something else later,
// so the address is judged again whenever a connection is made.
//
// allowPrivate admits plain HTTP, any port and private addresses. allow are the
// operator's trusted private networks; their addresses and, since names may
// lead into them, any port are admitted. The error text can be shown to the
// user and repeats nothing of the URL, which may itself be a secret.
func CheckURL(raw string, allowPrivate bool, allow ...netip.Prefix) error {
	u, err := parseURL(raw)
	if err != nil {
		return err
	}
	if u.Scheme != "https" && !(allowPrivate && u.Scheme == "http") {
		return errors.New("the url must begin with https://")
	}
	if err := checkPort(u, allowPrivate || len(allow) > 0); err != nil {
		return err
	}
	return checkHost(u.Hostname(), allowPrivate, allow)
}

// parseURL accepts only what every parser reads the same way.
func parseURL(raw string) (*url.URL, error) {
	if len(raw) > maxURL {
		return nil, errors.New("the url must be at most 2048 bytes long")
	}
	if strings.ContainsFunc(raw, unsafe) {
		return nil, errors.New(`the url must be plain ASCII without spaces and backslashes: write %-escapes, and an international host in its xn-- form`)
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Opaque != "":
		return nil, errors.New("the url cannot be read: write it like https://example.com/hook")
	case u.User != nil:
		return nil, errors.New("the url must not contain a user or password: the signature already proves the sender")
	case strings.Contains(raw, "#"):
		return nil, errors.New("the url must not contain a fragment (#)")
	}
	return u, nil
}

func unsafe(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }

// checkPort reads the port as a number; url.Parse has seen to its being digits.
func checkPort(u *url.URL, free bool) error {
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	switch {
	case u.Port() == "" && !strings.HasSuffix(u.Host, ":"):
		return nil
	case err != nil || port == 0:
		return errors.New("the url's port must be between 1 and 65535")
	case port != 443 && !free:
		return errors.New("the url's port must be 443, or be left out")
	}
	return nil
}

func checkHost(host string, allowPrivate bool, allow []netip.Prefix) error {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if addr, err := netip.ParseAddr(host); err == nil {
		return checkAddr(addr, allowPrivate, allow)
	}
	if host == "" {
		return errors.New("the url must name a host")
	}
	if strings.ContainsFunc(host, unsafe) { // it was %-escaped
		return errors.New("the url's host must be plain ASCII: write an international host in its xn-- form")
	}
	if numeric(host) {
		return errors.New("the url's host is neither a name nor an address: write four decimal numbers, or IPv6 in brackets")
	}
	if !allowPrivate && (host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return errors.New("the url leads to this machine: name a host on the internet")
	}
	return nil
}

func checkAddr(addr netip.Addr, allowPrivate bool, allow []netip.Prefix) error {
	switch {
	case addr.Zone() != "":
		return errors.New("the url's address must not have a zone (%)")
	case Metadata(addr):
		return errors.New("the url leads to a metadata or link-local address, which is never allowed")
	case allowPrivate || Public(addr) || Trusted(addr, allow):
		return nil
	}
	return errors.New("the url leads to a private or reserved address: name a host on the internet, or ask the operator to allow its network")
}

// numeric says whether some resolvers would take the host for an IPv4 address
// (2130706433, 0x7f000001, 0177.0.0.1, 127.1): its last label is a number.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return digits(last)
}
