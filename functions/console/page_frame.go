package console

import (
	"net/http"
	"net/url"

	"github.com/heed-cs/heed/shared/heed"
)

// frame is what stands around every page.
type frame struct {
	locale
	Name    string // of the page: a word
	Title   string // beside it
	Section string // the tab it stands under
	Token   string // for forms; empty when nobody is signed in
	Tabs    []tab  // what the reader may open
	Search  string // what was last looked for
	Theme   string
	Demo    bool
	// Notice is what the form before has done: a word; empty when there was none.
	Notice string
	// Writes says that the reader may change what is not the operator's.
	Writes bool
	// Form is the page's own, with what was typed and what was wrong with it.
	Form typed
	// Live is where the parts that change are fetched; empty for a page without any.
	Live string
	// Charts asks for the library that draws them.
	Charts bool
	// Spoken is the language events are said in.
	Spoken heed.Language
	at     url.URL // the page's address
}

// tab is one page of the navigation, for keys that have its scope. Its name is a
// word, and that of the files it is made of.
type tab struct {
	Name, Path string
	scope      heed.Scope
}

// tabs are the pages there are, in the order they are shown.
var tabs = []tab{
	{"portfolio", "/", heed.ScopeRead},
	{"accounts", "/ui/accounts", heed.ScopeRead},
	{"cases", "/ui/cases", heed.ScopeRead},
	{"metrics", "/ui/metrics", heed.ScopeRead},
	{"deliveries", "/ui/deliveries", heed.ScopeAdmin},
	{"connections", "/ui/connections", heed.ScopeAdmin},
	{"settings", "/ui/settings", heed.ScopeRead},
	{"keys", "/ui/keys", heed.ScopeAdmin},
}

func (p *pages) frame(r *http.Request, l locale, name string) frame {
	f := frame{locale: l, Name: name, Section: name, Theme: themeOf(r), Demo: p.opt.Demo != nil, at: url.URL{Path: "/"}}
	if r.Method != http.MethodPost { // what a form led to has no address of its own
		f.at = *r.URL
	}
	return f
}

// frameFor is the frame for who is signed in.
func (p *pages) frameFor(v *visit, name string) frame {
	f := p.frame(v.Request, v.locale, name)
	f.Token, f.Form, f.Writes = v.session.Token(), v.typed, v.may(heed.ScopeWrite)
	if done := "notice:" + v.URL.Query().Get("notice"); isWord(done) {
		f.Notice = done
	}
	for _, t := range tabs {
		if v.may(t.scope) {
			f.Tabs = append(f.Tabs, t)
		}
	}
	return f
}

// Here is the page's path, for forms that lead back to it.
func (f frame) Here() string { return f.at.EscapedPath() }

// alive lets the page look for news at its own address.
func (f frame) alive() frame {
	f.Live = f.with("part", "live")
	return f
}

// with is the page's address with another value of one parameter.
func (f frame) with(name, value string) string {
	q := f.at.Query()
	q.Del("part")
	q.Del("notice")
	q.Set(name, value)
	return f.at.EscapedPath() + "?" + q.Encode()
}

// Lang is the page's language.
func (f frame) Lang() string { return string(f.locale) }

// Switch leads to the same page in another language.
func (f frame) Switch(lang string) string { return f.with("lang", lang) }

// Asset is the address of a file of the page, which changes with its content.
func (f frame) Asset(name string) string {
	return "/ui/static/" + name + "?v=" + assets()[name].version
}

const themeCookie = "heed_theme"

// Themes are how a page may look; auto is as the reader's system does.
var themes = []string{"auto", "light", "dark"}

// Themes lists the ways to look.
func (f frame) Themes() []string { return themes }

// Wear leads to the same page in another theme.
func (f frame) Wear(theme string) string { return f.with("theme", theme) }

// themeOf is how the reader wants pages to look: as chosen now or before, else as
// the system does.
func themeOf(r *http.Request) string {
	if chosen := r.URL.Query().Get("theme"); contains(themes, chosen) {
		return chosen
	}
	if kept, err := r.Cookie(themeCookie); err == nil && contains(themes, kept.Value) {
		return kept.Value
	}
	return themes[0]
}

// keepChoices remembers the language and the theme that an address asks for.
func keepChoices(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if lang := q.Get("lang"); known(heed.Language(lang)) {
		keepChoice(w, languageCookie, lang)
	}
	if theme := q.Get("theme"); contains(themes, theme) {
		keepChoice(w, themeCookie, theme)
	}
}

func keepChoice(w http.ResponseWriter, cookie, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: cookie, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
