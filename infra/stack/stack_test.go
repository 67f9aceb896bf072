package stack_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/google/go-cmp/cmp"

	wiring "github.com/heed-cs/heed"
	"github.com/heed-cs/heed/infra/plan"
	"github.com/heed-cs/heed/infra/stack"
	"github.com/heed-cs/heed/infra/stack/stacktest"
	"github.com/heed-cs/heed/shared/heed"
)

// deployed is a stack with every parameter of the template.
func deployed(t *testing.T, status string, more map[string]string) (*stacktest.AWS, *stack.Stack) {
	t.Helper()
	a := stacktest.New(t)
	a.Answer("DescribeStacks", stacktest.Stack(status, parameters(t, more)))
	s, err := stack.Open(t.Context(), credentials(t), stacktest.Name)
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

func credentials(t *testing.T) aws.Config {
	t.Helper()
	c, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func parameters(t *testing.T, more map[string]string) map[string]string {
	t.Helper()
	wired, err := plan.Parse(wiring.Template, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range wired.Parameters {
		all[name] = ""
	}
	all["Stage"], all["RetentionDays"] = "prod", "30"
	for name, value := range more {
		all[name] = value
	}
	return all
}

func troubles(t *testing.T, s *stack.Stack) []string {
	t.Helper()
	var all []string
	for _, f := range s.Examine(t.Context(), wiring.Template) {
		if f.Status == heed.Well {
			continue
		}
		if f.Fix == "" {
			t.Errorf("%q does not say what to do", f.Finding)
		}
		all = append(all, string(f.Status)+" "+f.Check+": "+f.Finding)
	}
	return all
}

func TestAWellStackIsWell(t *testing.T) {
	_, s := deployed(t, "UPDATE_COMPLETE", nil)
	if diff := cmp.Diff([]string(nil), troubles(t, s)); diff != "" {
		t.Error(diff)
	}
}

// TestEveryTroubleIsNamed changes one answer of AWS a row.
func TestEveryTroubleIsNamed(t *testing.T) {
	for _, row := range []struct{ name, operation, answer, want string }{
		{"ringing", "DescribeAlarms", `{"MetricAlarms":[{"AlarmName":"heed-Errors","StateValue":"ALARM","StateReason":"6 > 5","AlarmDescription":"Functions crash."}]}`, "fail alarms: Errors rings: 6 > 5"},
		{"not started", "GetFunctionConfiguration/heed-Score", `{"Runtime":"provided.al2023","Architectures":["arm64"],"State":"Failed","StateReason":"no code"}`, "fail functions: Score does not work: no code"},
		{"another machine", "GetFunctionConfiguration/heed-Score", `{"Runtime":"provided.al2023","Architectures":["x86_64"],"State":"Active"}`, "fail functions: They do not run alike: provided.al2023 on [arm64]: Intake, Aggregate, Deliver, Console; provided.al2023 on [x86_64]: Score."},
		{"half new", "GetAlias", `{"Name":"live","FunctionVersion":"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.1}}}`, "warn functions: IntakeAliaslive: a part of the calls goes to a new version."},
		{"small account", "GetAccountSettings", `{"AccountLimit":{"ConcurrentExecutions":10,"UnreservedConcurrentExecutions":10}}`, "warn concurrency: The account may run 10 calls at a time, 10 of them not reserved."},
		{"paused", "GetEventSourceMapping/DeliverFirst", `{"State":"Disabled"}`, "warn sources: DeliverFirst is disabled: its queue waits."},
		{"unreadable", "GetEventSourceMapping/DeliverFirst", `{"State":"Enabled","LastProcessingResult":"PROBLEM: access denied"}`, "fail sources: DeliverFirst cannot read its queue: PROBLEM: access denied"},
		{"not scheduled", "GetSchedule/heed-ScoreSweep", `{"State":"DISABLED"}`, "warn schedules: ScoreSweep is disabled."},
		{"dead letters", "GetQueueAttributes/heed-RetryDeadQueue", `{"Attributes":{"ApproximateNumberOfMessages":"3"}}`, "warn queues: RetryDeadQueue holds 3."},
		{"unprotected", "DescribeTable", `{"Table":{"TableStatus":"ACTIVE","DeletionProtectionEnabled":false}}`, "warn table: heed-Table can be deleted by one call."},
		{"unrecoverable", "DescribeContinuousBackups", `{"ContinuousBackupsDescription":{"PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}}`, "fail table: heed-Table cannot be restored to a moment."},
		{"dying key", "DescribeKey", `{"KeyMetadata":{"KeyState":"PendingDeletion"}}`, "fail key: The key of the secrets is PendingDeletion."},
		{"eternal logs", "DescribeLogGroups", `{"logGroups":[{"logGroupName":"heed-Logs"}]}`, "warn logs: Logs are kept for ever."},
	} {
		t.Run(row.name, func(t *testing.T) {
			a, s := deployed(t, "UPDATE_COMPLETE", nil)
			a.Answer(row.operation, row.answer)
			if diff := cmp.Diff([]string{row.want}, troubles(t, s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheStatesOfAStack(t *testing.T) {
	for status, want := range map[string]string{
		"UPDATE_IN_PROGRESS": "warn", "UPDATE_ROLLBACK_COMPLETE": "warn", "UPDATE_ROLLBACK_FAILED": "fail", "CREATE_FAILED": "fail",
	} {
		_, s := deployed(t, status, nil)
		if diff := cmp.Diff([]string{want + " stack: heed is in the state " + status + "."}, troubles(t, s)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAnotherTemplateIsNoticed(t *testing.T) {
	_, s := deployed(t, "UPDATE_COMPLETE", map[string]string{"Colour": "blue"})
	want := "warn template: The stack was deployed from another template than this program's: it has Colour."
	if diff := cmp.Diff([]string{want}, troubles(t, s)); diff != "" {
		t.Error(diff)
	}
}

// TestACheckThatIsDeniedHidesNoOther holds that an operator with few rights learns the rest.
func TestACheckThatIsDeniedHidesNoOther(t *testing.T) {
	a, s := deployed(t, "UPDATE_COMPLETE", nil)
	a.Answer("DescribeKey", "!AccessDeniedException")
	got := troubles(t, s)
	if len(got) != 1 || !strings.HasPrefix(got[0], "fail key: It could not be looked at:") {
		t.Errorf("found %q", got)
	}
}

func TestAStackThatIsNotThere(t *testing.T) {
	a := stacktest.New(t)
	a.Answer("DescribeStacks", "!ValidationError")
	_, err := stack.Open(t.Context(), credentials(t), "nowhere")
	if err == nil || !strings.Contains(err.Error(), "is it the name that sam deploy was given") {
		t.Errorf("got %v", err)
	}
	a.Answer("DescribeStacks", stacktest.Stack("CREATE_COMPLETE", nil))
	a.Answer("ListStackResources", "<StackResourceSummaries></StackResourceSummaries>")
	if _, err = stack.Open(t.Context(), credentials(t), "else"); err == nil || !strings.Contains(err.Error(), "is it a Heed?") {
		t.Errorf("got %v", err)
	}
}

func TestSwitchingOffAndOnAgain(t *testing.T) {
	a, s := deployed(t, "UPDATE_COMPLETE", nil)
	var said []string
	note := func(id string) { said = append(said, id) }
	if err := s.Switch(t.Context(), false, note); err != nil {
		t.Fatal(err)
	}
	if want := "AggregateFold ScoreSweep DeliverDue AggregateInbox ScoreTouches DeliverFirst DeliverAgain"; strings.Join(said, " ") != want {
		t.Errorf("it says %v, want %s", said, want)
	}
	if got := len(troubles(t, s)); got != 7 {
		t.Errorf("a paused stack has %d troubles, want one for each of 7", got)
	}
	changes := len(a.Asked())
	if err := s.Switch(t.Context(), true, note); err != nil {
		t.Fatal(err)
	}
	if got := troubles(t, s); len(got) > 0 || len(a.Asked()) != 2*changes {
		t.Errorf("after resuming: %v", got)
	}
	for _, asked := range a.Asked() {
		if strings.HasPrefix(asked, "UpdateSchedule") && !strings.Contains(asked, `"ScheduleExpression":"rate(1 minute)"`) {
			t.Errorf("a schedule is written back without what it was: %s", asked)
		}
	}
}

func TestBackingUp(t *testing.T) {
	a, s := deployed(t, "UPDATE_COMPLETE", nil)
	b, err := s.Back(t.Context(), time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if b.Name != "heed-20261120-093000" || !strings.HasPrefix(b.ARN, "arn:aws:dynamodb:") || b.Key == "" || len(a.Asked()) != 1 {
		t.Errorf("the backup is %+v; asked %v", b, a.Asked())
	}
}

func TestRestoringGivesTheNewTableWhatABackupLacks(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	for _, row := range []struct {
		from stack.Source
		want string
	}{
		{stack.Source{Backup: "arn:b"}, `RestoreTableFromBackup new {"BackupArn":"arn:b","TargetTableName":"new"}`},
		{stack.Source{At: at}, `RestoreTableToPointInTime new {"RestoreDateTime":1795167000,"SourceTableName":"heed-Table","TargetTableName":"new"}`},
	} {
		a, s := deployed(t, "UPDATE_COMPLETE", nil)
		if err := s.Restore(t.Context(), row.from, "new", wiring.Template); err != nil {
			t.Fatal(err)
		}
		asked := a.Asked()
		var operations []string
		for _, call := range asked {
			operation, _, _ := strings.Cut(call, " ")
			operations = append(operations, operation)
		}
		if diff := cmp.Diff([]string{"UpdateTimeToLive", "UpdateContinuousBackups", "UpdateTable"}, operations[1:]); diff != "" {
			t.Error(diff)
		}
		if asked[0] != row.want || !strings.Contains(asked[1], `"AttributeName":"x"`) {
			t.Errorf("asked %q", asked)
		}
	}
}

// TestRestoringGoesOn holds that an interrupted restore is finished by the same command.
func TestRestoringGoesOn(t *testing.T) {
	a, s := deployed(t, "UPDATE_COMPLETE", nil)
	a.Answer("RestoreTableFromBackup", "!TableAlreadyExistsException")
	a.Answer("DescribeTimeToLive", `{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"x"}}`)
	if err := s.Restore(t.Context(), stack.Source{Backup: "arn:b"}, "new", wiring.Template); err != nil {
		t.Error(err)
	}
	if err := s.Restore(t.Context(), stack.Source{Backup: "arn:b"}, "heed-Table", wiring.Template); err == nil {
		t.Error("it restores over the table in use")
	}
}
