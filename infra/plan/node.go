package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// known maps the names a mapping may have to what reads their values.
type known map[string]func(*yaml.Node) error

// ignore is for what means nothing to a host.
func ignore(*yaml.Node) error { return nil }

func refuse(n *yaml.Node, where, why string) error {
	return fmt.Errorf("template.yaml:%d: %s: %s", n.Line, where, why)
}

// members reads a mapping whose names are all known.
func members(n *yaml.Node, where string, k known) error {
	return each(n, where, func(name string, value *yaml.Node) error {
		read, ok := k[name]
		if !ok {
			return refuse(value, where, fmt.Sprintf("infra/plan does not know %q here; teach it, or leave it out", name))
		}
		return read(value)
	})
}

// each visits a mapping in order.
func each(n *yaml.Node, where string, visit func(name string, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return refuse(n, where, "a mapping is expected")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i].Value, *n.Content[i+1]
		value.Line = n.Content[i].Line // where the name is: the value may start below it
		if seen[name] {
			return refuse(&value, where, fmt.Sprintf("%q is here twice", name))
		}
		seen[name] = true
		if err := visit(name, &value); err != nil {
			return err
		}
	}
	return nil
}

// member returns the value of a name, or nil.
func member(n *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// items visits a list in order.
func items(n *yaml.Node, where string, visit func(*yaml.Node) error) error {
	if n.Kind != yaml.SequenceNode {
		return refuse(n, where, "a list is expected")
	}
	for _, item := range n.Content {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}

// text reads a plain text into dst.
func text(dst *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode || n.Value == "" {
			return refuse(n, n.Tag, "a text is expected")
		}
		*dst = n.Value
		return nil
	}
}

// exactly accepts one text only.
func exactly(want string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Value != want {
			return refuse(n, want, fmt.Sprintf("found %q instead", n.Value))
		}
		return nil
	}
}

// number reads an integer into dst.
func number(where string, dst *int) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		v, err := strconv.Atoi(n.Value)
		if err != nil {
			return refuse(n, where, fmt.Sprintf("%q is not a whole number", n.Value))
		}
		*dst = v
		return nil
	}
}

// seconds reads an integer of seconds into dst.
func seconds(where string, dst *time.Duration) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		var v int
		err := number(where, &v)(n)
		*dst = time.Duration(v) * time.Second
		return err
	}
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

// references checks every intrinsic function of the template, also where its
// value is not used: each is known and points at something that exists.
func (p *parser) references(n *yaml.Node) error {
	if intrinsic(n) {
		if err := p.resolves(n); err != nil {
			return err
		}
	}
	for i, child := range n.Content {
		name := n.Kind == yaml.MappingNode && i%2 == 0
		if name && (child.Value == "Ref" || strings.HasPrefix(child.Value, "Fn::")) {
			return refuse(child, child.Value, "use the short form: !Ref, !Sub, !GetAtt or !If")
		}
		if err := p.references(child); err != nil {
			return err
		}
	}
	return nil
}

func intrinsic(n *yaml.Node) bool {
	return strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!")
}

// resolves checks one intrinsic function. Both branches of an !If are looked at
// as its children.
func (p *parser) resolves(n *yaml.Node) error {
	if n.Tag == "!If" {
		_, err := p.chosen(n)
		return err
	}
	_, err := p.text(n)
	return err
}

// text resolves what stands for a text.
func (p *parser) text(n *yaml.Node) (string, error) {
	if n.Tag == "!If" {
		branch, err := p.chosen(n)
		if err != nil {
			return "", err
		}
		return p.text(branch)
	}
	if intrinsic(n) && !slices.Contains([]string{"!Ref", "!GetAtt", "!Sub"}, n.Tag) {
		return "", refuse(n, n.Tag, "infra/plan knows !Ref, !Sub, !GetAtt and !If only")
	}
	if n.Kind != yaml.ScalarNode {
		return "", refuse(n, n.Tag, "a text is expected")
	}
	switch n.Tag {
	case "!Ref":
		return p.value(n, n.Value)
	case "!GetAtt":
		return p.attribute(n, n.Value)
	case "!Sub":
		return p.substitute(n)
	}
	return n.Value, nil
}

func (p *parser) substitute(n *yaml.Node) (string, error) {
	var failed error
	out := placeholder.ReplaceAllStringFunc(n.Value, func(match string) string {
		name := match[2 : len(match)-1]
		resolve := p.value
		if strings.Contains(name, ".") {
			resolve = p.attribute
		}
		value, err := resolve(n, name)
		if err != nil && failed == nil {
			failed = err
		}
		return value
	})
	return out, failed
}

var pseudo = []string{"AWS::AccountId", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackName", "AWS::URLSuffix"}

// value resolves a name: what the host says, else a parameter's default, else the name itself.
func (p *parser) value(n *yaml.Node, name string) (string, error) {
	fallback, isParameter := p.defaults[name]
	_, isResource := p.types[name]
	_, isAlias := p.aliased(name)
	if !isParameter && !isResource && !isAlias && !slices.Contains(pseudo, name) {
		return "", refuse(n, name, "there is no such parameter or resource")
	}
	if value, ok := p.values[name]; ok {
		return value, nil
	}
	if isParameter {
		return fallback, nil
	}
	return name, nil
}

// aliased is the function whose alias a name such as Intake.Alias stands for.
func (p *parser) aliased(name string) (function string, ok bool) {
	function, ok = strings.CutSuffix(name, ".Alias")
	return function, ok && p.types[function] == "AWS::Serverless::Function"
}

func (p *parser) attribute(n *yaml.Node, name string) (string, error) {
	id, _, ok := strings.Cut(name, ".")
	if _, exists := p.types[id]; !ok || !exists {
		return "", refuse(n, name, "there is no such resource")
	}
	if value, ok := p.values[name]; ok {
		return value, nil
	}
	return name, nil
}
