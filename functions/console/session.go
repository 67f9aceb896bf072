package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const sessionLife = 12 * time.Hour

var sessionPlace = []byte("session") // what the cookie is sealed for

// session is who is signed in, as the sealed cookie keeps it: never the key itself.
type session struct {
	Key     string    `json:"key"` // hash of the key; empty for the demonstration's visitor
	ID      string    `json:"id"`  // random, known to nobody but the cookie
	Expires time.Time `json:"expires"`
	// Person is who signed in with an identity provider, as a key that is nowhere else.
	Person *heed.Key `json:"person,omitempty"`
}

// newSession signs in the owner of a key, or the demonstration's visitor.
func newSession(keyHash string, now time.Time) session {
	return session{Key: keyHash, ID: rand.Text(), Expires: now.Add(sessionLife)}
}

// newPersonSession signs in somebody whom an identity provider knows, for as long as
// their token lasts.
func newPersonSession(person heed.Key, now time.Time) session {
	s := newSession("", now)
	s.Person = &person
	if person.ExpiresAt.Before(s.Expires) {
		s.Expires = person.ExpiresAt
	}
	return s
}

// Token proves that a form was written by a page of this session: another site
// can make a browser send the cookie, but cannot read what is in it.
func (s session) Token() string {
	mac := hmac.New(sha256.New, []byte(s.ID))
	mac.Write([]byte("heed form v1"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// secure reports whether the cookie must only travel over https. Such a cookie
// has a name that no other host and no page over http can set.
func (c *Console) secure() bool { return strings.HasPrefix(c.opt.PublicURL, "https://") }

func (c *Console) sessionCookie() string {
	if c.secure() {
		return "__Host-heed_session"
	}
	return "heed_session"
}

// keep hands the session to the browser.
func (c *Console) keep(w http.ResponseWriter, r *http.Request, s session) error {
	raw, _ := json.Marshal(s) // plain data
	sealed, err := c.box.Seal(r.Context(), raw, sessionPlace)
	if err != nil {
		return err
	}
	c.setSession(w, base64.RawURLEncoding.EncodeToString(sealed), int(time.Until(s.Expires).Round(time.Second)/time.Second))
	return nil
}

func (c *Console) setSession(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: c.sessionCookie(), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteStrictMode,
	})
}

// session reads the request's cookie; false when there is none that counts.
func (c *Console) session(r *http.Request, now time.Time) (s session, ok bool) {
	cookie, err := r.Cookie(c.sessionCookie())
	if err != nil {
		return s, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return s, false
	}
	raw, err := c.box.Open(r.Context(), sealed, sessionPlace)
	if err != nil || json.Unmarshal(raw, &s) != nil {
		return s, false
	}
	return s, now.Before(s.Expires)
}

// keyOf is what the session may do; nothing once the key is gone, or nobody signs in
// with an identity provider any more.
func (p *pages) keyOf(r *http.Request, s session) (heed.Key, error) {
	if s.Person != nil {
		if p.opt.SignIn == nil {
			return heed.Key{}, nil
		}
		return *s.Person, nil
	}
	if s.Key == "" {
		if !p.atHome(r) {
			return heed.Key{}, nil
		}
		return heed.Key{ID: "demo", Name: "demo", Scopes: []heed.Scope{heed.ScopeAdmin}}, nil
	}
	row, err := p.rec.Key(r.Context(), s.Key)
	return row.Value, err
}

// atHome reports whether the demonstration is visited from the machine it runs
// on, under a name of that machine: a page elsewhere that points its own name at
// 127.0.0.1 is not let in, nor is who comes through a proxy.
func (p *pages) atHome(r *http.Request) bool {
	if p.opt.Demo == nil || r.Header.Get("Forwarded") != "" || r.Header.Get("X-Forwarded-For") != "" {
		return false
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return false
	}
	host := (&url.URL{Host: r.Host}).Hostname()
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
