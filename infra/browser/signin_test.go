package browser

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	neturl "net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"github.com/heed-cs/heed/functions/console"
	"github.com/heed-cs/heed/shared/access"
	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/queue/queuetest"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store/storetest"
)

// provider is an identity provider that knows one person.
type provider struct {
	*httptest.Server
	origin string        // that may exchange codes
	asked  neturl.Values // at its authorization endpoint
	denies bool
}

func newProvider(t *testing.T) *provider {
	p := &provider{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize?tenant=1", "token_endpoint": p.URL + "/token"})
	})
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.exchange)
	p.Server = httptest.NewTLSServer(mux)
	t.Cleanup(p.Close)
	return p
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// authorize sends the browser back at once, as for somebody who is known already.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.asked = r.URL.Query()
	back := neturl.Values{"state": {p.asked.Get("state")}, "code": {"c-1"}}
	if p.denies {
		back = neturl.Values{"state": {p.asked.Get("state")}, "error": {"access_denied"}}
	}
	http.Redirect(w, r, p.asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// exchange gives a token for the code, to whoever knows what the challenge was made of.
func (p *provider) exchange(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", p.origin)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if r.PostFormValue("code") != "c-1" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") || r.PostFormValue("redirect_uri") != p.asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	claims, _ := json.Marshal(map[string]any{
		"iss": p.URL, "aud": p.asked.Get("client_id"), "sub": "u-17", "nonce": p.asked.Get("nonce"), "groups": "cs", "exp": time.Now().Add(time.Hour).Unix(),
	})
	answer(w, map[string]any{"id_token": "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".e30"})
}

// behindGateway is a console whose gateway believes every token: what it does to bad
// ones is not ours to test.
func (p *provider) behindGateway(t *testing.T) string {
	t.Helper()
	key, err := secret.FromKey(make([]byte, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	known, err := identity.New(identity.Settings{Issuer: p.URL, ClientID: "heed", Claim: "groups", Scopes: "cs=read", Name: "sub"})
	if err != nil {
		t.Fatal(err)
	}
	known.Client = p.Client()
	gateway := httptest.NewUnstartedServer(nil)
	p.origin = "http://" + gateway.Listener.Addr().String()
	rec := records.New(storetest.NewModel(), key)
	c := console.New(slog.New(slog.DiscardHandler), rec, access.New(rec, time.Minute), key, &queuetest.Tray{}, &queuetest.Tray{}, &queuetest.Tray{},
		console.Options{PublicURL: p.origin, SignIn: known})
	gateway.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.ServeHTTP(w, r.WithContext(identity.With(r.Context(), claimsOf(r))))
	})
	gateway.Start()
	t.Cleanup(gateway.Close)
	return p.origin
}

// claimsOf are those of the token that a request brings.
func claimsOf(r *http.Request) (c identity.Claims) {
	parts := strings.Split(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), ".")
	if len(parts) != 3 {
		return nil
	}
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	_ = json.Unmarshal(raw, &c)
	return c
}

// unwary lets the tab believe the provider's certificate.
func unwary(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, security.SetIgnoreCertificateErrors, security.SetIgnoreCertificateErrorsParams{Ignore: true})
	return chromedp.Void{}, err
}

// Somebody whom the provider knows is one click away, and comes to where they wanted to go.
func TestSigningInWithAProvider(t *testing.T) {
	tab := open(t, "/", "en", looks[0])
	p := newProvider(t)
	heed := p.behindGateway(t)
	tab.do("opening", unwary, chromedp.Navigate(heed+"/ui/accounts"))
	tab.do("signing in", chromedp.Click(chromedp.CSS(`a[href^="/ui/session/oidc"]`)))
	tab.do("waiting to be in", chromedp.WaitReady(chromedp.CSS(`form[action="/ui/session/end"]`)))
	if path := get[string](tab, "location.pathname"); path != "/ui/accounts" {
		t.Errorf("signing in leads to %s", path)
	}
	if p.asked.Get("code_challenge_method") != "S256" || p.asked.Get("tenant") != "1" || p.asked.Get("scope") != "openid profile" {
		t.Errorf("the provider was asked %v", p.asked)
	}
	if get[bool](tab, `sessionStorage.length > 0`) {
		t.Error("the tab keeps what signing in took")
	}
}

func TestAProviderThatDenies(t *testing.T) {
	tab := open(t, "/", "de", looks[0])
	p := newProvider(t)
	p.denies = true
	tab.do("opening", unwary, chromedp.Navigate(p.behindGateway(t)+"/ui/session/oidc?lang=de"))
	tab.until(`!!document.querySelector('[data-when="failed"]:not([hidden])')`)
	if text := tab.text("#oidc-mistake"); !strings.Contains(text, "access_denied") || !strings.Contains(text, "nicht geklappt") {
		t.Errorf("it says %q", text)
	}
	if wrong := tab.axe(axe(t)); wrong != "" {
		t.Error(wrong)
	}
	if get[string](tab, "location.search") != "" {
		t.Error("the address still shows what the provider said")
	}
}
