package console

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/heed-cs/heed/shared/heed"
)

func (c *Console) systemRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/healthz", answer: c.health},
		{method: http.MethodGet, path: "/openapi.json", answer: c.openAPI},
	}
}

// healthView says that Heed answers and reaches its table.
type healthView struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// health reads one row: a Heed that cannot reach its table answers 503.
func (c *Console) health(r *request) (reply, error) {
	_, err := c.rec.Settings(r.Context())
	return reply{body: healthView{"ok", c.opt.Version}}, err
}

//go:embed openapi.yaml
var openAPI []byte

// openAPIJSON is the document as JSON. It is made when it is first asked for, so
// that starting costs nothing.
var openAPIJSON = sync.OnceValues(func() (json.RawMessage, error) {
	var document map[string]any
	if err := yaml.Unmarshal(openAPI, &document); err != nil {
		return nil, fmt.Errorf("reading the API document: %w", err)
	}
	if err := exemplify(document["webhooks"]); err != nil {
		return nil, err
	}
	return json.Marshal(document)
})

// exemplify gives every webhook the example that a test of an endpoint sends.
func exemplify(webhooks any) error {
	s := sample{publicURL: "https://heed.example.com", now: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)}
	for kind, hook := range webhooks.(map[string]any) {
		ev, err := heed.NewOperationalEvent(kind, "example", s.now, s.data(kind), true)
		if err != nil {
			return err
		}
		under(hook, "post", "requestBody", "content", "application/json")["example"] = ev.Body
	}
	return nil
}

// under is the object behind some names.
func under(node any, names ...string) map[string]any {
	for _, name := range names {
		node = node.(map[string]any)[name]
	}
	return node.(map[string]any)
}

func (c *Console) openAPI(*request) (reply, error) {
	document, err := openAPIJSON()
	return reply{body: document, etag: `"` + digest(document) + `"`}, err
}
