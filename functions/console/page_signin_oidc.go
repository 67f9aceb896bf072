package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/memo"
	"github.com/heed-cs/heed/shared/problem"
)

const (
	oidcPath = "/ui/session/oidc"
	// oidcLife is how long signing in at the provider may take.
	oidcLife = 10 * time.Minute
	// placesKept is how long it is remembered where the provider is.
	placesKept = time.Hour
)

// oidc is signing in with an identity provider. The page's script gets the token, with
// an authorization code and PKCE (RFC 7636); the gateway before this function verifies
// it; the function makes a session of its claims.
type oidc struct{ places *memo.Memo[identity.Places] }

func newOIDC(p *identity.Provider) oidc {
	return oidc{memo.New(placesKept, func(ctx context.Context, _ string) (identity.Places, error) { return p.Places(ctx) })}
}

// oidcView is the page that leads to the provider, and that the provider leads back to.
type oidcView struct {
	frame
	Provider                        identity.Places
	ClientID, Redirect, Nonce, Next string
}

// oidcPage begins at the provider, or goes on with what it sent the browser back with.
func (p *pages) oidcPage(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	if p.opt.SignIn == nil {
		p.fail(w, r, noProvider)
		return
	}
	places, err := p.oidc.places.Get(r.Context(), "")
	if err != nil {
		p.fail(w, r, err)
		return
	}
	view := oidcView{
		frame: p.frame(r, localeOf(r), "sign_in"), Provider: places, ClientID: p.opt.SignIn.ClientID,
		Redirect: p.opt.PublicURL + oidcPath, Next: safeNext(r.URL.Query().Get("next")),
	}
	if !r.URL.Query().Has("state") { // on the way there
		view.Nonce = p.newNonce(w)
	}
	w.Header().Set("Content-Security-Policy", strings.Replace(policy, "connect-src 'self'", "connect-src 'self' "+places.Origin(), 1))
	p.render(w, r, http.StatusOK, "signin_oidc", view)
}

var noProvider = heed.Refuse(heed.NotFound, "nobody signs in with an identity provider here: use an API key")

// newNonce ties the token that will come to this browser: the token carries the nonce,
// and only this browser what it is made of.
func (p *pages) newNonce(w http.ResponseWriter) string {
	seed := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: p.oidcCookie(), Value: seed, Path: "/", MaxAge: int(oidcLife / time.Second),
		HttpOnly: true, Secure: p.secure(), SameSite: http.SameSiteStrictMode,
	})
	return nonceOf(seed)
}

func (p *pages) oidcCookie() string { return p.sessionCookie() + "_oidc" }

func nonceOf(seed string) string {
	sum := sha256.Sum256([]byte("heed nonce v1 " + seed))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// oidcSignIn makes a session for the person of the token that the gateway verified.
// The page's script asks for it, and goes on to the address in the answer.
func (p *pages) oidcSignIn(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	now := time.Now().UTC()
	key, err := p.person(r, now)
	if err == nil {
		err = p.keep(w, r, newPersonSession(key, now))
	}
	if err != nil {
		problem.Write(w, r, p.log, err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: p.oidcCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.secure(), SameSite: http.SameSiteStrictMode})
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"next": safeNext(r.PostFormValue("next"))}) // the reader may be gone
}

// person is who the verified token is about, with what they may do.
func (p *pages) person(r *http.Request, now time.Time) (heed.Key, error) {
	switch {
	case p.opt.SignIn == nil:
		return heed.Key{}, noProvider
	case foreign.Check(r) != nil:
		return heed.Key{}, heed.Refuse(heed.Forbidden, "the request is from another site: sign in at /ui/session")
	case p.attempts.count(network(r.RemoteAddr), now) > maxAttempts:
		return heed.Key{}, heed.Refuse(heed.TooMany, "too many attempts: wait a minute, then try again")
	}
	seed, err := r.Cookie(p.oidcCookie())
	if err != nil {
		return heed.Key{}, heed.Refuse(heed.Unauthorized, "signing in took too long, or was begun in another browser: begin again at /ui/session")
	}
	return p.opt.SignIn.Key(identity.Of(r.Context()), nonceOf(seed.Value), now)
}
