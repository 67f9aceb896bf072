package plan

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// conditionsOf evaluates the template's conditions for the parameters' values.
func (p *parser) conditionsOf(n *yaml.Node) error {
	return each(n, "Conditions", func(name string, n *yaml.Node) error {
		holds, err := p.holds(n)
		p.conditions[name] = holds
		return err
	})
}

// holds evaluates !Equals [a, b], !Not [a condition] and !And [conditions].
func (p *parser) holds(n *yaml.Node) (bool, error) {
	switch {
	case n.Tag == "!Equals" && len(n.Content) == 2:
		a, errA := p.text(n.Content[0])
		b, errB := p.text(n.Content[1])
		return a == b, errors.Join(errA, errB)
	case n.Tag == "!Not" && len(n.Content) == 1:
		holds, err := p.holds(n.Content[0])
		return !holds, err
	case n.Tag == "!And":
		return p.all(n.Content)
	}
	return false, refuse(n, "Conditions", "a condition is !Equals [a, b], !Not [a condition] or !And [conditions]")
}

func (p *parser) all(conditions []*yaml.Node) (bool, error) {
	every := true
	for _, n := range conditions {
		holds, err := p.holds(n)
		if err != nil {
			return false, err
		}
		every = every && holds
	}
	return every, nil
}

// condition looks a condition up by its name.
func (p *parser) condition(n *yaml.Node) (bool, error) {
	holds, ok := p.conditions[n.Value]
	if !ok || n.Kind != yaml.ScalarNode {
		return false, refuse(n, "Condition", fmt.Sprintf("there is no condition %q", n.Value))
	}
	return holds, nil
}

// chosen is the branch that an !If takes.
func (p *parser) chosen(n *yaml.Node) (*yaml.Node, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != 3 {
		return nil, refuse(n, n.Tag, "an !If is [condition, then, else]")
	}
	holds, err := p.condition(n.Content[0])
	if err != nil || holds {
		return n.Content[1], err
	}
	return n.Content[2], nil
}
