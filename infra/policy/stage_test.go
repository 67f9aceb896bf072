package policy

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	wiring "github.com/heed-cs/heed"
)

// naming are the properties that name something for the whole account and region.
var naming = []string{
	"Name", "QueueName", "LogGroupName", "DashboardName", "BudgetName", "FunctionName", "RoleName", "TableName", "TopicName",
	"AlarmName", "ManagedPolicyName", "AliasName", "MetricNamespace", "Namespace",
}

// within are names that count only inside of something that has the stack's name.
var within = []string{"oidc", "sign-in", "QueueName", "FunctionName", "ApiId", "TableName"}

// TestTwoStagesStandSideBySide holds that every explicit name carries the stack's,
// so that a second stack of the same template meets nothing of the first.
func TestTwoStagesStandSideBySide(t *testing.T) {
	walk(realResources(t), func(name string, n *yaml.Node) {
		refers := n.Tag == "!Ref" || n.Tag == "!GetAtt" || strings.Contains(n.Value, "${AWS::StackName}")
		if n.Kind != yaml.ScalarNode || !slices.Contains(naming, name) || refers || slices.Contains(within, n.Value) || strings.HasPrefix(n.Value, "AWS/") {
			return
		}
		t.Errorf("template.yaml:%d: the %s %q is the same in every stack: let it carry ${AWS::StackName}", n.Line, name, n.Value)
	})
}

// walk visits every member of every mapping.
func walk(n *yaml.Node, visit func(name string, n *yaml.Node)) {
	for name, v := range entries(n) {
		visit(name, v)
	}
	for _, child := range n.Content {
		walk(child, visit)
	}
}

var placeholder = regexp.MustCompile(`\$\{(\w+)\}`)

// parameters are those that a value depends on, also by a condition.
func parameters(root, n *yaml.Node) (all []string) {
	if n == nil {
		return nil
	}
	known := member(root, "Parameters")
	if n.Tag == "!If" {
		all = parameters(root, member(member(root, "Conditions"), n.Content[0].Value))
	}
	words := []string{n.Value}
	for _, m := range placeholder.FindAllStringSubmatch(n.Value, -1) {
		words = append(words, m[1])
	}
	for _, word := range words {
		if intrinsic := strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!"); intrinsic && member(known, word) != nil {
			all = append(all, word)
		}
	}
	for _, child := range n.Content {
		all = append(all, parameters(root, child)...)
	}
	return all
}

// TestAChangedParameterReachesTheFunctions holds that a parameter which functions
// are given makes a new version of them: else the alias would go on with the old.
func TestAChangedParameterReachesTheFunctions(t *testing.T) {
	var doc yaml.Node
	if err := yaml.Unmarshal(wiring.Template, &doc); err != nil {
		t.Fatal(err)
	}
	root := doc.Content[0]
	globals := member(member(root, "Globals"), "Function")
	for id, function := range properties(t, "AWS::Serverless::Function") {
		described := parameters(root, member(function, "VersionDescription"))
		for _, of := range []*yaml.Node{globals, function} {
			given := slices.Concat(parameters(root, member(of, "Environment")), parameters(root, member(of, "Tracing")), parameters(root, member(of, "LoggingConfig")))
			for _, name := range given {
				if !slices.Contains(described, name) {
					t.Errorf("%s is given the parameter %s, which its VersionDescription does not name", id, name)
				}
			}
		}
	}
}

// TestEveryCallGoesToTheAlias holds that a deployment shifts whatever is called,
// and goes back when an alarm rings. SAM lets queues and schedules call the alias.
func TestEveryCallGoesToTheAlias(t *testing.T) {
	for id, permission := range properties(t, "AWS::Lambda::Permission") {
		if name := value(member(permission, "FunctionName")); !strings.HasSuffix(name, ".Alias") {
			t.Errorf("%s lets %s be called, and not its alias", id, name)
		}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(wiring.Template, &doc); err != nil {
		t.Fatal(err)
	}
	globals := member(member(doc.Content[0], "Globals"), "Function")
	preference := member(globals, "DeploymentPreference")
	if value(member(globals, "AutoPublishAlias")) != "live" || len(values(member(preference, "Alarms"))) < 3 {
		t.Error("functions need AutoPublishAlias: live in Globals, and alarms that take a deployment back")
	}
}
