package console

import (
	"net/http"
	"strings"
)

// referenceView is the page that describes the API, for whoever reads it.
type referenceView struct {
	frame
	reference
}

// referencePage shows the API document to people. It says nothing of this
// installation and needs no key, as the document itself.
func (p *pages) referencePage(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	keepChoices(w, r)
	ref, err := referenceOf()
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.render(w, r, http.StatusOK, "reference", referenceView{p.frame(r, localeOf(r), "reference"), ref})
}

// wording is a piece of a text; code is set apart.
type wording struct {
	Text string
	Code bool
}

// Spans parts a text at its backticks.
func (referenceView) Spans(text string) (all []wording) {
	for i, piece := range strings.Split(text, "`") {
		if piece != "" {
			all = append(all, wording{piece, i%2 == 1})
		}
	}
	return all
}

// branch is a list of members, and how to write their descriptions.
type branch struct {
	referenceView
	Of []referenceField
}

// Branch hands a list of members to a template.
func (v referenceView) Branch(of []referenceField) branch { return branch{v, of} }
