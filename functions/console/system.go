package console

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"go.yaml.in/yaml/v3"
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
	var document any
	if err := yaml.Unmarshal(openAPI, &document); err != nil {
		return nil, fmt.Errorf("reading the API document: %w", err)
	}
	return json.Marshal(document)
})

func (c *Console) openAPI(*request) (reply, error) {
	document, err := openAPIJSON()
	return reply{body: document, etag: `"` + digest(document) + `"`}, err
}
