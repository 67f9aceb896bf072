package lambda

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const issuer = "https://login.example.com"

// TestTheGatewaysClaimsSignIn hands the deployed console what the gateway makes of a
// token it has verified, and the same without: only the first begins a session.
func TestTheGatewaysClaimsSignIn(t *testing.T) {
	h := deployed(t, io.Discard, func(o *Options) {
		o.Parameters = map[string]string{"OidcIssuer": issuer, "OidcClientId": "heed", "OidcScopes": "cs=read"}
	})
	console := h.functions[slices.IndexFunc(h.functions, func(f *function) bool { return f.ID == "Console" })]
	if !slices.Contains(console.Routes, "POST /ui/session/oidc") {
		t.Fatalf("the routes are %v", console.Routes)
	}
	sum := sha256.Sum256([]byte("heed nonce v1 seed"))
	claims := map[string]string{
		"iss": issuer, "aud": "heed", "sub": "u-17", "groups": "[staff cs]", "nonce": base64.RawURLEncoding.EncodeToString(sum[:]),
		"exp": fmt.Sprint(time.Now().Add(time.Hour).Unix()),
	}
	if out := console.signIn(t, nil); out.StatusCode != http.StatusUnauthorized || len(out.Cookies) > 0 {
		t.Errorf("without claims it answers %+v", out)
	}
	out := console.signIn(t, claims)
	if out.StatusCode != http.StatusOK || len(out.Cookies) == 0 {
		t.Fatalf("with claims it answers %+v", out)
	}
	session, _, _ := strings.Cut(out.Cookies[0], ";")
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Cookie", session)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/ui/session/end") {
		t.Errorf("the session opens %d", w.Code)
	}
}

// signIn invokes the console as the gateway does once it has verified a token with
// these claims; without any, as from a route without an authorizer.
func (f *function) signIn(t *testing.T, claims map[string]string) (out response) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://heed.example/ui/session/oidc", nil)
	r.Header.Set("Authorization", "Bearer e30.e30.e30")
	r.Header.Set("Cookie", "__Host-heed_session_oidc=seed")
	payload, err := json.Marshal(requestOf(r, "POST /ui/session/oidc", nil))
	if err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(payload, &event); err != nil {
		t.Fatal(err)
	}
	if claims != nil {
		event["requestContext"].(map[string]any)["authorizer"] = map[string]any{"jwt": map[string]any{"claims": claims, "scopes": nil}}
	}
	if payload, err = json.Marshal(event); err != nil {
		t.Fatal(err)
	}
	answer, err := f.invoke(payload)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
