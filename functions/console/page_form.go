package console

import (
	"crypto/rand"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
)

// typed is what somebody filled a form with, and what was wrong with it, for a page
// that shows both again. Its fields are named as the members of the API's body are:
// "url", "filter/min_arr".
type typed struct {
	url.Values
	// Mistakes are those of fields, by name; Others concern none, or one that is not on the page.
	Mistakes map[string]mistake
	Others   []mistake
	// Once makes sending the form twice do what it says once.
	Once string
	// Done is what the form led to, when the page itself shows it: a secret, a preview.
	Done any
}

// mistake is one thing wrong with a form.
type mistake struct {
	ID   string // of the element that says it
	Text string // a sentence in the reader's language
	// Detail is how the API says it, in English: more exact, with the values allowed.
	Detail string
}

// sent does what a form asks for, and says which page to go on to. Without one, the
// form's own page is shown, with what it led to in Done.
type sent func(*visit) (next string, err error)

// filled answers a page's form: the reader is led on, or the page is shown again
// with all that was typed and what is wrong with it.
func (p *pages) filled(page show, send sent) http.HandlerFunc {
	return p.posted(func(w http.ResponseWriter, v *visit) error {
		v.typed.Values = v.PostForm
		next, err := send(v)
		status := http.StatusOK
		if refusal := heed.ProblemOf(err); refusal != nil && fixable(refusal.Code) {
			v.typed.refused(v.locale, refusal)
			status, next, err = http.StatusUnprocessableEntity, "", nil
		}
		if err != nil {
			return err
		}
		if next != "" {
			http.Redirect(w, v.Request, next, http.StatusSeeOther)
			return nil
		}
		name, data, err := page(v)
		if err != nil {
			return err
		}
		p.render(w, v.Request, status, name, data)
		return nil
	})
}

// fixable reports whether whoever filled in the form can mend what is wrong.
func fixable(code heed.Code) bool {
	return code == heed.Invalid || code == heed.Unreadable || code == heed.Conflicted || code == heed.Stale || code == heed.TooLarge || code == heed.TooMany
}

// newForm is one that nobody has filled in yet.
func newForm() typed { return typed{Values: url.Values{}, Once: rand.Text()} }

// refused notes what the API found wrong.
func (f *typed) refused(l locale, refusal *heed.Problem) {
	f.Mistakes = map[string]mistake{}
	for _, e := range refusal.Fields {
		name := f.field(e.Pointer)
		m := mistake{ID: "wrong-" + strings.ReplaceAll(name, "/", "-"), Text: l.T("wrong:" + e.Code), Detail: e.Detail}
		if f.Has(name) {
			f.Mistakes[name] = m
			continue
		}
		m.Text = name + ": " + m.Text
		f.Others = append(f.Others, m)
	}
	if len(refusal.Fields) == 0 {
		f.Others = []mistake{{Text: l.T("wrong:" + string(refusal.Code)), Detail: refusal.Detail}}
	}
}

// field is the one on the page that holds what a pointer names: "/scopes/0" is in "scopes".
func (f typed) field(pointer string) string {
	whole := strings.TrimPrefix(pointer, "/")
	for name := whole; name != ""; {
		if f.Has(name) {
			return name
		}
		name = name[:max(strings.LastIndex(name, "/"), 0)]
	}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if strings.HasPrefix(name, whole+"/") { // the first of those it consists of
			return name
		}
	}
	return whole
}

// Wrong is the mistake of a field; nil when there is none.
func (f typed) Wrong(name string) *mistake {
	m, ok := f.Mistakes[name]
	if !ok {
		return nil
	}
	return &m
}

// Refused reports whether anything was wrong.
func (f typed) Refused() bool { return len(f.Mistakes)+len(f.Others) > 0 }

// Or is what was typed into a field, or what stands there before anybody typed: also
// where another form of the page was sent.
func (f typed) Or(name, otherwise string) string {
	if !f.Has(name) {
		return otherwise
	}
	return f.Get(name)
}

// Ticked reports whether a box was ticked, or is so before anybody typed.
func (f typed) Ticked(name, value string, otherwise bool) bool {
	if len(f.Values) == 0 {
		return otherwise
	}
	return contains(f.Values[name], value)
}

// list is what was typed as words with commas, spaces or lines between.
func (f typed) list(name string) []string {
	return strings.FieldsFunc(f.Get(name), func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
}
