package intake

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/heed-cs/heed/shared/provider"
)

// mappings are compiled mappings, by connection. Connections are read again every
// moment and their mappings seldom change; compiling one takes as long as reading
// some thirty webhooks.
type mappings struct {
	mu sync.Mutex
	by map[string]mapping
}

// mapping is compiled when the first webhook is believed, not before.
type mapping struct {
	provider, override string
	compiled           func() (*provider.Mapping, error)
}

// of gives a connection's mapping, the one from before if it is the same.
func (all *mappings) of(tool *provider.Provider, name string, override json.RawMessage) func() (*provider.Mapping, error) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if known, ok := all.by[name]; ok && known.provider == tool.Name && known.override == string(override) {
		return known.compiled
	}
	if all.by == nil || len(all.by) >= maxCounted {
		all.by = map[string]mapping{}
	}
	m := mapping{tool.Name, string(override), sync.OnceValues(func() (*provider.Mapping, error) { return mappingOf(tool, name, override) })}
	all.by[name] = m
	return m.compiled
}

// mappingOf is the tool's mapping as the connection overrides it.
func mappingOf(tool *provider.Provider, name string, override json.RawMessage) (*provider.Mapping, error) {
	m, errs := tool.Mapping(override)
	if len(errs) > 0 {
		return nil, fmt.Errorf("the mapping of connection %s: %w: write it anew with PUT /v1/connections/%s", name, errs[0], name)
	}
	return m, nil
}
