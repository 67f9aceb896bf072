// Package plan reads template.yaml for the programs that run Heed's functions
// from it: `heed serve`, which hosts them in one process, and infra/lambda, which
// runs what is deployed. The template is their only wiring; what this package
// does not know it refuses, with its line and the fix.
//
// It reads bytes and writes nothing. plan.go has the plan and the template's
// outline; function.go, http.go, queue.go, table.go and schedule.go read one kind of
// thing each; node.go and condition.go have the grammar they share.
package plan

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// Plan is what template.yaml says, as far as it means something to a host.
type Plan struct {
	Parameters []string   // names, in the order of the template
	Functions  []Function // in the order of the template, which is that of the flow
	Queues     []Queue
	Tables     []Table
	// AccessLog is the line that API Gateway writes for each request, with its
	// variables, such as $context.status; empty without one.
	AccessLog string
}

// Function is one function and all that wakes it.
type Function struct {
	ID      string // the logical id, such as Intake
	Name    string // its folder under functions/, such as intake
	Timeout time.Duration
	Memory  int // MB
	Env     map[string]string
	Routes  []string // patterns of http.ServeMux
	Sources []Source
	Timers  []Timer
}

// Source is a queue that wakes a function with batches.
type Source struct {
	Queue           string // Queue.Name
	Batch           int
	Window          time.Duration // how long AWS waits for a fuller batch
	Concurrency     int           // batches at a time
	PartialFailures bool
}

// Timer is a schedule that wakes a function.
type Timer struct {
	Name     string // the name of the event, such as Fold
	Schedule Schedule
	Input    string // what the function is told, with ScheduledTime where the time goes
}

// ScheduledTime stands in a Timer's Input for the time at which it was due, in RFC 3339.
const ScheduledTime = "<aws.scheduler.scheduled-time>"

// Queue is one queue.
type Queue struct {
	ID         string // the logical id, such as SignalsDeadQueue
	Name       string // signals-dead
	Visibility time.Duration
	Retention  time.Duration
	Receives   int    // how often a message is handed out before it is a dead letter; 0 without dead letters
	Dead       string // the Name of the queue for dead letters, "" without
}

// Queue finds a queue by its name; it is zero when there is none.
func (p *Plan) Queue(name string) Queue {
	for _, q := range p.Queues {
		if q.Name == name {
			return q
		}
	}
	return Queue{}
}

// Parse reads a SAM template. It knows what Heed's own template uses and
// refuses everything else with its line, because what it skipped would be a
// difference between the laptop and AWS that nobody sees.
//
// values stand for parameters ("Stage"), resources ("SignalsQueue"), attributes
// ("SignalsQueue.Arn") and pseudo parameters ("AWS::Region") in the functions'
// environment; a parameter without one has its default.
func Parse(template []byte, values map[string]string) (*Plan, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(template, &doc); err != nil {
		return nil, fmt.Errorf("template.yaml: %w", err)
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("template.yaml: it is empty")
	}
	p := &parser{
		values: values, defaults: map[string]string{}, conditions: map[string]bool{},
		types: map[string]string{}, integrations: map[string]string{},
	}
	if err := p.template(doc.Content[0]); err != nil {
		return nil, err
	}
	return &p.plan, nil
}

// parser holds what was declared so far.
type parser struct {
	plan         Plan
	values       map[string]string
	defaults     map[string]string // of parameters
	conditions   map[string]bool   // whether they hold
	types        map[string]string // of resources
	globals      *yaml.Node        // Globals.Function
	integrations map[string]string // the function behind each
	routes       []route
}

func (p *parser) template(root *yaml.Node) error {
	var conditions, resources *yaml.Node
	err := members(root, "the template", known{
		"AWSTemplateFormatVersion": ignore,
		"Transform":                exactly("AWS::Serverless-2016-10-31"),
		"Description":              ignore,
		"Parameters":               p.parameters,
		"Conditions":               func(*yaml.Node) error { conditions = member(root, "Conditions"); return nil },
		"Globals":                  p.global,
		"Resources":                func(n *yaml.Node) error { resources = n; return p.declare(n) },
		"Outputs":                  ignore,
	})
	if err != nil {
		return err
	}
	if resources == nil {
		return refuse(root, "the template", "it has no Resources")
	}
	if conditions != nil {
		if err := p.conditionsOf(conditions); err != nil {
			return err
		}
	}
	for _, section := range root.Content {
		if section == conditions {
			continue // has intrinsic functions of its own
		}
		if err := p.references(section); err != nil {
			return err
		}
	}
	if err := each(resources, "Resources", p.resource); err != nil {
		return err
	}
	return p.connect()
}

func (p *parser) parameters(n *yaml.Node) error {
	return each(n, "Parameters", func(name string, n *yaml.Node) error {
		p.defaults[name] = ""
		p.plan.Parameters = append(p.plan.Parameters, name)
		return members(n, name, known{
			"Type": ignore, "AllowedPattern": ignore, "AllowedValues": ignore, "MinValue": ignore, "MaxValue": ignore, "MaxLength": ignore,
			"Description": ignore, "NoEcho": ignore,
			"Default": func(n *yaml.Node) error { p.defaults[name] = n.Value; return nil },
		})
	})
}

func (p *parser) global(n *yaml.Node) error {
	return members(n, "Globals", known{
		"Function": func(n *yaml.Node) error { p.globals = n; return nil },
	})
}

// declare notes the types first, so that references may point forward.
func (p *parser) declare(n *yaml.Node) error {
	return each(n, "Resources", func(id string, n *yaml.Node) error {
		kind := member(n, "Type")
		if kind == nil {
			return refuse(n, id, "it has no Type")
		}
		p.types[id] = kind.Value
		return nil
	})
}

// resource reads a resource, unless its condition does not hold.
func (p *parser) resource(id string, n *yaml.Node) error {
	properties, err := p.propertiesOf(id)
	if err != nil {
		return refuse(n, id, err.Error())
	}
	if condition := member(n, "Condition"); condition != nil {
		if holds, err := p.condition(condition); err != nil || !holds {
			return err
		}
	}
	return members(n, id, known{
		"Type": ignore, "Condition": ignore, "Metadata": ignore, "DeletionPolicy": ignore, "UpdateReplacePolicy": ignore,
		"Properties": properties,
	})
}

// propertiesOf says how the properties of the resource are read.
func (p *parser) propertiesOf(id string) (func(*yaml.Node) error, error) {
	switch kind := p.types[id]; kind {
	case "AWS::Serverless::Function":
		return func(n *yaml.Node) error { return p.function(id, n) }, nil
	case "AWS::SQS::Queue":
		return func(n *yaml.Node) error { return p.queue(id, n) }, nil
	case "AWS::DynamoDB::Table":
		return func(n *yaml.Node) error { return p.table(id, n) }, nil
	case "AWS::ApiGatewayV2::Api":
		return api(id), nil
	case "AWS::ApiGatewayV2::Stage":
		return func(n *yaml.Node) error { return p.stage(id, n) }, nil
	case "AWS::ApiGatewayV2::Integration":
		return func(n *yaml.Node) error { return p.integration(id, n) }, nil
	case "AWS::ApiGatewayV2::Route":
		return func(n *yaml.Node) error { return p.route(id, n) }, nil
	case "AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGatewayV2::Authorizer",
		"AWS::Lambda::Permission", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::KMS::Key",
		"AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard",
		"AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::Budgets::Budget":
		return ignore, nil // who may, who is told, and what is counted: known, and not hosted
	default:
		return nil, fmt.Errorf("infra/plan does not know a resource of type %q", kind)
	}
}
