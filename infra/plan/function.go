package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"go.yaml.in/yaml/v3"
)

// function reads the globals, then its own properties over them.
func (p *parser) function(id string, n *yaml.Node) error {
	f := Function{ID: id, Env: map[string]string{}}
	properties := p.functionProperties(&f)
	if p.globals != nil {
		if err := members(p.globals, "Globals.Function", properties); err != nil {
			return err
		}
	}
	maps.Copy(properties, known{
		"CodeUri": func(n *yaml.Node) error { return codeURI(&f, n) },
		"Role":    ignore, "KmsKeyArn": ignore, "ReservedConcurrentExecutions": ignore, "VersionDescription": ignore,
		"Events": func(n *yaml.Node) error { return p.events(&f, n) },
	})
	if err := members(n, id, properties); err != nil {
		return err
	}
	if f.Name == "" || f.Timeout <= 0 {
		return refuse(n, id, "a function needs a CodeUri and a Timeout")
	}
	p.plan.Functions = append(p.plan.Functions, f)
	return nil
}

// functionProperties are those that Globals may hold too.
func (p *parser) functionProperties(f *Function) known {
	return known{
		"Runtime":       exactly("provided.al2023"),
		"Handler":       exactly("bootstrap"),
		"Architectures": ignore,
		"LoggingConfig": ignore,
		"Tracing":       ignore,
		// How one version gives way to the next: there is only one on a laptop.
		"AutoPublishAlias":     exactly("live"),
		"DeploymentPreference": ignore,
		"MemorySize":           number(f.ID+".MemorySize", &f.Memory),
		"Timeout":              seconds(f.ID+".Timeout", &f.Timeout),
		"Environment": func(n *yaml.Node) error {
			return members(n, f.ID+".Environment", known{"Variables": func(n *yaml.Node) error { return p.environment(f, n) }})
		},
	}
}

func (p *parser) environment(f *Function, n *yaml.Node) error {
	return each(n, f.ID+".Environment.Variables", func(name string, n *yaml.Node) error {
		value, err := p.text(n)
		f.Env[name] = value
		return err
	})
}

func codeURI(f *Function, n *yaml.Node) error {
	name, hasPrefix := strings.CutPrefix(n.Value, "functions/")
	name, hasSuffix := strings.CutSuffix(name, "/bootstrap")
	if !hasPrefix || !hasSuffix || name == "" || strings.Contains(name, "/") {
		return refuse(n, f.ID+".CodeUri", fmt.Sprintf("%q is not functions/<name>/bootstrap", n.Value))
	}
	f.Name = name
	return nil
}

func (p *parser) events(f *Function, n *yaml.Node) error {
	return each(n, f.ID+".Events", func(name string, n *yaml.Node) error {
		where := f.ID + ".Events." + name
		var kind string
		properties := &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
		err := members(n, where, known{
			"Type":       func(n *yaml.Node) error { kind = n.Value; return nil },
			"Properties": func(n *yaml.Node) error { properties = n; return nil },
		})
		if err != nil {
			return err
		}
		switch kind {
		case "SQS":
			return p.source(f, where, properties)
		case "ScheduleV2":
			return p.timer(f, name, where, properties)
		}
		return refuse(n, where, fmt.Sprintf("infra/plan knows events of type SQS and ScheduleV2, not %q", kind))
	})
}

func (p *parser) source(f *Function, where string, n *yaml.Node) error {
	var s Source
	err := members(n, where, known{
		"Queue":                          func(n *yaml.Node) (err error) { s.Queue, err = p.queueName(n, where); return },
		"BatchSize":                      number(where+".BatchSize", &s.Batch),
		"MaximumBatchingWindowInSeconds": seconds(where+".MaximumBatchingWindowInSeconds", &s.Window),
		"FunctionResponseTypes": func(n *yaml.Node) error {
			s.PartialFailures = len(n.Content) == 1 && n.Content[0].Value == "ReportBatchItemFailures"
			return nil
		},
		"ScalingConfig": func(n *yaml.Node) error {
			return members(n, where+".ScalingConfig", known{"MaximumConcurrency": number(where+".MaximumConcurrency", &s.Concurrency)})
		},
	})
	if err != nil {
		return err
	}
	if s.Queue == "" || s.Batch < 1 || s.Concurrency < 1 {
		return refuse(n, where, "a source needs a Queue, a BatchSize and a MaximumConcurrency")
	}
	f.Sources = append(f.Sources, s)
	return nil
}

// timer reads a schedule. Its input names the event, because that is how the
// function tells its timers apart.
func (p *parser) timer(f *Function, name, where string, n *yaml.Node) error {
	t := Timer{Name: name}
	var input struct{ Timer, Time string }
	err := members(n, where, known{
		"Name":        ignore,
		"RetryPolicy": ignore, // a host in one process has nobody to reach in vain
		"ScheduleExpression": func(n *yaml.Node) (err error) {
			if t.Schedule, err = ParseSchedule(n.Value); err != nil {
				return refuse(n, where, err.Error())
			}
			return nil
		},
		"ScheduleExpressionTimezone": exactly("UTC"),
		"Input": func(n *yaml.Node) error {
			t.Input = n.Value
			if err := json.Unmarshal([]byte(n.Value), &input); err != nil {
				return refuse(n, where, "its Input is not JSON: "+err.Error())
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	if t.Schedule == (Schedule{}) || input.Timer != name || input.Time != ScheduledTime {
		return refuse(n, where, fmt.Sprintf(
			`a schedule needs a ScheduleExpression and the Input '{"timer":%q,"time":%q}'`, name, ScheduledTime))
	}
	f.Timers = append(f.Timers, t)
	return nil
}
