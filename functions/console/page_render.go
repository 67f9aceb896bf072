package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"sync"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

//go:embed templates/*.html static/*
var files embed.FS

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
	h.Set("Vary", "Cookie, Accept-Language")
}

// frame is what stands around every page.
type frame struct {
	locale
	Name  string // of the page: a word
	Title string // beside it
	Token string // for forms; empty when nobody is signed in
	Demo  bool
	// Spoken is the language events are said in.
	Spoken heed.Language
	at     url.URL // the page's address
}

func (p *pages) frame(r *http.Request, l locale, name string) frame {
	f := frame{locale: l, Name: name, Demo: p.opt.Demo != nil, at: url.URL{Path: "/"}}
	if r.Method != http.MethodPost { // what a form led to has no address of its own
		f.at = *r.URL
	}
	return f
}

// frameFor is the frame for who is signed in.
func (p *pages) frameFor(v *visit, name string) frame {
	f := p.frame(v.Request, v.locale, name)
	f.Token = v.session.Token()
	return f
}

// Lang is the page's language.
func (f frame) Lang() string { return string(f.locale) }

// Asset is the address of a file of the page, which changes with its content.
func (f frame) Asset(name string) string { return "/ui/static/" + name + "?v=" + assetVersions()[name] }

// render answers a page, or the parts of it that change.
func (p *pages) render(w http.ResponseWriter, r *http.Request, status int, name string, page any) {
	live := r.URL.Query().Get("part") == "live" && templates().Lookup(name+"_live") != nil
	if live {
		name += "_live"
	}
	var body bytes.Buffer
	if err := templates().ExecuteTemplate(&body, name, page); err != nil {
		p.fail(w, r, err)
		return
	}
	if live && seen(w, r, body.Bytes()) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	send(w, status, body.Bytes())
}

// seen names what is shown by its content, and reports whether the reader has it.
func seen(w http.ResponseWriter, r *http.Request, body []byte) bool {
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:8])
	w.Header().Set("ETag", `"`+tag+`"`)
	w.Header().Set("Cache-Control", "private, no-cache")
	return names(r.Header.Get("If-None-Match"), tag, true)
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
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
	view := errorView{frame: p.frame(r, localeOf(w, r), "error"), Detail: detail}
	if err := templates().ExecuteTemplate(&body, "error", view); err != nil {
		http.Error(w, http.StatusText(status), status)
		return
	}
	send(w, status, body.Bytes())
}

// mishap tells errors apart by what the reader does next; detail is a word.
func mishap(err error) (status int, detail string) {
	switch refusal := heed.ProblemOf(err); {
	case refusal == nil:
		return http.StatusServiceUnavailable, "unavailable"
	case refusal.Code == heed.NotFound:
		return http.StatusNotFound, "not_found"
	}
	return http.StatusForbidden, "forbidden"
}

// assetVersions are short hashes of the page's files.
var assetVersions = sync.OnceValue(func() map[string]string {
	versions := map[string]string{}
	entries, _ := fs.ReadDir(files, "static") // embedded
	for _, e := range entries {
		raw, _ := files.ReadFile("static/" + e.Name())
		sum := sha256.Sum256(raw)
		versions[e.Name()] = hex.EncodeToString(sum[:6])
	}
	return versions
})

// static answers the files of the page. Their addresses name their content, so
// they are kept for ever.
func static(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	version, known := assetVersions()[r.PathValue("file")]
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Del("Vary")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+version+`"`)
	if r.URL.Query().Get("v") == version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, files, "static/"+r.PathValue("file"))
}
