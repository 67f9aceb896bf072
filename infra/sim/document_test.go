package sim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// documented holds all that was said of accounts against the API's own document.
func (w *world) documented() {
	w.t.Helper()
	answer := httptest.NewRecorder()
	w.api.ServeHTTP(answer, httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "/openapi.json", nil))
	doc, err := openapi3.NewLoader().LoadFromData(answer.Body.Bytes())
	if err != nil {
		w.t.Fatal(err)
	}
	event := doc.Components.Schemas["Event"].Value
	for _, account := range accounts() {
		said, err := w.rec.AccountEvents(w.t.Context(), account, 10_000)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, ev := range said {
			conforms(w.t, event, ev.Body)
		}
	}
}

func conforms(t *testing.T, schema *openapi3.Schema, raw []byte) {
	t.Helper()
	var body any
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	if err := schema.VisitJSON(body); err != nil {
		t.Errorf("%s is not what the document says of events: %v", raw, err)
	}
}
