package console

import (
	"crypto/hmac"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
)

// maxForm is how long the page's forms are at most.
const maxForm = 256 << 10

// visit is one request of somebody who is signed in.
type visit struct {
	request
	session session
	locale  locale
	typed   typed  // what was typed, when a form was sent
	tag     string // names what is shown, when it was asked for the parts that change
}

// show is a page that answers with a template, or fails.
type show func(*visit) (name string, page any, err error)

// stamp names what a page would show now, at little cost.
type stamp func(*visit) (string, error)

// watched is a page that readers leave open. What changes on it is asked for every
// two seconds, and only made anew when its stamp is another.
func (p *pages) watched(page show, now stamp) http.HandlerFunc {
	return p.signedIn(func(v *visit) (string, any, error) {
		if !v.live() {
			return page(v)
		}
		tag, err := now(v)
		if v.tag = tag; err != nil || names(v.Header.Get("If-None-Match"), tag, true) {
			return "", nil, err
		}
		return page(v)
	})
}

// live reports whether only the parts that change are asked for.
func (v *visit) live() bool { return v.URL.Query().Get("part") == "live" }

// signedIn shows a page to whoever is signed in, and the way there to others.
func (p *pages) signedIn(page show) http.HandlerFunc {
	return p.visited(func(w http.ResponseWriter, v *visit) error {
		name, data, err := page(v)
		if err == nil {
			err = p.audit(&v.request)
		}
		if err == nil {
			p.answer(w, v, name, data)
		}
		return err
	})
}

// visited answers whoever is signed in, and shows others the way there.
func (p *pages) visited(answer func(http.ResponseWriter, *visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		v, err := p.visit(w, r)
		switch {
		case err != nil:
		case v == nil:
			askToSignIn(w, r)
			return
		default:
			err = answer(w, v)
		}
		if err != nil {
			p.fail(w, r, err)
		}
	}
}

// visit finds out who asks; nil when nobody is signed in. The key is read every
// time, so that deleting it ends its sessions at once.
func (p *pages) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	keepChoices(w, r)
	v := &visit{request: request{Request: r, now: time.Now().UTC()}, locale: localeOf(r), typed: newForm()}
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

// posted answers a form of somebody who is signed in, sent from one of our own pages.
func (p *pages) posted(answer func(http.ResponseWriter, *visit) error) http.HandlerFunc {
	checked := p.visited(func(w http.ResponseWriter, v *visit) error {
		if foreign.Check(v.Request) != nil || !hmac.Equal([]byte(v.PostFormValue("token")), []byte(v.session.Token())) {
			return heed.Refuse(heed.Forbidden, "the form is not from this session: go back, load the page again and send it once more")
		}
		if err := answer(w, v); err != nil {
			return err
		}
		return p.audit(&v.request)
	})
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		checked(w, r)
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
func safeNext(next string) string {
	if slices.ContainsFunc(tabs, func(t tab) bool { return t.Path == next }) {
		return next
	}
	strange := func(name string) bool { return !heed.ValidAccountID(name) }
	within, ok := strings.CutPrefix(next, "/ui/")
	if ok && path.Clean(next) == next && !slices.ContainsFunc(strings.Split(within, "/"), strange) {
		return next
	}
	return "/"
}
