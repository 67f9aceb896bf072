package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// nameless is the resource of actions that AWS lets nobody narrow.
const nameless = "*"

// unnamable are these actions.
var unnamable = map[string]bool{"xray:PutTraceSegments": true, "xray:PutTelemetryRecords": true}

var (
	action = regexp.MustCompile(`^[a-z0-9-]+:[A-Z][A-Za-z]+$`)
	part   = regexp.MustCompile(`^\$\{(\w+\.Arn)\}(/[\w/-]+)$`)
)

// template gives access to the resources of a template.
type template struct{ resources *yaml.Node }

// grants reads what each function's role allows, by the function's id.
func grants(text []byte) (map[string][]Call, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) == 0 {
		return nil, fmt.Errorf("template.yaml cannot be read: %w", err)
	}
	t := template{member(doc.Content[0], "Resources")}
	all, owners := map[string][]Call{}, map[string]string{}
	var faults []error
	for id, resource := range entries(t.resources) {
		if value(member(resource, "Type")) != "AWS::Serverless::Function" {
			continue
		}
		role, calls, err := t.roleOf(id, resource)
		if other, taken := owners[role]; taken {
			err = errors.Join(err, fmt.Errorf("%s and %s share %s: give each a role of its own", other, id, role))
		}
		owners[role], all[id] = id, calls
		faults = append(faults, err)
	}
	return all, errors.Join(faults...)
}

// roleOf finds a function's role and reads its own and its managed policies.
func (t template) roleOf(function string, n *yaml.Node) (id string, calls []Call, err error) {
	ref := member(member(n, "Properties"), "Role")
	id, isArn := strings.CutSuffix(value(ref), ".Arn")
	role := member(t.resources, id)
	if !isArn || value(member(role, "Type")) != "AWS::IAM::Role" {
		return function, nil, wrong(n, function, "it needs Role: !GetAtt SomeRole.Arn, a role of this template; SAM's own grants logs and queues on *")
	}
	properties := member(role, "Properties")
	var faults []error
	for _, policy := range items(member(properties, "Policies")) {
		got, err := statements(id, member(policy, "PolicyDocument"))
		calls, faults = append(calls, got...), append(faults, err)
	}
	for _, managed := range items(member(properties, "ManagedPolicyArns")) {
		got, err := t.managed(id, managed)
		calls, faults = append(calls, got...), append(faults, err)
	}
	return id, calls, errors.Join(faults...)
}

// managed reads a policy that several roles share. It stands in the template too.
func (t template) managed(role string, ref *yaml.Node) ([]Call, error) {
	policy := member(t.resources, ref.Value)
	if ref.Tag != "!Ref" || value(member(policy, "Type")) != "AWS::IAM::ManagedPolicy" {
		return nil, wrong(ref, role, "a managed policy of AWS grants what nobody here can see: write the statements out")
	}
	return statements(ref.Value, member(member(policy, "Properties"), "PolicyDocument"))
}

func statements(where string, document *yaml.Node) (calls []Call, err error) {
	list := items(member(document, "Statement"))
	if len(list) == 0 {
		return nil, fmt.Errorf("template.yaml: %s: it has a policy without statements", where)
	}
	var faults []error
	for _, n := range list {
		got, err := statement(where, n)
		calls, faults = append(calls, got...), append(faults, err)
	}
	return calls, errors.Join(faults...)
}

// statement reads one statement: every one of its actions on every one of its resources.
func statement(where string, n *yaml.Node) (calls []Call, err error) {
	for name, v := range entries(n) {
		switch name {
		case "Action", "Resource", "Condition": // a condition only narrows
		case "Effect":
			if v.Value != "Allow" {
				return nil, wrong(v, where, "a role says what is allowed, and nothing else is")
			}
		default:
			return nil, wrong(v, where, fmt.Sprintf("a statement with %q allows what it does not name", name))
		}
	}
	var faults []error
	for _, a := range items(member(n, "Action")) {
		for _, r := range items(member(n, "Resource")) {
			c, err := grant(where, a, r)
			calls, faults = append(calls, c), append(faults, err)
		}
	}
	if len(calls) == 0 {
		return nil, wrong(n, where, "a statement needs an Action and a Resource")
	}
	return calls, errors.Join(faults...)
}

// grant accepts an action by its whole name on a resource of the template.
func grant(where string, a, r *yaml.Node) (Call, error) {
	c := Call{Action: a.Value}
	if !action.MatchString(a.Value) {
		return c, wrong(a, where, fmt.Sprintf("%q is not the name of one action", a.Value))
	}
	r = inUse(r)
	sub := part.FindStringSubmatch(r.Value)
	switch {
	case r.Tag == "!GetAtt" && strings.HasSuffix(r.Value, ".Arn"):
		c.Resource = r.Value
	case r.Tag == "!Sub" && sub != nil:
		c.Resource = sub[1] + sub[2]
	case r.Value == nameless && unnamable[a.Value]:
		c.Resource = nameless
	default:
		return c, wrong(r, where, fmt.Sprintf("%s is allowed on %q: name a resource of the template", a.Value, spelt(r)))
	}
	return c, nil
}

// otherTable is what stands for the table, or one of its indexes, that the stack was pointed at.
const otherTable = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}"

// inUse takes a choice between another table and the stack's own for the latter: a
// role means the same of both.
func inUse(r *yaml.Node) *yaml.Node {
	if r.Tag != "!If" || len(r.Content) != 3 || r.Content[0].Value != "HasTable" {
		return r
	}
	other, own := r.Content[1], r.Content[2]
	rest, ok := strings.CutPrefix(other.Value, otherTable)
	if sub := part.FindStringSubmatch(own.Value); ok && other.Tag == "!Sub" && (own.Tag == "!GetAtt" && rest == "" || sub != nil && rest == sub[2]) {
		return own
	}
	return r
}

// spelt is what a resource is written as, also one of several.
func spelt(r *yaml.Node) string {
	if len(r.Content) == 0 {
		return r.Value
	}
	var all []string
	for _, n := range r.Content {
		all = append(all, n.Value)
	}
	return strings.Join(all, ", ")
}

func wrong(n *yaml.Node, where, why string) error {
	return fmt.Errorf("template.yaml:%d: %s: %s", n.Line, where, why)
}
