package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/heed-cs/heed/shared/heed"
)

// MappingJSON reads a mapping as people write it, in YAML or JSON. Without anything but
// comments it is nil. The error is a FieldError.
func MappingJSON(text string) (json.RawMessage, error) {
	var tree any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		return nil, heed.FieldError{Code: "format", Detail: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	if tree == nil {
		return nil, nil
	}
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, heed.FieldError{Code: "type", Detail: fmt.Sprintf("the mapping is not one that JSON can hold: %s", strings.TrimPrefix(err.Error(), "json: "))}
	}
	return raw, nil
}

// MappingText writes a mapping as people read it: in YAML, each rule by its name first.
func MappingText(raw json.RawMessage) string {
	var tree any
	if json.Unmarshal(raw, &tree) != nil || tree == nil {
		return ""
	}
	plain, _ := json.Marshal(tree) // was read from JSON; its escapes are those that YAML knows
	var doc yaml.Node
	if yaml.Unmarshal(plain, &doc) != nil {
		return string(raw)
	}
	tidy(&doc)
	var text bytes.Buffer
	enc := yaml.NewEncoder(&text)
	enc.SetIndent(2)
	if enc.Encode(&doc) != nil {
		return string(raw) // JSON is YAML too
	}
	return text.String()
}

// memberOrder is that of a mapping and of a rule.
var memberOrder = []string{"tables", "rules", "name", "when", "each", "ignore", "type", "id", "subject", "time", "data"}

// tidy writes nodes below one another, and known members in their order.
func tidy(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle | yaml.DoubleQuotedStyle
	for _, child := range n.Content {
		tidy(child)
	}
	if n.Kind != yaml.MappingNode {
		return
	}
	pairs := slices.Collect(slices.Chunk(n.Content, 2))
	slices.SortStableFunc(pairs, func(a, b []*yaml.Node) int {
		return slices.Index(memberOrder, a[0].Value) - slices.Index(memberOrder, b[0].Value)
	})
	n.Content = slices.Concat(pairs...)
}
