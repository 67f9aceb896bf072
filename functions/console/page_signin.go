package console

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// maxSignIn is how long the form of a stranger is at most.
const maxSignIn = 4 << 10

// maxAttempts is how often one address may try to sign in, a minute.
const maxAttempts = 10

func (p *pages) signInPage(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	keepChoices(w, r)
	p.showSignIn(w, r, http.StatusOK, "", r.URL.Query().Get("next"))
}

func (p *pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, mistake, next string) {
	page := signInView{frame: p.frame(r, localeOf(r), "sign_in"), Mistake: mistake, Next: safeNext(next), Provider: p.opt.SignIn != nil}
	p.render(w, r, status, "signin", page)
}

// signInView is the form that asks for a key.
type signInView struct {
	frame
	Mistake, Next string
	Provider      bool // people may also sign in with an identity provider
}

// signIn takes a key and begins a session.
func (p *pages) signIn(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	r.Body = http.MaxBytesReader(w, r.Body, maxSignIn)
	now := time.Now().UTC()
	if foreign.Check(r) != nil {
		p.fail(w, r, heed.Refuse(heed.Forbidden, "the form is from another site: sign in at /ui/session"))
		return
	}
	if p.attempts.count(network(r.RemoteAddr), now) > maxAttempts {
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
