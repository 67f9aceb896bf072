package console

import (
	"bytes"
	"html/template"
	"net/http"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

// templates are read on the first page: most requests of a cold start are calls
// of the API.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").ParseFS(files, "templates/*.html"))
})

// policy lets the page load nothing but its own style, script and icon, and be
// shown in no other page.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// harden sets what every page says to browsers.
func harden(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Cookie, Accept-Language, Accept-Encoding")
}

// answer shows a page to who is signed in, or those of its parts that change.
// Without a name, the reader has them already.
func (p *pages) answer(w http.ResponseWriter, v *visit, name string, page any) {
	if v.tag != "" {
		w.Header().Set("ETag", `"`+v.tag+`"`)
		w.Header().Set("Cache-Control", "private, no-cache")
	}
	switch {
	case name == "":
		w.WriteHeader(http.StatusNotModified)
	case v.live() && templates().Lookup(name+"_live") != nil:
		p.render(w, v.Request, http.StatusOK, name+"_live", page)
	default:
		p.render(w, v.Request, http.StatusOK, name, page)
	}
}

// render answers with a template.
func (p *pages) render(w http.ResponseWriter, r *http.Request, status int, name string, page any) {
	var body bytes.Buffer
	if err := templates().ExecuteTemplate(&body, name, page); err != nil {
		p.fail(w, r, err)
		return
	}
	send(w, r, status, body.Bytes())
}

func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if zips(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = zipped(body)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may be gone
}

// errorView is a page that says what went wrong and what to do.
type errorView struct {
	frame
	Detail string // a word
}

// fail answers with a page; the cause goes to the log.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, detail := mishap(err)
	if status == http.StatusServiceUnavailable {
		p.log.ErrorContext(r.Context(), "page failed", "request_id", r.Header.Get(problem.RequestID), "error", err.Error())
		w.Header().Set("Retry-After", "5")
	}
	var body bytes.Buffer
	view := errorView{frame: p.frame(r, localeOf(r), "error"), Detail: detail}
	if err := templates().ExecuteTemplate(&body, "error", view); err != nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	send(w, r, status, body.Bytes())
}

// mishap tells errors apart by what the reader does next; detail is a word.
func mishap(err error) (status int, detail string) {
	switch refusal := heed.ProblemOf(err); {
	case refusal == nil:
		return http.StatusServiceUnavailable, "unavailable"
	case refusal.Code == heed.NotFound:
		return http.StatusNotFound, "not_found"
	case refusal.Code == heed.Invalid:
		return http.StatusUnprocessableEntity, "invalid"
	}
	return http.StatusForbidden, "forbidden"
}
