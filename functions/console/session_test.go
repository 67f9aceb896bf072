package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
)

func TestStrangersAreAskedToSignIn(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	for path, next := range map[string]string{"/": "/", "/ui/accounts/northwind": "/ui/accounts/northwind"} {
		answer, body := visitor.load(http.MethodGet, path, nil)
		if want := "/ui/session?next=" + url.QueryEscape(next); answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != want {
			t.Errorf("GET %s leads with %d to %q, want 303 to %q", path, answer.StatusCode, answer.Header.Get("Location"), want)
		}
		mustLack(t, body, "Northwind")
	}
	answer, _ := visitor.load(http.MethodGet, "/", nil, "Sec-Fetch-Site", "cross-site")
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Refresh") != "0" {
		t.Errorf("a link from elsewhere answers %d, want a page that loads itself again", answer.StatusCode)
	}
}

func TestSigningInAndOut(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	answer, _ := visitor.load(http.MethodPost, "/ui/session", url.Values{"key": {" " + b.key + "\n"}, "next": {"/ui/accounts/northwind"}})
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/ui/accounts/northwind" {
		t.Fatalf("signing in leads with %d to %q", answer.StatusCode, answer.Header.Get("Location"))
	}
	cookie := visitor.cookies["__Host-heed_session"]
	if cookie == nil || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" {
		t.Fatalf("the cookie is %v", cookie)
	}
	if strings.Contains(cookie.Value, b.key) {
		t.Error("the cookie holds the key")
	}
	page := visitor.page("/")
	if answer, _ := visitor.load(http.MethodPost, "/ui/session/end", nil); answer.StatusCode != http.StatusForbidden {
		t.Errorf("signing out without a token answers %d, want 403", answer.StatusCode)
	}
	if answer, _ := visitor.load(http.MethodPost, "/ui/session/end", url.Values{"token": {formToken(t, page)}}); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("signing out answers %d, want 303", answer.StatusCode)
	}
	if visitor.cookies["__Host-heed_session"].MaxAge >= 0 {
		t.Error("signing out leaves the cookie")
	}
}

func TestSigningInIsRefused(t *testing.T) {
	b := newBench(t)
	ingest := b.as(heed.ScopeIngest).key
	for _, c := range []struct {
		name, key, site string
		says            string
	}{
		{"an unknown key", "heed_unknown", "same-origin", "not known here"},
		{"no key", "", "same-origin", "not known here"},
		{"a key that may not read", ingest, "same-origin", "may not read"},
		{"a form of another site", b.key, "cross-site", "not allowed from here"},
	} {
		visitor := elsewhere(t, b.console)
		answer, body := visitor.load(http.MethodPost, "/ui/session", url.Values{"key": {c.key}}, "Sec-Fetch-Site", c.site)
		if answer.StatusCode != http.StatusForbidden || !strings.Contains(body, c.says) || len(visitor.cookies) > 0 {
			t.Errorf("%s: %d with %d cookies, want 403 and none", c.name, answer.StatusCode, len(visitor.cookies))
		}
	}
}

func TestNextStaysHere(t *testing.T) {
	for given, want := range map[string]string{
		"": "/", "/": "/", "/ui/accounts/acme": "/ui/accounts/acme", "/ui/accounts/acme/cases/case_x": "/ui/accounts/acme/cases/case_x", "//evil.example": "/",
		"/ui/deliveries/crm/20261120T093000000Z.evt_a": "/ui/deliveries/crm/20261120T093000000Z.evt_a", "/ui/deliveries/crm/../x": "/", "/ui/": "/",
		"https://evil.example/": "/", "/ui/accounts/../../x": "/", `/\evil.example`: "/", "/ui/accounts//evil.example": "/",
	} {
		if got := safeNext(given); got != want {
			t.Errorf("after signing in %q leads to %q, want %q", given, got, want)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	visitor.signIn(b.as(heed.ScopeRead).key)
	visitor.page("/")
	b.write(records.DeleteKey(heed.HashKey(b.as(heed.ScopeRead).key)))
	if answer, _ := visitor.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("with a deleted key the page answers %d, want 303", answer.StatusCode)
	}
	visitor.cookies["__Host-heed_session"].Value += "x"
	if answer, _ := visitor.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("with a forged cookie the page answers %d, want 303", answer.StatusCode)
	}
}

func TestSessionsLastTwelveHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		visitor := elsewhere(t, b.console)
		visitor.signIn(b.key)
		time.Sleep(sessionLife - time.Second)
		visitor.page("/")
		time.Sleep(time.Second)
		if answer, _ := visitor.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("after twelve hours the page answers %d, want 303", answer.StatusCode)
		}
	})
}

func TestOnlyTheLaptopIsSignedInByItself(t *testing.T) {
	b, home := shown(t)
	for _, c := range []struct {
		name, from, host, proxy string
		in                      bool
	}{
		{"the laptop", "127.0.0.1:1", "127.0.0.1:8080", "", true},
		{"the laptop by name", "[::1]:1", "localhost:8080", "", true},
		{"another machine", "192.0.2.7:1", "127.0.0.1:8080", "", false},
		{"a name that points here", "127.0.0.1:1", "evil.example:8080", "", false},
		{"a proxy", "127.0.0.1:1", "127.0.0.1:8080", "192.0.2.7", false},
	} {
		visitor := atHome(t, home.c)
		visitor.from, visitor.host = c.from, c.host
		answer, _ := visitor.load(http.MethodGet, "/", nil, "X-Forwarded-For", c.proxy)
		if got := answer.StatusCode == http.StatusOK; got != c.in {
			t.Errorf("%s is let in: %t, want %t", c.name, got, c.in)
		}
	}
	outside := atHome(t, b.console)
	if answer, _ := outside.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("without the demonstration the laptop is let in")
	}
	home.page("/")
	home.from, home.host = "192.0.2.7:1", "192.0.2.1:8080"
	if answer, _ := home.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the laptop's cookie opens the page elsewhere")
	}
}

func TestSigningInIsSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		visitor := elsewhere(t, b.console)
		try := func() int {
			answer, _ := visitor.load(http.MethodPost, "/ui/session", url.Values{"key": {"heed_guess"}})
			return answer.StatusCode
		}
		for range maxAttempts {
			if got := try(); got != http.StatusForbidden {
				t.Fatalf("a wrong key answers %d, want 403", got)
			}
		}
		if got := try(); got != http.StatusTooManyRequests {
			t.Errorf("one attempt more answers %d, want 429", got)
		}
		other := elsewhere(t, b.console)
		other.from = "198.51.100.1:9"
		other.signIn(b.key)
		time.Sleep(time.Minute)
		if got := try(); got != http.StatusForbidden {
			t.Errorf("a minute later it answers %d, want 403", got)
		}
	})
}

func TestAttemptsCountNetworks(t *testing.T) {
	var a perMinute
	now := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	allow := func(remote string) bool { return a.count(network(remote), now) <= maxAttempts }
	for i := range maxAttempts {
		if !allow(fmt.Sprintf("[2001:db8::%x]:443", i+1)) {
			t.Fatalf("attempt %d is refused", i+1)
		}
	}
	if allow("[2001:db8::ffff]:443") {
		t.Error("another address of the same network may go on")
	}
	if !allow("[2001:db8:0:1::1]:443") || !allow("not an address") {
		t.Error("others are refused")
	}
	for i := range maxCounted {
		allow(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255))
	}
	if len(a.times) > maxCounted {
		t.Errorf("%d addresses are remembered", len(a.times))
	}
}
