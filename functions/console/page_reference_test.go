package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReferenceShowsEveryOperationAndSchema(t *testing.T) {
	b := newBench(t)
	w := httptest.NewRecorder()
	b.console.ServeHTTP(w, httptest.NewRequest("GET", "/ui/reference", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("it answers %d", w.Code)
	}
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	page := w.Body.String()
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if !strings.Contains(page, `<details id="`+op.OperationID+`">`) {
				t.Errorf("%s %s is not shown", method, path)
			}
		}
	}
	for name := range doc.Components.Schemas {
		if !strings.Contains(page, `<details id="schema-`+name+`">`) {
			t.Errorf("the schema %s is not shown", name)
		}
	}
	for _, piece := range strings.Split(page, `href="#`)[1:] {
		id, _, _ := strings.Cut(piece, `"`)
		if !strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("a link leads to #%s, which is not there", id)
		}
	}
}

func TestReferenceNamesTypesInWords(t *testing.T) {
	ref, err := referenceOf()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ref.Sections {
		for _, op := range s.Operations {
			if op.ID != "listAccounts" {
				continue
			}
			types := map[string]string{}
			for _, p := range op.Parameters {
				types[p.Name] = p.Type
			}
			if op.Scope != "read" || types["limit"] != "integer, 1 to 200, without it 50" || !strings.HasPrefix(types["sort"], "one of expected_loss · -expected_loss") {
				t.Errorf("listAccounts needs %q and has %v", op.Scope, types)
			}
			return
		}
	}
	t.Error("listAccounts is not there")
}
