package policy

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	wiring "github.com/heed-cs/heed"
)

func realResources(t *testing.T) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(wiring.Template, &doc); err != nil {
		t.Fatal(err)
	}
	return member(doc.Content[0], "Resources")
}

// properties of every resource of a kind, by id.
func properties(t *testing.T, kind string) map[string]*yaml.Node {
	t.Helper()
	all := map[string]*yaml.Node{}
	for id, resource := range entries(realResources(t)) {
		if value(member(resource, "Type")) == kind {
			all[id] = member(resource, "Properties")
		}
	}
	if len(all) == 0 {
		t.Fatalf("the template has no %s", kind)
	}
	return all
}

// values are the scalars below a node.
func values(n *yaml.Node) []string {
	if n == nil || n.Kind == yaml.ScalarNode {
		return []string{value(n)}
	}
	var all []string
	for _, child := range n.Content {
		all = append(all, values(child)...)
	}
	return all
}

// TestAlarmsWatchEverything holds that no function and no queue fails in silence.
func TestAlarmsWatchEverything(t *testing.T) {
	alarms, wired := properties(t, "AWS::CloudWatch::Alarm"), realPlan(t)
	watches := func(alarm, what string) {
		t.Helper()
		if !strings.Contains(" "+strings.Join(values(alarms[alarm]), " ")+" ", " "+what+" ") {
			t.Errorf("the alarm %s does not watch %s", alarm, what)
		}
	}
	for _, f := range wired.Functions {
		watches("Errors", f.ID)
		watches("Throttles", f.ID)
	}
	for _, q := range wired.Queues {
		if q.Dead != "" {
			watches("Backlog", q.ID+".QueueName")
			watches("DeadLetters", wired.Queue(q.Dead).ID+".QueueName")
		}
	}
	for id, alarm := range alarms {
		if value(member(alarm, "AlarmDescription")) == "" || len(items(member(alarm, "AlarmActions"))) != 1 || value(member(alarm, "TreatMissingData")) == "" {
			t.Errorf("the alarm %s must say what to do, tell somebody, and know what silence means", id)
		}
	}
}

// TestEveryLogIsKeptForATime holds that functions log into a group that forgets.
func TestEveryLogIsKeptForATime(t *testing.T) {
	groups := properties(t, "AWS::Logs::LogGroup")
	for id, group := range groups {
		if value(member(group, "RetentionInDays")) != "RetentionDays" {
			t.Errorf("the log group %s is kept for ever: set RetentionInDays: !Ref RetentionDays", id)
		}
	}
	for id, function := range properties(t, "AWS::Serverless::Function") {
		if member(function, "LoggingConfig") != nil {
			t.Errorf("%s logs elsewhere than all others", id)
		}
	}
	if !strings.Contains(string(wiring.Template), "      LogGroup: !Ref Logs\n") || groups["Logs"] == nil {
		t.Error("functions need the log group Logs in Globals, or Lambda makes groups that never forget")
	}
}

var (
	message = regexp.MustCompile(`\$\.message = "([^"]+)"`)
	field   = regexp.MustCompile(`\$\.(\w+)`)
)

// TestMetricsReadLinesThatAreWritten holds that a function writes each line that a
// metric filter waits for, with each field that it reads.
func TestMetricsReadLinesThatAreWritten(t *testing.T) {
	if !strings.Contains(string(wiring.Template), "      ApplicationLogLevel: INFO ") {
		t.Error("the lines that metrics are read from have the level INFO, which Lambda must let pass")
	}
	var code string
	for _, f := range realPlan(t).Functions {
		code += source(t, f.Name)
	}
	for id, filter := range properties(t, "AWS::Logs::MetricFilter") {
		text := strings.Join(values(filter), " ")
		lines := message.FindAllStringSubmatch(text, -1)
		if len(lines) == 0 {
			t.Errorf("%s reads every line: %s", id, text)
		}
		for _, line := range lines {
			if !strings.Contains(code, `slog.LevelInfo, "`+line[1]+`"`) {
				t.Errorf("%s waits for the line %q, which no function writes", id, line[1])
			}
		}
		for _, name := range field.FindAllStringSubmatch(text, -1) {
			if name[1] != "message" && !regexp.MustCompile(`slog\.\w+\("`+name[1]+`"`).MatchString(code) {
				t.Errorf("%s reads %s, which no function writes", id, name[1])
			}
		}
	}
}

// counted are the metrics that an installation has of itself.
var counted = []string{
	"SignalsStored", "SignalsParked", "Duplicates", "ProvisionalAccounts", "Conflicts", "RollupAge", "IndexLag",
	"OldestDue", "Attempts", "AttemptsFailed", "DeliveriesExhausted",
}

// TestEveryMetricIsLookedAt holds that each is counted under its own name and shown,
// and that somebody is told of those that an operator can act on.
func TestEveryMetricIsLookedAt(t *testing.T) {
	filters := properties(t, "AWS::Logs::MetricFilter")
	body := value(member(properties(t, "AWS::CloudWatch::Dashboard")["Dashboard"], "DashboardBody"))
	for _, metric := range counted {
		if text := strings.Join(values(filters[metric]), " ") + " "; !strings.Contains(text, " MetricName "+metric+" ") {
			t.Errorf("nothing counts %s: %s", metric, text)
		}
		if !strings.Contains(body, `["Heed/${AWS::StackName}", "`+metric+`"]`) {
			t.Errorf("the dashboard does not show %s", metric)
		}
	}
	if len(filters) != len(counted) {
		t.Errorf("%d metrics are counted, and %d are listed here", len(filters), len(counted))
	}
	for alarm, metric := range map[string]string{
		"RollupsStale": "RollupAge", "DeliveriesLate": "OldestDue", "DeliveriesLost": "DeliveriesExhausted",
		"DeliveriesFailing": "AttemptsFailed", "NoSignals": "SignalsStored",
	} {
		if watched := strings.Join(values(properties(t, "AWS::CloudWatch::Alarm")[alarm]), " ") + " "; !strings.Contains(watched, " MetricName "+metric+" ") {
			t.Errorf("the alarm %s does not watch %s", alarm, metric)
		}
	}
}

// TestSilenceOfTimersRings holds that a timer that does not run is noticed: what it
// should have written is missing, and that is as bad as a bad value.
func TestSilenceOfTimersRings(t *testing.T) {
	alarms := properties(t, "AWS::CloudWatch::Alarm")
	for _, alarm := range []string{"RollupsStale", "DeliveriesLate", "NoSignals"} {
		if got := value(member(alarms[alarm], "TreatMissingData")); got != "breaching" {
			t.Errorf("the alarm %s takes silence for %s", alarm, got)
		}
	}
}

// TestTheDashboardIsWhole holds that it can be read and shows every alarm, function and queue.
func TestTheDashboardIsWhole(t *testing.T) {
	body := value(member(properties(t, "AWS::CloudWatch::Dashboard")["Dashboard"], "DashboardBody"))
	if !json.Valid([]byte(body)) {
		t.Error("its body is not JSON")
	}
	wired := realPlan(t)
	var shown []string
	for id := range properties(t, "AWS::CloudWatch::Alarm") {
		shown = append(shown, id+".Arn")
	}
	for _, f := range wired.Functions {
		shown = append(shown, f.ID)
	}
	for _, q := range wired.Queues {
		shown = append(shown, q.ID+".QueueName")
	}
	for _, name := range shown {
		if !strings.Contains(body, `"${`+name+`}"`) {
			t.Errorf("it does not show %s", name)
		}
	}
}

// TestTheTableOutlivesMistakes holds what keeps customers' data.
func TestTheTableOutlivesMistakes(t *testing.T) {
	resources := realResources(t)
	for _, id := range []string{"Table", "Key"} {
		for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
			if value(member(member(resources, id), policy)) != "Retain" {
				t.Errorf("%s needs %s: Retain", id, policy)
			}
		}
	}
	table := properties(t, "AWS::DynamoDB::Table")["Table"]
	if got := strings.Join(values(member(table, "DeletionProtectionEnabled")), " "); got != "InProd true false" {
		t.Errorf("in prod the table is protected from deletion, but it says %q", got)
	}
	if got := value(member(member(table, "PointInTimeRecoverySpecification"), "PointInTimeRecoveryEnabled")); got != "true" {
		t.Errorf("the table can be restored to any second, but it says %q", got)
	}
}
