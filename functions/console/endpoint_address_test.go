package console

import (
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
)

// lines reads one of the lists that creation and dialling are both held to.
func lines(t *testing.T, name string) []string {
	t.Helper()
	raw, err := os.ReadFile("../../shared/webhook/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

// urlTo is the URL of an address, in its usual spelling.
func urlTo(address string) string {
	if netip.MustParseAddr(address).Is6() {
		return "https://[" + address + "]/hook"
	}
	return "https://" + address + "/hook"
}

func TestNoEndpointLeadsToASpecialAddress(t *testing.T) {
	b := newBench(t)
	special := lines(t, "special.txt")
	if len(special) != 56 {
		t.Errorf("%d addresses are listed", len(special))
	}
	for _, address := range special {
		b.refuses(urlTo(address))
	}
	for _, address := range lines(t, "public.txt") {
		b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"`+urlTo(address)+`"}`)
	}
}

func TestNoEndpointLeadsAstrayByItsSpelling(t *testing.T) {
	b := newBench(t)
	for _, trick := range append(lines(t, "tricks.txt"), "https://example.com/\thook", "https://example.com/\r\nX: y", "https://example.com/\x00", "") {
		b.refuses(trick)
	}
}

// refuses holds that no endpoint can be made with a URL, and that the refusal does
// not repeat it.
func (b *bench) refuses(url string) {
	b.t.Helper()
	quoted := strconv.QuoteToASCII(url)
	quoted = strings.ReplaceAll(quoted, `\x00`, `\u0000`)
	a := b.call("POST", "/v1/endpoints", `{"url":`+quoted+`}`)
	if a.status != http.StatusUnprocessableEntity || a.at("errors", 0, "pointer") != "/url" {
		b.t.Errorf("%q is answered %d %s", url, a.status, a.raw)
	}
	if len(url) > 20 && strings.Contains(a.raw, url) {
		b.t.Errorf("the refusal of %q repeats it: %s", url, a.raw)
	}
}

// TestTrustedNetworks holds that what the operator names is let through, and no more.
func TestTrustedNetworks(t *testing.T) {
	b := newBench(t)
	b.console.opt.Allow = []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	b.want(http.StatusCreated, "POST", "/v1/endpoints", `{"url":"https://10.1.2.3:8443/hook"}`)
	for _, address := range []string{"10.2.0.1", "127.0.0.1", "169.254.169.254"} {
		b.refuses(urlTo(address))
	}
}
