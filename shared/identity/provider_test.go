package identity

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/heed-cs/heed/shared/heed"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func provider(t *testing.T, change func(*Settings)) *Provider {
	t.Helper()
	s := Settings{Issuer: "https://login.example.com/t", ClientID: "heed", Claim: "groups", Scopes: "ops=admin cs=read+personal", Name: "sub"}
	if change != nil {
		change(&s)
	}
	p, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// token are claims as the gateway hands them over.
func token(changes ...string) Claims {
	c := Claims{
		"iss": "https://login.example.com/t", "aud": "heed", "sub": "u-17", "nonce": "n", "exp": "1795180200",
		"groups": "[staff cs]", "name": "Kim Example", "email": "kim@example.com",
	}
	for i := 0; i < len(changes); i += 2 {
		c[changes[i]] = changes[i+1]
	}
	return c
}

func TestWhatATokenAllows(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Settings)
		claims Claims
		scopes []heed.Scope
		called string
	}{
		"a group of several":    {nil, token(), []heed.Scope{heed.ScopePersonal, heed.ScopeRead}, "u-17"},
		"two groups":            {nil, token("groups", "[ops cs]"), []heed.Scope{heed.ScopeAdmin, heed.ScopePersonal, heed.ScopeRead}, "u-17"},
		"one that is no list":   {nil, token("groups", "ops"), []heed.Scope{heed.ScopeAdmin}, "u-17"},
		"commas":                {nil, token("groups", "staff,ops"), []heed.Scope{heed.ScopeAdmin}, "u-17"},
		"several audiences":     {nil, token("aud", "[other heed]"), []heed.Scope{heed.ScopePersonal, heed.ScopeRead}, "u-17"},
		"a large number":        {nil, token("exp", "1.7951802e+09"), []heed.Scope{heed.ScopePersonal, heed.ScopeRead}, "u-17"},
		"a claim with scopes":   {func(s *Settings) { s.Claim, s.Scopes = "heed_scopes", "" }, token("heed_scopes", "[read write sudo]"), []heed.Scope{heed.ScopeRead, heed.ScopeWrite}, "u-17"},
		"a name":                {func(s *Settings) { s.Name = "name" }, token(), []heed.Scope{heed.ScopePersonal, heed.ScopeRead}, "Kim Example"},
		"a name that is absent": {func(s *Settings) { s.Name = "nickname" }, token(), []heed.Scope{heed.ScopePersonal, heed.ScopeRead}, "oidc_"},
	} {
		key, err := provider(t, c.change).Key(c.claims, "n", noon)
		if err != nil || !slices.Equal(key.Scopes, c.scopes) || !strings.HasPrefix(key.Name, c.called) {
			t.Errorf("%s: %v, %v", name, key, err)
		}
		if !strings.HasPrefix(key.ID, "oidc_") || strings.Contains(key.ID, "u-17") || !key.ExpiresAt.After(noon) || key.Hash != "" {
			t.Errorf("%s: the key is %+v", name, key)
		}
	}
}

func TestWhatIsNotBelieved(t *testing.T) {
	for name, c := range map[string]struct {
		claims Claims
		nonce  string
		code   heed.Code
	}{
		"nothing":           {nil, "n", heed.Unauthorized},
		"another issuer":    {token("iss", "https://login.example.com/u"), "n", heed.Unauthorized},
		"another client":    {token("aud", "other"), "n", heed.Unauthorized},
		"another attempt":   {token(), "m", heed.Unauthorized},
		"no attempt":        {token("nonce", ""), "", heed.Unauthorized},
		"nobody":            {token("sub", ""), "n", heed.Unauthorized},
		"one that is over":  {token("exp", "1795173600"), "n", heed.Unauthorized},
		"one without end":   {token("exp", ""), "n", heed.Unauthorized},
		"a strange end":     {token("exp", "NaN"), "n", heed.Unauthorized},
		"a stranger":        {token("groups", "[]"), "n", heed.Forbidden},
		"a part of a group": {token("groups", "[cs2 xops]"), "n", heed.Forbidden},
		"a scope for group": {token("groups", "[admin read]"), "n", heed.Forbidden},
	} {
		key, err := provider(t, nil).Key(c.claims, c.nonce, noon)
		if refusal := heed.ProblemOf(err); refusal == nil || refusal.Code != c.code || len(key.Scopes) > 0 {
			t.Errorf("%s: %v, %v", name, key, err)
		}
	}
}

func TestSettingsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Settings)
		says   string
	}{
		"no issuer":        {func(s *Settings) { s.Issuer = "" }, "OidcIssuer"},
		"no pair":          {func(s *Settings) { s.Scopes = "ops" }, "pairs"},
		"no group":         {func(s *Settings) { s.Scopes = "=admin" }, "pairs"},
		"an unknown scope": {func(s *Settings) { s.Scopes = "ops=root" }, "root"},
		"an e-mail":        {func(s *Settings) { s.Name = "email" }, "personal"},
	} {
		s := Settings{Issuer: "https://login.example.com", ClientID: "heed", Claim: "groups", Scopes: "ops=admin", Name: "sub"}
		c.change(&s)
		if _, err := New(s); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p, err := New(Settings{Issuer: "https://login.example.com"}); p != nil || err != nil {
		t.Errorf("without a client: %v, %v", p, err)
	}
}

func TestClaimsAreReadWhateverTheyAre(t *testing.T) {
	var c Claims
	if err := json.Unmarshal([]byte(`{"sub":"u","n":7,"yes":true,"list":["a","b"]}`), &c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Claims{"sub": "u", "n": "7", "yes": "true", "list": `["a","b"]`}, c); diff != "" {
		t.Error(diff)
	}
	if got := c.words("list"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("the words are %v", got)
	}
	if got := Of(With(t.Context(), c)); !maps.Equal(got, c) || Of(t.Context()) != nil {
		t.Errorf("handed over are %v", got)
	}
}

func TestTheProviderSaysWhereItIs(t *testing.T) {
	var answer string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/t/.well-known/openid-configuration" {
			t.Errorf("asked for %s", r.URL)
		}
		_, _ = w.Write([]byte(strings.ReplaceAll(answer, "{issuer}", "https://"+r.Host+"/t")))
	}))
	t.Cleanup(server.Close)
	p := &Provider{Issuer: server.URL + "/t", Client: server.Client()}
	answer = `{"issuer":"{issuer}","authorization_endpoint":"https://a.example/authorize","token_endpoint":"https://b.example:8443/token"}`
	places, err := p.Places(t.Context())
	if err != nil || places.Authorize != "https://a.example/authorize" || places.Origin() != "https://b.example:8443" {
		t.Errorf("the places are %v, %v", places, err)
	}
	for _, answer = range []string{
		"", `{"issuer":"https://evil.example"}`, `{"issuer":"{issuer}","authorization_endpoint":"https://a.example","token_endpoint":"http://b.example"}`,
		`{"issuer":"{issuer}","authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://b.example"}`,
		`{"issuer":"{issuer}","authorization_endpoint":"https://a.example","token_endpoint":"https://b.example;script-src"}`,
	} {
		if places, err := p.Places(t.Context()); err == nil {
			t.Errorf("%s is taken for %v", answer, places)
		}
	}
}
