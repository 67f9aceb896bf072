package webhook

import (
	"net/netip"
	"strings"
	"testing"
)

func TestCheckURL(t *testing.T) {
	const https = "must begin with https"
	for _, c := range []struct{ url, want string }{
		{"https://example.com/hook", ""},
		{"https://example.com", ""},
		{"https://example.com:443/hook?token=a%20b&c", ""},
		{"HTTPS://EXAMPLE.COM./", ""},
		{"https://xn--bcher-kva.example/", ""},
		{"https://8.8.8.8/", ""},
		{"https://[2606:4700:4700::1111]/", ""},
		{"https://0xcafe.example/", ""},
		{"https://example.com/" + strings.Repeat("a", maxURL-len("https://example.com/")), ""},

		{"https://example.com/" + strings.Repeat("a", maxURL), "2048 bytes"},
		{"", https},
		{"http://example.com/", https},
		{"file:///etc/passwd", https},
		{"file://host/etc/passwd", https},
		{"gopher://example.com/", https},
		{"ftp://example.com/", https},
		{"//example.com/", https},
		{"example.com/hook", https},
		{"https:example.com", "cannot be read"},
		{"https:///hook", "name a host"},
		{"https://:443/", "name a host"},
		{"https://%zz/", "cannot be read"},
		{"https://[::1/", "cannot be read"},

		{"https://user:pw@example.com/", "user or password"},
		{"https://good.example@127.0.0.1/", "user or password"},
		{"https://@example.com/", "user or password"},
		{"https://good.example%2f@127.0.0.1/", "user or password"},
		{"https://example.com/#top", "fragment"},
		{"https://example.com/#", "fragment"},
		{"https://good.example#@127.0.0.1/", "fragment"},
		{`https://good.example\@127.0.0.1/`, "ASCII"},
		{"https://exa\tmple.com/", "ASCII"},
		{"https://example.com/\r\nx: y", "ASCII"},
		{"https://example.com/a b", "ASCII"},
		{"https://①②⑦.⓪.⓪.①/", "ASCII"},
		{"https://127。0。0。1/", "ASCII"},
		{"https://１２７.0.0.1/", "ASCII"},
		{"https://%E2%91%A0.example/", "ASCII"},
		{"https://bücher.example/", "xn--"},

		{"https://example.com:/", "port"},
		{"https://example.com:0/", "port"},
		{"https://example.com:65536/", "port"},
		{"https://example.com:99999999999999999999/", "port"},
		{"https://example.com:80/", "port must be 443"},
		{"https://example.com:8443/", "port must be 443"},
		{"https://example.com:443:80/", "cannot be read"},
		{"https://example.com:x/", "cannot be read"},

		{"https://localhost/", "this machine"},
		{"https://LOCALHOST/", "this machine"},
		{"https://localhost./", "this machine"},
		{"https://app.localhost/", "this machine"},
		{"https://127.0.0.1/", "private"},
		{"https://127.0.0.1./", "private"},
		{"https://10.1.2.3/", "private"},
		{"https://[::]/", "private"},
		{"https://[::1]/", "private"},
		{"https://[fd00::1]/", "private"},
		{"https://[::ffff:127.0.0.1]/", "private"},
		{"https://[0:0:0:0:0:ffff:7f00:0001]/", "private"},
		{"https://[64:ff9b::7f00:1]/", "private"},
		{"https://[fd00::1%25lo]/", "zone"},
		{"https://[fe80::1%25eth0]/", "zone"},
		{"https://169.254.169.254/latest/", "metadata"},
		{"https://[::ffff:169.254.169.254]/", "metadata"},
		{"https://[::ffff:a9fe:a9fe]/", "metadata"},
		{"https://[fd00:ec2::254]/", "metadata"},
		{"https://168.63.129.16/", "metadata"},

		{"https://2130706433/", "neither a name nor an address"},
		{"https://0x7f000001/", "neither a name nor an address"},
		{"https://0X7F.1/", "neither a name nor an address"},
		{"https://0177.0.0.1/", "neither a name nor an address"},
		{"https://0300.0250.0.1/", "neither a name nor an address"},
		{"https://127.1/", "neither a name nor an address"},
		{"https://0/", "neither a name nor an address"},
		{"https://127.0.0.0x1/", "neither a name nor an address"},
		{"https://./", "name a host"},
	} {
		expect(t, c.url, CheckURL(c.url, false), c.want)
	}
}

func TestCheckURLWithPrivateEndpoints(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"http://localhost:8080/hook", ""},
		{"http://127.0.0.1:9/", ""},
		{"https://10.0.0.5/", ""},
		{"http://receiver:3000", ""},
		{"ftp://localhost/", "https"},
		{"http://169.254.169.254/", "metadata"},
		{"http://[fd00:ec2::254]/", "metadata"},
		{"http://[64:ff9b::a9fe:a9fe]/", "metadata"},
		{"http://[2002:a9fe:a9fe::]/", "metadata"},
		{"http://localhost:0/", "port"},
		{"http://user@localhost/", "user or password"},
	} {
		expect(t, c.url, CheckURL(c.url, true), c.want)
	}
}

func TestCheckURLWithTrustedNetworks(t *testing.T) {
	wide := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	for _, c := range []struct {
		url, want string
		allow     []netip.Prefix
	}{
		{"https://10.0.0.5:8443/", "", prefixes("10.0.0.0/24")},
		{"https://[::ffff:10.0.0.5]/", "", prefixes("10.0.0.0/24")},
		{"https://hooks.corp.example:8443/", "", prefixes("10.0.0.0/24")},
		{"https://10.0.1.5/", "private", prefixes("10.0.0.0/24")},
		{"http://10.0.0.5/", "https", prefixes("10.0.0.0/24")},
		{"https://127.0.0.1/", "private", wide},
		{"https://0.0.0.0/", "private", wide},
		{"https://[::]/", "private", wide},
		{"https://[::1]/", "private", wide},
		{"https://[64:ff9b::7f00:1]/", "private", wide},
		{"https://169.254.170.2/", "metadata", wide},
	} {
		expect(t, c.url, CheckURL(c.url, false, c.allow...), c.want)
	}
}

func expect(t *testing.T, url string, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("%.80s: %v", url, err)
	case want != "" && err == nil:
		t.Errorf("%.80s passed, want %q", url, want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("%.80s: %v, want %q", url, err, want)
	}
}

// A URL may be a secret itself, so no error repeats a part of it.
func FuzzCheckURL(f *testing.F) {
	for _, seed := range []string{"https://example.com/hook", "http://[::1%25lo]:80/", "https://a:b:c@d/#", "https://%41/", "https://0x7f.1:443/"} {
		f.Add(seed+"/zqx-hidden", true)
		f.Add(seed+"/zqx-hidden", false)
	}
	f.Fuzz(func(t *testing.T, raw string, allowPrivate bool) {
		if err := CheckURL(raw, allowPrivate); err != nil && strings.Contains(err.Error(), "zqx") {
			t.Errorf("%v", err)
		}
		if CheckURL(raw, false) == nil && CheckURL(raw, true) != nil {
			t.Errorf("%q passes only the stricter check", raw)
		}
	})
}
