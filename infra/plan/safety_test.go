package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	wiring "github.com/heed-cs/heed"
)

// TestEveryQueueIsSafe holds what AWS would accept but Heed cannot live with.
func TestEveryQueueIsSafe(t *testing.T) {
	plan := realPlan(t)
	read := map[string]bool{}
	for _, f := range plan.Functions {
		for _, s := range f.Sources {
			q := plan.Queue(s.Queue)
			read[q.Name] = true
			if least := 6*f.Timeout + s.Window; q.Visibility < least {
				t.Errorf("%s: a visibility of %v lets a message return while %s works on it; at least %v", q.Name, q.Visibility, f.ID, least)
			}
			if !s.PartialFailures {
				t.Errorf("%s: %s must report partial failures, or one poison message repeats its whole batch", q.Name, f.ID)
			}
			if s.Batch > 10 && s.Window < time.Second {
				t.Errorf("%s: a batch of %d needs a window", q.Name, s.Batch)
			}
			if f.Env[envName(q.Dead)] == "" {
				t.Errorf("%s: %s cannot park what can never work: it has no %s", q.Name, f.ID, envName(q.Dead))
			}
		}
	}
	for _, q := range plan.Queues {
		if strings.HasSuffix(q.Name, "-dead") {
			continue
		}
		dead := plan.Queue(q.Dead)
		if dead.Name == "" || q.Receives < 1 {
			t.Errorf("%s has no dead letters", q.Name)
		}
		if dead.Retention <= q.Retention {
			t.Errorf("%s: dead letters keep their age and need longer than %v", q.Name, q.Retention)
		}
		if !read[q.Name] {
			t.Errorf("%s is read by nobody", q.Name)
		}
	}
}

// envName is the variable that holds a queue's address: SIGNALS_DEAD_QUEUE_URL.
func envName(queue string) string {
	return strings.ToUpper(strings.ReplaceAll(queue, "-", "_")) + "_QUEUE_URL"
}

// TestAFunctionMayWhatItIsToldOf compares, for each function, the queues of its
// environment with those of its policies, which grant nothing by wildcard.
func TestAFunctionMayWhatItIsToldOf(t *testing.T) {
	var doc yaml.Node
	if err := yaml.Unmarshal(wiring.Template, &doc); err != nil {
		t.Fatal(err)
	}
	resources := member(doc.Content[0], "Resources")
	for _, f := range realPlan(t).Functions {
		policies := member(member(member(resources, f.ID), "Properties"), "Policies")
		var granted, told []string
		for _, n := range scalars(policies) {
			if strings.Contains(n.Value, "*") {
				t.Errorf("%s may do %q: name what it needs", f.ID, n.Value)
			}
			if id, isQueue := strings.CutSuffix(n.Value, "Queue.Arn"); isQueue {
				granted = append(granted, id+"Queue")
			}
		}
		for name, value := range f.Env {
			if strings.HasSuffix(name, "_QUEUE_URL") {
				told = append(told, value)
			}
		}
		slices.Sort(granted)
		slices.Sort(told)
		if diff := cmp.Diff(told, granted); diff != "" {
			t.Errorf("%s: queues in its environment (-) and in its policies (+):\n%s", f.ID, diff)
		}
	}
}

// scalars lists the values below a node.
func scalars(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.ScalarNode {
		return []*yaml.Node{n}
	}
	var all []*yaml.Node
	for _, child := range n.Content {
		all = append(all, scalars(child)...)
	}
	return all
}
