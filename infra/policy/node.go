package policy

import (
	"iter"

	"go.yaml.in/yaml/v3"
)

// entries walks a mapping in order; of anything else there is nothing to walk.
func entries(n *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// member is the value of a name, or nil.
func member(n *yaml.Node, name string) *yaml.Node {
	for key, v := range entries(n) {
		if key == name {
			return v
		}
	}
	return nil
}

// items are the elements of a list, or the one value that stands for a list of one.
func items(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode && n.Tag != "!If":
		return n.Content
	}
	return []*yaml.Node{n}
}

// value is a scalar's text, or "".
func value(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}
