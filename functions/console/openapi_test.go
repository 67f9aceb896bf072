package console

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/provider"
)

// contract is the API document, read once for all tests. Objects are closed, so
// that an answer with a member it does not name is found.
var contract = sync.OnceValues(func() (*openapi3.T, error) {
	raw, err := openAPIJSON()
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	closeObjects(tree)
	loosen(tree)
	closed, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(closed)
})

// loosen lets judgements be known in part, as tests write them.
func loosen(tree any) {
	schemas := tree.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any)
	for _, name := range []string{"Confidence", "TargetKind"} {
		delete(schemas[name].(map[string]any), "enum")
	}
}

// closeObjects lets objects have no members but those they name, unless they say otherwise.
func closeObjects(node any) {
	switch node := node.(type) {
	case []any:
		for _, v := range node {
			closeObjects(v)
		}
	case map[string]any:
		_, says := node["additionalProperties"]
		_, composed := node["oneOf"]
		if _, object := node["properties"].(map[string]any); object && !says && !composed && node["type"] != nil {
			node["additionalProperties"] = false
		}
		for _, v := range node {
			closeObjects(v)
		}
	}
}

var contractRouter = sync.OnceValues(func() (routers.Router, error) {
	doc, err := contract()
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// validated checks every answer of a handler against the API document, and every
// request it took: what the document forbids must not be taken.
func validated(t testing.TB, h http.Handler) http.Handler {
	t.Helper()
	router, err := contractRouter()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if route, params, err := router.FindRoute(r); err == nil {
			r.Body = io.NopCloser(bytes.NewReader(body))
			check(t, route, params, r, len(body), rec)
		}
		copyAnswer(w, rec)
	})
}

func check(t testing.TB, route *routers.Route, params map[string]string, r *http.Request, size int, rec *httptest.ResponseRecorder) {
	t.Helper()
	options := &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true,
		ExcludeRequestQueryParams: true,
	} // an empty parameter is one that is not given
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if size > 0 && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if rec.Code < 300 {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			t.Errorf("%s %s took what the document forbids: %v", r.Method, r.URL, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: rec.Code, Header: rec.Header(), Options: options}
	out.SetBodyBytes(rec.Body.Bytes())
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		t.Errorf("%s %s answers what the document does not say: %v\n%s", r.Method, r.URL, err, rec.Body)
	}
}

func copyAnswer(w http.ResponseWriter, rec *httptest.ResponseRecorder) {
	for name, values := range rec.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func TestDocumentIsValid(t *testing.T) {
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("it is OpenAPI %s", doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Error(err)
	}
}

// intakeRoutes are documented here and mounted by intake.
var intakeRoutes = []string{"POST /v1/signals", "POST /v1/hooks/{connection}", "POST /v1/hooks/{connection}/{token}"}

func TestEveryRouteIsDocumentedAndNothingElse(t *testing.T) {
	c := newBench(t).console
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	mounted := map[string]heed.Scope{}
	for _, rt := range c.apiRoutes() {
		mounted[rt.method+" "+rt.path] = rt.scope
	}
	documented := map[string]heed.Scope{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			documented[method+" "+path] = scopeOf(op)
		}
	}
	for _, name := range intakeRoutes {
		if _, ok := documented[name]; !ok {
			t.Errorf("%s is not documented", name)
		}
		delete(documented, name)
	}
	for name, scope := range mounted {
		if got, ok := documented[name]; !ok || got != scope {
			t.Errorf("%s is documented: %v, with scope %q, want %q", name, ok, got, scope)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("%s is documented and not there", name)
	}
}

func scopeOf(op *openapi3.Operation) heed.Scope {
	for _, requirement := range *op.Security {
		for _, scopes := range requirement {
			return heed.Scope(scopes[0])
		}
	}
	return ""
}

// The document's data of every signal type has the members that Heed checks, with their bounds.
func TestDocumentKnowsEverySignal(t *testing.T) {
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]*openapi3.Schema{}
	for _, of := range doc.Components.Schemas["Signal"].Value.OneOf {
		for _, kind := range of.Value.Properties["type"].Value.Enum {
			documented[kind.(string)] = of.Value.Properties["data"].Value
		}
	}
	for _, kind := range heed.SignalTypes() {
		data, ok := documented[kind]
		if !ok {
			t.Errorf("%s is not documented", kind)
			continue
		}
		delete(documented, kind)
		fields, _ := heed.DataFields(kind)
		if len(fields) != len(data.Properties) {
			t.Errorf("%s has %d members and documents %d", kind, len(fields), len(data.Properties))
		}
		for _, f := range fields {
			sameField(t, kind, f, data)
		}
	}
	for kind := range documented {
		t.Errorf("%s is documented and not known", kind)
	}
}

func sameField(t *testing.T, kind string, f heed.Field, data *openapi3.Schema) {
	t.Helper()
	ref, ok := data.Properties[f.Name]
	if !ok {
		t.Errorf("%s.%s is not documented", kind, f.Name)
		return
	}
	s := ref.Value
	if slices.Contains(data.Required, f.Name) != f.Required || s.Type.Includes("null") == f.Required {
		t.Errorf("%s.%s: required is %v", kind, f.Name, f.Required)
	}
	types := map[heed.FieldKind]string{
		heed.IntegerField: "integer", heed.NumberField: "number", heed.BooleanField: "boolean",
		heed.MoneyField: "object", heed.TextsField: "array", heed.AttributesField: "object", heed.ExternalsField: "object",
	}
	want, special := types[f.Kind]
	if !special {
		want = "string"
	}
	if !s.Type.Includes(want) {
		t.Errorf("%s.%s is documented as %v, want %s", kind, f.Name, s.Type, want)
	}
	var enum []string
	for _, v := range s.Enum {
		if text, ok := v.(string); ok {
			enum = append(enum, text)
		}
	}
	if !slices.Equal(enum, f.Enum) {
		t.Errorf("%s.%s may be %v, documented are %v", kind, f.Name, f.Enum, enum)
	}
	number := f.Kind == heed.IntegerField || f.Kind == heed.NumberField
	if number && (s.Min == nil || s.Max == nil || *s.Min != f.Min || *s.Max != f.Max) {
		t.Errorf("%s.%s lies between %v and %v; that is not documented", kind, f.Name, f.Min, f.Max)
	}
	if limit := uint64(f.Max); f.Kind == heed.TextField && limit > 0 && (s.MaxLength == nil || *s.MaxLength != limit) {
		t.Errorf("%s.%s has at most %d characters; that is not documented", kind, f.Name, limit)
	}
}

// The examples of bodies say what Heed takes.
func TestDocumentListsWhatIsKnown(t *testing.T) {
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"EventType": eventTypes, "Scope": strings.Split(joined(heed.Scopes), ", "),
		"Provider": provider.Names(), "Phase": heed.Phases, "Band": strings.Split(joined(heed.Bands), ", "),
	} {
		var got []string
		for _, v := range doc.Components.Schemas[name].Value.Enum {
			got = append(got, v.(string))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is documented as %v, want %v", name, got, want)
		}
	}
}
