package console

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/identity"
)

// withProvider is the bench's console where people sign in with an identity provider.
func (b *bench) withProvider() *Console {
	b.t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"issuer":"https://%s","authorization_endpoint":"https://login.example.com/authorize","token_endpoint":"https://tokens.example.com/token"}`, r.Host)
	}))
	b.t.Cleanup(server.Close)
	return b.knowing(server.URL, server.Client())
}

// knowing is one that knows an issuer.
func (b *bench) knowing(issuer string, client *http.Client) *Console {
	b.t.Helper()
	p, err := identity.New(identity.Settings{Issuer: issuer, ClientID: "heed", Claim: "groups", Scopes: "ops=admin cs=read", Name: "name"})
	if err != nil {
		b.t.Fatal(err)
	}
	p.Client = client
	c, o := b.console, b.console.opt
	o.SignIn = p
	return New(c.log, c.rec, c.keys, c.box, c.signals, c.touches, c.deliver, o)
}

var dataNonce = regexp.MustCompile(`data-nonce="([^"]*)"`)

// begins opens the page that leads to the provider, and gives the nonce it is asked with.
func (b *browser) begins() string {
	b.t.Helper()
	return dataNonce.FindStringSubmatch(b.page(oidcPath + "?next=/ui/accounts"))[1]
}

// shown is the browser once the gateway has verified a token of the nonce.
func (b *browser) proves(nonce, groups string, life time.Duration) (*http.Response, string) {
	b.t.Helper()
	b.claims = identity.Claims{
		"iss": b.c.opt.SignIn.Issuer, "aud": "heed", "sub": "u-17", "name": "Kim Example", "nonce": nonce,
		"groups": groups, "exp": fmt.Sprint(time.Now().Add(life).Unix()),
	}
	answer, body := b.load(http.MethodPost, oidcPath, url.Values{"next": {"/ui/accounts"}})
	b.claims = nil
	return answer, body
}

func TestSigningInWithAProvider(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.withProvider())
	mustHold(t, visitor.page("/ui/session"), `href="/ui/session/oidc?next=%2f"`, "Sign in with your organisation")
	answer, page := visitor.load(http.MethodGet, oidcPath+"?next=/ui/accounts", nil)
	mustHold(t, page, `data-authorize="https://login.example.com/authorize"`, `data-redirect="https://heed.example.com/ui/session/oidc"`, `data-next="/ui/accounts"`, "signin.js")
	mustHold(t, answer.Header.Get("Content-Security-Policy"), "connect-src 'self' https://tokens.example.com;", "script-src 'self';")
	answer, body := visitor.proves(dataNonce.FindStringSubmatch(page)[1], "[staff ops]", time.Hour)
	if answer.StatusCode != http.StatusOK || body != `{"next":"/ui/accounts"}`+"\n" {
		t.Fatalf("signing in answers %d %s", answer.StatusCode, body)
	}
	c := visitor.cookies["__Host-heed_session"]
	if c == nil || !c.HttpOnly || !c.Secure || c.MaxAge > 3600 {
		t.Fatalf("the cookie is %v", c)
	}
	if raw, _ := base64.RawURLEncoding.DecodeString(c.Value); strings.Contains(c.Value+string(raw), "Example") {
		t.Errorf("the cookie names whom it is of: %s", c.Value)
	}
	mustHold(t, visitor.page("/"), "Northwind")
	if answer, _ := visitor.send("/", "/ui/session/end", url.Values{}); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("signing out answers %d", answer.StatusCode)
	}
}

// What a person changes on a page stands in the audit log under who they are.
func TestTheAuditLogNamesThePerson(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.withProvider())
	visitor.proves(visitor.begins(), "ops", time.Hour)
	due := string(heed.DayOf(time.Now()).Add(9))
	answer, body := visitor.send("/ui/accounts/northwind", "/ui/accounts/northwind/cases", url.Values{"reason": {"Talk to them"}, "due": {due}, "once": {"o1"}})
	if answer.StatusCode >= 400 {
		t.Fatalf("the form answers %d: %s", answer.StatusCode, body)
	}
	a := b.get("/v1/audit?limit=1")
	if a.at("items", 0, "key", "name") != "Kim Example" || !strings.HasPrefix(fmt.Sprint(a.at("items", 0, "key", "id")), "oidc_") {
		t.Errorf("the log says %s", a.raw)
	}
}

func TestAProviderIsNotBelieved(t *testing.T) {
	b := newBench(t).seeded()
	c := b.withProvider()
	for name, try := range map[string]struct {
		do     func(*browser) (*http.Response, string)
		status int
	}{
		"a token of another attempt": {func(v *browser) (*http.Response, string) {
			v.begins()
			return v.proves("stolen", "ops", time.Hour)
		}, http.StatusUnauthorized},
		"another browser's token": {func(v *browser) (*http.Response, string) {
			nonce := elsewhere(t, c).begins()
			v.begins()
			return v.proves(nonce, "ops", time.Hour)
		}, http.StatusUnauthorized},
		"no attempt at all": {func(v *browser) (*http.Response, string) { return v.proves("", "ops", time.Hour) }, http.StatusUnauthorized},
		"a stranger":        {func(v *browser) (*http.Response, string) { return v.proves(v.begins(), "staff", time.Hour) }, http.StatusForbidden},
		"claims in headers": {func(v *browser) (*http.Response, string) {
			v.begins()
			return v.load(http.MethodPost, oidcPath, nil, "Authorization", "Bearer eyJ0", "X-Amzn-Oidc-Data", "eyJ0", "X-Identity-Token", "eyJ0")
		}, http.StatusUnauthorized},
		"another site": {func(v *browser) (*http.Response, string) {
			v.begins()
			return v.load(http.MethodPost, oidcPath, nil, "Sec-Fetch-Site", "cross-site")
		}, http.StatusForbidden},
	} {
		visitor := elsewhere(t, c)
		if answer, body := try.do(visitor); answer.StatusCode != try.status || visitor.cookies["__Host-heed_session"] != nil {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
	}
}

// Without a provider there is nothing to sign in with: on a laptop nobody verifies tokens.
func TestNobodySignsInWithAProviderThatIsNotThere(t *testing.T) {
	b := newBench(t).seeded()
	visitor := elsewhere(t, b.console)
	mustLack(t, visitor.page("/ui/session"), "oidc")
	if answer, _ := visitor.load(http.MethodGet, oidcPath, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("the page answers %d", answer.StatusCode)
	}
	visitor.claims = identity.Claims{"iss": "", "sub": "u-17", "groups": "ops"}
	if answer, _ := visitor.load(http.MethodPost, oidcPath, nil); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a token answers %d", answer.StatusCode)
	}
	known := b.withProvider()
	person := elsewhere(t, known)
	person.proves(person.begins(), "ops", time.Hour)
	person.c = b.console // it was switched off
	if answer, _ := person.load(http.MethodGet, "/", nil); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("a session of before answers %d", answer.StatusCode)
	}
}

func TestSessionsOfPeopleEndWithTheirToken(t *testing.T) {
	b := newBench(t).seeded()
	c := b.withProvider()
	places := elsewhere(t, c).begins() // while the provider can be asked
	if places == "" {
		t.Fatal("no nonce")
	}
	for _, life := range []time.Duration{time.Hour, 100 * time.Hour} {
		visitor := elsewhere(t, c)
		visitor.proves(visitor.begins(), "cs", life)
		want := min(life, sessionLife)
		if got := time.Duration(visitor.cookies["__Host-heed_session"].MaxAge) * time.Second; got > want || got < want-time.Minute {
			t.Errorf("a token of %s makes a session of %s", life, got)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		s := newPersonSession(heed.Key{ExpiresAt: now.Add(time.Hour)}, now)
		if !s.Expires.Equal(now.Add(time.Hour)) || s.ID == "" {
			t.Errorf("the session is %+v", s)
		}
	})
}

// A provider that cannot be asked is no reason to fail in silence.
func TestAProviderThatIsAway(t *testing.T) {
	b := newBench(t)
	c := b.knowing("https://127.0.0.1:1", http.DefaultClient)
	if answer, body := elsewhere(t, c).load(http.MethodGet, oidcPath, nil); answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Errorf("the page answers %d %s", answer.StatusCode, body)
	}
}
