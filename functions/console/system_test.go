package console

import (
	"context"
	"iter"
	"net/http"
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/store"
	"github.com/heed-cs/heed/shared/store/storetest"
)

func TestHealthNeedsNoKey(t *testing.T) {
	if a := newBench(t).as().get("/healthz"); a.body["status"] != "ok" || a.body["version"] == "" {
		t.Errorf("answered %s", a.raw)
	}
}

// noTable is a table that cannot be reached.
type noTable struct{}

func (noTable) Get(context.Context, ...store.Key) ([]store.Item, error) {
	return nil, storetest.ErrInjected
}
func (noTable) Write(context.Context, ...store.Op) error { return storetest.ErrInjected }
func (noTable) Query(context.Context, store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) { yield(store.Item{}, storetest.ErrInjected) }
}

func TestHealthSaysWhenTheTableIsGone(t *testing.T) {
	b := newBench(t).as()
	b.console.rec = records.New(noTable{}, nil)
	b.want(http.StatusServiceUnavailable, "GET", "/healthz", "")
}

func TestDocumentIsServed(t *testing.T) {
	b := newBench(t).as()
	a := b.get("/openapi.json")
	if a.body["openapi"] != "3.1.0" || a.header.Get("ETag") == "" {
		t.Errorf("answered %s", a.raw[:100])
	}
	b.want(http.StatusNotModified, "GET", "/openapi.json", "", "If-None-Match", a.header.Get("ETag"))
}

// Every route answers 401 without a key and 403 to a key of all other scopes.
func TestScopesAreRequired(t *testing.T) {
	b := newBench(t)
	doc, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	lacking := map[heed.Scope]*bench{
		heed.ScopeRead:  b.as(heed.ScopeIngest, heed.ScopePersonal),
		heed.ScopeWrite: b.as(heed.ScopeIngest, heed.ScopePersonal, heed.ScopeRead),
		heed.ScopeAdmin: b.as(heed.ScopeIngest, heed.ScopePersonal, heed.ScopeRead, heed.ScopeWrite),
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if other, guarded := lacking[scopeOf(op)]; guarded {
				b.as().want(http.StatusUnauthorized, method, path, "")
				other.want(http.StatusForbidden, method, path, "")
			}
		}
	}
}

func TestMethodsThatARouteDoesNotTake(t *testing.T) {
	b := newBench(t)
	if a := b.want(http.StatusMethodNotAllowed, "PUT", "/v1/endpoints", ""); a.header.Get("Allow") != "POST, GET" {
		t.Errorf("Allow is %q", a.header.Get("Allow"))
	}
}
