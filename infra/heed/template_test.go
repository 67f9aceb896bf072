package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	wiring "github.com/heed-cs/heed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func realPlan(t testing.TB) *Plan {
	t.Helper()
	plan, err := ParsePlan(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestThePlanOfTheTemplate pins what heed serve understands of template.yaml.
func TestThePlanOfTheTemplate(t *testing.T) {
	got := describe(realPlan(t))
	const golden = "testdata/plan.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the plan changed; if that is meant, run go test ./infra/heed -run Plan -update\n%s", diff)
	}
}

// describe writes a plan for a reader.
func describe(plan *Plan) string {
	var b strings.Builder
	for _, f := range plan.Functions {
		fmt.Fprintf(&b, "%s (%s): %v, %d MB\n", f.Name, f.ID, f.Timeout, f.Memory)
		for _, pattern := range f.Routes {
			fmt.Fprintf(&b, "\troute %s\n", pattern)
		}
		for _, s := range f.Sources {
			fmt.Fprintf(&b, "\tqueue %s: batch %d, window %v, %d at a time, partial failures %t\n", s.Queue, s.Batch, s.Window, s.Concurrency, s.PartialFailures)
		}
		for _, t := range f.Timers {
			fmt.Fprintf(&b, "\ttimer %s: %v\n", t.Name, t.Schedule)
		}
		for _, name := range slices.Sorted(maps.Keys(f.Env)) {
			fmt.Fprintf(&b, "\tenv %s=%s\n", name, f.Env[name])
		}
	}
	for _, q := range plan.Queues {
		fmt.Fprintf(&b, "queue %s: visibility %v, kept %v, received at most %d times, then %q\n", q.Name, q.Visibility, q.Retention, q.Receives, q.Dead)
	}
	return b.String()
}

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

func TestAFunctionGetsItsEnvironment(t *testing.T) {
	plan, err := ParsePlan(wiring.Template, map[string]string{
		"Stage": "test", "Table": "heed-table", "SignalsQueue": "http://127.0.0.1/signals",
	})
	if err != nil {
		t.Fatal(err)
	}
	env := plan.Functions[0].Env
	for name, want := range map[string]string{
		"HEED_STAGE": "test", "HEED_TABLE": "heed-table", "SIGNALS_QUEUE_URL": "http://127.0.0.1/signals",
		"HEED_KEY_ID": "Key", "HEED_PUBLIC_URL": "",
	} {
		if got, ok := env[name]; !ok || got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

// TestWhatIsUnknownIsRefused breaks the real template once per row.
func TestWhatIsUnknownIsRefused(t *testing.T) {
	for _, row := range []struct{ name, old, new, want string }{
		{"event type", "Type: ScheduleV2", "Type: Schedule", "Aggregate.Events.Fold: heed serve knows events of type"},
		{"event property", "BatchSize: 10", "BatchSizee: 10", `Aggregate.Events.Inbox: heed serve does not know "BatchSizee"`},
		{"function property", "Timeout: 10\n", "Timeout: 10\n      Tracing: Active\n", `Intake: heed serve does not know "Tracing"`},
		{"global property", "Timeout: 30\n", "Timeout: 30\n    Tracing: Active\n", `Globals.Function: heed serve does not know "Tracing"`},
		{"queue property", "SqsManagedSseEnabled: true", "FifoQueue: true", `SignalsQueue: heed serve does not know "FifoQueue"`},
		{"redrive property", "maxReceiveCount: 100", "maxReceives: 100", `SignalsQueue.RedrivePolicy: heed serve does not know "maxReceives"`},
		{"queue name", "${AWS::StackName}-touches-dead", "${AWS::StackName}-parked", "TouchesDeadQueue: its QueueName must be !Sub ${AWS::StackName}-touches-dead"},
		{"intrinsic", "!Ref PublicUrl", "!ImportValue PublicUrl", "heed serve knows !Ref, !Sub and !GetAtt only"},
		{"intrinsic where nothing reads it", "!Sub Secrets of", "!Join Secrets of", "heed serve knows !Ref, !Sub and !GetAtt only"},
		{"long form", "HEED_STAGE: !Ref Stage", "HEED_STAGE: {Ref: Stage}", "use the short form"},
		{"reference", "!Ref PublicUrl", "!Ref PublicURL", "PublicURL: there is no such parameter or resource"},
		{"attribute", "Resource: !GetAtt Table.Arn", "Resource: !GetAtt Tabel.Arn", "Tabel.Arn: there is no such resource"},
		{"substitution", "${Table.Arn}/index", "${Tabel.Arn}/index", "Tabel.Arn: there is no such resource"},
		{"resource type", "AWS::SNS::Topic", "AWS::SNS::Subscription", `cannot host a resource of type "AWS::SNS::Subscription"`},
		{"section", "\nOutputs:", "\nConditions:", `the template: heed serve does not know "Conditions"`},
		{"conditional resource", "Type: AWS::SNS::Topic", "Type: AWS::SNS::Topic\n    Condition: Big", `Alarms: heed serve does not know "Condition"`},
		{"schedule grammar", "rate(1 minute)", "rate(1 minutes)", `"rate(1 minutes)" is neither`},
		{"schedule input", `{"timer":"Due"`, `{"timer":"Do"`, `needs a ScheduleExpression and the Input '{"timer":"Due"`},
		{"schedule input form", `'{"timer":"Due"`, `'"timer":"Due"`, "Deliver.Events.Due: its Input is not JSON"},
		{"schedule zone", "Timezone: UTC", "Timezone: Europe/Berlin", `found "Europe/Berlin" instead`},
		{"queue of a source", "Queue: !GetAtt SignalsQueue.Arn", "Queue: !GetAtt Table.Arn", "a queue is expected as !GetAtt SomeQueue.Arn"},
		{"number", "Timeout: 10\n", "Timeout: ten\n", `Intake.Timeout: "ten" is not a whole number`},
		{"folder", "functions/intake/bootstrap", "functions/intake", `"functions/intake" is not functions/<name>/bootstrap`},
		{"runtime", "Runtime: provided.al2023", "Runtime: go1.x", `found "go1.x" instead`},
		{"path", "Path: /v1/signals", "Path: v1/signals", `the path "v1/signals" does not start with a slash`},
		{"twice", "Timeout: 10\n", "Timeout: 10\n      Timeout: 11\n", `Intake: "Timeout" is here twice`},
		{"anchor", "Timeout: 10\n", "Timeout: *ten\n", "template.yaml: yaml: unknown anchor"},
		{"merge", "Handler: bootstrap\n", "Handler: bootstrap\n    <<: {Timeout: 1}\n", `Globals.Function: heed serve does not know "<<"`},
		{"yaml", "Resources:", "Resources", "template.yaml: yaml:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			broken := strings.Replace(string(wiring.Template), row.old, row.new, 1)
			if broken == string(wiring.Template) {
				t.Fatalf("the template has no %q to break", row.old)
			}
			_, err := ParsePlan([]byte(broken), nil)
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want an error with %q", err, row.want)
			}
		})
	}
}

func TestAnErrorNamesTheLine(t *testing.T) {
	_, err := ParsePlan([]byte("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n"), nil)
	const want = `template.yaml:2: Bucket: heed serve cannot host a resource of type "AWS::S3::Bucket"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzParsePlan(f *testing.F) {
	f.Add(wiring.Template)
	f.Add([]byte("Resources: {A: {Type: AWS::SQS::Queue, Properties: !Ref A}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, template []byte) {
		plan, err := ParsePlan(template, nil)
		if (plan == nil) == (err == nil) {
			t.Errorf("plan %v and error %v", plan, err)
		}
	})
}

func TestSchedules(t *testing.T) {
	at := func(s string) time.Time {
		parsed, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, row := range []struct{ expression, from, next string }{
		{"rate(1 minute)", "2026-01-31T23:59:30Z", "2026-02-01T00:00:30Z"},
		{"rate(6 hours)", "2026-01-31T23:00:00Z", "2026-02-01T05:00:00Z"},
		{"rate(2 days)", "2026-02-27T01:00:00Z", "2026-03-01T01:00:00Z"},
		{"cron(0 4 * * ? *)", "2026-01-31T03:59:59Z", "2026-01-31T04:00:00Z"},
		{"cron(0 4 * * ? *)", "2026-01-31T04:00:00Z", "2026-02-01T04:00:00Z"},
		{"cron(30 0 * * ? *)", "2026-01-31T23:45:00+02:00", "2026-02-01T00:30:00Z"},
		{"cron(0 0 * * ? *)", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00Z"},
	} {
		s, err := ParseSchedule(row.expression)
		if err != nil {
			t.Errorf("%s: %v", row.expression, err)
			continue
		}
		if got := s.Next(at(row.from)); !got.Equal(at(row.next)) {
			t.Errorf("%s after %s: %v, want %s", row.expression, row.from, got, row.next)
		}
	}
	for _, expression := range []string{
		"", "rate(0 minutes)", "rate(1 minutes)", "rate(2 minute)", "rate(5 seconds)", "rate(-1 hours)", "rate(99999 days)",
		"cron(60 4 * * ? *)", "cron(0 24 * * ? *)", "cron(0 4 ? * MON *)", "cron(0/5 * * * ? *)", "at(2026-01-01T00:00:00)",
	} {
		if s, err := ParseSchedule(expression); err == nil {
			t.Errorf("%q was read as %+v", expression, s)
		}
	}
}
