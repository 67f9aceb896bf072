package console

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

const (
	sessionLife    = 12 * time.Hour
	maxAttempts    = 10 // to sign in, per address and minute
	maxAddresses   = 10_000
	maxSessionForm = 4 << 10
)

var sessionPlace = []byte("session") // what the cookie is sealed for

// session is who is signed in, as the sealed cookie keeps it: never the key itself.
type session struct {
	Key     string    `json:"key"` // hash of the key; empty for the demonstration's visitor
	ID      string    `json:"id"`  // random, known to nobody but the cookie
	Expires time.Time `json:"expires"`
}

// newSession signs in the owner of a key, or the demonstration's visitor.
func newSession(keyHash string, now time.Time) session {
	return session{Key: keyHash, ID: rand.Text(), Expires: now.Add(sessionLife)}
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
	c.setSession(w, base64.RawURLEncoding.EncodeToString(sealed), int(sessionLife/time.Second))
	return nil
}

func (c *Console) setSession(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: c.sessionCookie(), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteStrictMode})
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

// visit finds out who asks; nil when nobody is signed in. The key is read every
// time, so that deleting it ends its sessions at once.
func (p *pages) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{request: request{Request: r, now: time.Now().UTC()}, locale: localeOf(w, r)}
	s, ok := p.session(r, v.now)
	if !ok && p.atHome(r) {
		s, ok = newSession("", v.now), true
		if err := p.keep(w, r, s); err != nil {
			return nil, err
		}
	}
	if !ok {
		return nil, nil
	}
	key, err := p.keyOf(r, s)
	if err != nil || !key.Allows(heed.ScopeRead, v.now) {
		return nil, err
	}
	v.session, v.key = s, key
	return v, nil
}

// keyOf is what the session may do; nothing once the key is gone.
func (p *pages) keyOf(r *http.Request, s session) (heed.Key, error) {
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
// 127.0.0.1 is not let in.
func (p *pages) atHome(r *http.Request) bool {
	if p.opt.Demo == nil {
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

// posted answers a form of somebody who is signed in, sent from one of our own pages.
func (p *pages) posted(answer func(http.ResponseWriter, *visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, maxSessionForm)
		v, err := p.visit(w, r)
		switch {
		case err != nil:
		case v == nil:
			askToSignIn(w, r)
			return
		case foreign.Check(r) != nil || !hmac.Equal([]byte(r.PostFormValue("token")), []byte(v.session.Token())):
			err = heed.Refuse(heed.Forbidden, "the form is not from this session: go back, load the page again and send it once more")
		default:
			err = answer(w, v)
		}
		if err != nil {
			p.fail(w, r, err)
		}
	}
}

// foreign tells forms of other sites by what the browser says of their origin.
var foreign = http.NewCrossOriginProtection()

// askToSignIn leads to the form. A link from another site comes without the
// strict cookie: then the page loads itself once more, with it.
func askToSignIn(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Query().Get("part") != "":
		w.WriteHeader(http.StatusUnauthorized)
	case r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Method == http.MethodGet:
		w.Header().Set("Refresh", "0")
	default:
		http.Redirect(w, r, "/ui/session?next="+url.QueryEscape(safeNext(r.URL.Path)), http.StatusSeeOther)
	}
}

// safeNext is a page of ours to go on to, whatever a link may say.
func safeNext(path string) string {
	if id, ok := strings.CutPrefix(path, "/ui/accounts/"); ok && heed.ValidAccountID(id) {
		return path
	}
	return "/"
}

func (p *pages) signInPage(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	p.showSignIn(w, r, http.StatusOK, "", r.URL.Query().Get("next"))
}

func (p *pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, mistake, next string) {
	page := signInView{frame: p.frame(nil, localeOf(w, r), "sign_in"), Mistake: mistake, Next: safeNext(next)}
	p.render(w, r, status, "signin", page)
}

// signInView is the form that asks for a key.
type signInView struct {
	frame
	Mistake, Next string
}

// signIn takes a key and begins a session.
func (p *pages) signIn(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	r.Body = http.MaxBytesReader(w, r.Body, maxSessionForm)
	now := time.Now().UTC()
	if foreign.Check(r) != nil {
		p.fail(w, r, heed.Refuse(heed.Forbidden, "the form is from another site: sign in at /ui/session"))
		return
	}
	if !p.attempts.allow(r.RemoteAddr, now) {
		w.Header().Set("Retry-After", "60")
		p.showSignIn(w, r, http.StatusTooManyRequests, "sign_in_slow", r.PostFormValue("next"))
		return
	}
	secret := strings.TrimSpace(r.PostFormValue("key"))
	key, err := p.keys.Secret(r.Context(), secret)
	switch {
	case err != nil && heed.ProblemOf(err) == nil:
		p.fail(w, r, err)
	case err != nil:
		p.showSignIn(w, r, http.StatusForbidden, "sign_in_wrong", r.PostFormValue("next"))
	case !key.Allows(heed.ScopeRead, now):
		p.showSignIn(w, r, http.StatusForbidden, "sign_in_scope", r.PostFormValue("next"))
	default:
		p.begin(w, r, newSession(key.Hash, now))
	}
}

func (p *pages) begin(w http.ResponseWriter, r *http.Request, s session) {
	if err := p.keep(w, r, s); err != nil {
		p.fail(w, r, err)
		return
	}
	http.Redirect(w, r, safeNext(r.PostFormValue("next")), http.StatusSeeOther)
}

func (p *pages) signOut(w http.ResponseWriter, v *visit) error {
	p.setSession(w, "", -1)
	http.Redirect(w, v.Request, "/ui/session", http.StatusSeeOther)
	return nil
}

// attempts counts who tried to sign in during this minute.
type attempts struct {
	mu     sync.Mutex
	minute time.Time
	tries  map[string]int
}

// allow counts one try of an address.
func (a *attempts) allow(remote string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if minute := now.Truncate(time.Minute); !minute.Equal(a.minute) || len(a.tries) >= maxAddresses {
		a.minute, a.tries = minute, map[string]int{}
	}
	who := network(remote)
	a.tries[who]++
	return a.tries[who] <= maxAttempts
}

// network is the address a try came from: for IPv6 the /64, which one household has whole.
func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if address = address.Unmap(); address.Is6() {
		prefix, _ := address.Prefix(64) // 64 is within bounds
		return prefix.String()
	}
	return address.String()
}
